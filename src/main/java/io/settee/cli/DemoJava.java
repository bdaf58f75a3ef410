package io.settee.cli;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdServer;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.term.Match;
import io.settee.term.Pattern;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** The demo's cluster without Erlang: three nodes of ours, and our own EPMD. */
final class DemoJava implements DemoCluster {
    private static final Pattern QUESTION = Pattern.of("{From, Message}");

    private final VmArgs args;
    private final EpmdServer epmd = EpmdServer.startOnLoopback(0);
    private final List<ErlangNode> nodes = new ArrayList<>();

    DemoJava(VmArgs args) throws InterruptedException {
        this.args = args;
        for (int number = 1; number <= 3; number++) nodes.add(start(number));
    }

    private ErlangNode start(int number) throws InterruptedException {
        var builder = ErlangNode.named("node" + number + "@127.0.0.1")
                .carriers(args.carriers())
                .listen(InetAddress.getLoopbackAddress(), 0, 0)
                .epmdPort(epmd.port());
        args.cookie().ifPresent(builder::cookie);
        ErlangNode node = builder.start();
        Mailbox echo = node.mailbox("echo");
        Thread.ofVirtual().name("echo-" + number).start(() -> echo(node, echo));
        return node;
    }

    private static void echo(ErlangNode node, Mailbox echo) {
        try {
            while (echo.isAlive()) {
                Match asked = echo.receive(QUESTION);
                echo.send(asked.pid("From"), tuple(atom(node.name().toString()), asked.get("Message")));
            }
        } catch (InterruptedException | SetteeException | IllegalStateException e) {
            // The node was killed; that is what the demo shows.
            echo.close();
        }
    }

    @Override
    public String kind() {
        return "Settee nodes in this process, no Erlang";
    }

    @Override
    public int epmdPort() {
        return epmd.port();
    }

    @Override
    public NodeName node(int number) {
        return nodes.get(number - 1).name();
    }

    @Override
    public String connections(int number) {
        return nodes.get(number - 1).peersTable();
    }

    @Override
    public void kill(int number) {
        nodes.get(number - 1).close();
    }

    @Override
    public void restart(int number) {
        try {
            nodes.set(number - 1, start(number));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    @Override
    public void close() {
        nodes.forEach(ErlangNode::close);
        epmd.close();
    }
}
