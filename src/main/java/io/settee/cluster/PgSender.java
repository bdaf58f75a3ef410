package io.settee.cluster;

import io.settee.control.Signal;
import io.settee.error.ConnectionLostException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends for a scope process of {@code pg}: never waiting, so that it may be done under a lock, and never connecting, as {@code pg} sends with {@code
 * noconnect}. Who is gone needs to hear nothing.
 */
final class PgSender {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.cluster");

    private final Node node;
    private final Atom scope;
    private final Pid self;

    PgSender(Node node, String scope, Pid self) {
        this.node = node;
        this.scope = new Atom(scope);
        this.self = self;
    }

    /** To a scope process of another node. */
    void send(Pid other, Term message) {
        route(other).ifPresent(route -> route.answer(new Signal.Send(self, other, message, null)));
    }

    /** To the scope process of a node, if it has one. */
    void send(NodeName peer, Term message) {
        node.routes().ifUp(peer).ifPresent(route -> route.answer(new Signal.SendNamed(self, scope, message, null)));
    }

    /** To a process of this node. */
    void sendHere(Pid to, Term message) {
        node.routes().home().answer(new Signal.Send(self, to, message, null));
    }

    /** Whether it is of another node that is connected. */
    boolean reaches(Pid other) {
        return route(other).isPresent();
    }

    /** Waits while the node of a scope process is slow. */
    void awaitRoom(Pid other) throws InterruptedException {
        Optional<Route> route = route(other);
        if (route.isEmpty()) return;
        try {
            route.get().awaitRoom();
        } catch (ConnectionLostException e) {
            LOG.debug("{}: gone, and nothing to wait for", other.node(), e);
        }
    }

    private Optional<Route> route(Pid other) {
        if (node.routes().isHere(other.node())) return Optional.empty();
        try {
            return node.routes().ifUp(NodeName.of(other.node().name()));
        } catch (IllegalArgumentException e) {
            // It came in a message, so an odd name is nobody's fault here.
            return Optional.empty();
        }
    }
}
