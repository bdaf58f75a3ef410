package io.settee.cluster;

import io.settee.call.Caller;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.Subscription;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connects a node to every member of the cluster, as {@code global} has BEAM nodes connect to each other: whoever connects is asked for its {@code
 * nodes()}, and every few seconds one member at random, since nobody tells us of new ones. All that are named are connected to. When all
 * are lost, those that were known last are tried.
 */
public final class Mesh {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.cluster");
    private static final long PAUSE_SECONDS = 5;
    private static final int MOST_MEMBERS = 10_000;

    private final Node node;
    private final Members members;
    private final BlockingQueue<NodeName> fresh = new LinkedBlockingQueue<>();
    private Set<NodeName> known = Set.of(); // by the mesh's thread only

    private Mesh(Node node, Caller caller) {
        this.node = node;
        this.members = new Members(node, caller);
    }

    /** Begins; ends with the node. */
    public static void start(Node node, Caller caller) {
        var mesh = new Mesh(node, caller);
        Subscription events = node.onEvent(event -> {
            if (event instanceof NodeEvent.PeerUp(var peer) && mesh.members.isMember(peer)) mesh.fresh.add(peer.node());
        });
        mesh.fresh.addAll(mesh.members.connected());
        Thread.ofVirtual().name("settee-mesh").start(() -> {
            try (events) {
                while (!node.isClosed()) mesh.lookOnce();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private void lookOnce() throws InterruptedException {
        try {
            look();
        } catch (IllegalStateException e) {
            LOG.debug(
                    "{}: it was closed, or has lost the name that it was given, while its mesh looked for members",
                    node,
                    e);
        }
    }

    private void look() throws InterruptedException {
        NodeName came = fresh.poll(PAUSE_SECONDS, TimeUnit.SECONDS);
        List<NodeName> up = members.connected();
        if (up.isEmpty()) {
            known.forEach(this::connect);
            return;
        }
        NodeName asked =
                came != null ? came : up.get(ThreadLocalRandom.current().nextInt(up.size()));
        Optional<Term> nodes = members.ask(asked, "erlang", "nodes");
        if (nodes.isEmpty() || !(nodes.get() instanceof TermList list)) return;
        var listed = new HashSet<NodeName>();
        listed.add(asked);
        for (Term member : list) {
            if (listed.size() < MOST_MEMBERS) name(member).ifPresent(listed::add);
        }
        listed.remove(node.name());
        known = listed;
        for (NodeName member : listed) if (!up.contains(member)) connect(member);
    }

    private Optional<NodeName> name(Term member) {
        try {
            return member instanceof Atom(String name) ? Optional.of(NodeName.of(name)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            LOG.debug("{}: not a name we can connect to: {}", node, member);
            return Optional.empty();
        }
    }

    /** In a thread of its own: one that cannot be reached takes seconds. */
    private void connect(NodeName member) {
        Thread.ofVirtual().name("settee-mesh-" + member).start(() -> {
            try {
                node.routes().connect(member);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (SetteeException | IllegalArgumentException | IllegalStateException e) {
                LOG.debug("{}: a member, and not connected: {}", member, e.getMessage());
            }
        });
    }
}
