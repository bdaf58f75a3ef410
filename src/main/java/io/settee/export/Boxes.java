package io.settee.export;

import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.Recipient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The names that nodes of Erlang expect on each other, as long as nobody else here has them. */
final class Boxes {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.export");

    private Boxes() {}

    /** Opens them now, and again whenever a peer gives the node a name. */
    static void open(Node node, Exporter exporter) {
        if (node.hasName()) openAll(node, exporter);
        var unused = node.onEvent(event -> {
            if (event instanceof NodeEvent.NameGiven) openAll(node, exporter);
        });
    }

    private static void openAll(Node node, Exporter exporter) {
        register(node, Rex.NAME, new Rex(node, exporter));
        register(node, Init.NAME, new Init(node, exporter));
        register(node, UserBox.NAME, new UserBox(node, exporter));
        register(node, "logger", new LogBox(node));
        register(node, "logger_proxy", new LogBox(node));
    }

    private static void register(Node node, String name, Recipient box) {
        node.residents().add(box);
        if (node.residents().register(name, box)) return;
        node.residents().remove(box);
        LOG.info("{}: {} is not served, somebody else has the name", node, name);
    }
}
