package io.settee.node;

import io.settee.error.CarrierException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ways that signals take from here to a node, this one too: those that are there, and those that have to be made first by connecting.
 *
 * <p>Any thread may ask. {@link #to}, {@link #connect} and those like them wait for a connection, the others never wait.
 */
public final class Routes {
    private final Naming naming;
    private final Peers peers;

    Routes(Naming naming, Peers peers) {
        this.naming = naming;
        this.peers = peers;
    }

    /** Whether the node of a pid or name is this one. */
    public boolean isHere(Term node) {
        return naming.now().identifiers().node().equals(node);
    }

    /** The way within this node. */
    public Route home() {
        return naming.now().home();
    }

    /**
     * The way to the node of a pid, connecting if need be.
     *
     * @throws SetteeException if it cannot be reached; the message says at which step and why
     */
    public Route to(Pid pid) throws InterruptedException {
        return to(pid.node(), pid);
    }

    /**
     * The way to the node of an alias, connecting if need be.
     *
     * @throws SetteeException if it cannot be reached; the message says at which step and why
     */
    public Route to(Ref alias) throws InterruptedException {
        return to(alias.node(), alias);
    }

    private Route to(Atom node, Term identifier) throws InterruptedException {
        if (isHere(node)) return home();
        Route route = peers.routeIfUp(node.name());
        if (route != null) return route;
        try {
            return to(NodeName.of(node.name()));
        } catch (IllegalArgumentException e) {
            throw noWay(identifier, e);
        }
    }

    /** Identifiers come from elsewhere, so an odd name in one is no fault of the caller. */
    private static CarrierException noWay(Term identifier, IllegalArgumentException why) {
        return new CarrierException(
                CarrierException.Reason.UNREACHABLE,
                null,
                "no way leads to " + identifier + ": " + why.getMessage(),
                why);
    }

    /**
     * The way to a node, connecting if need be; all who ask at once share one attempt.
     *
     * @throws SetteeException if it cannot be reached; the message says at which step and why
     */
    public Route to(NodeName node) throws InterruptedException {
        return made(node, peers::route);
    }

    /**
     * The way to a node, connecting whatever {@link AutoConnect} says.
     *
     * @throws SetteeException if it cannot be reached; the message says at which step and why
     */
    public Route connect(NodeName node) throws InterruptedException {
        return made(node, peers::connect);
    }

    private Route made(NodeName node, Function<NodeName, CompletableFuture<Route>> how) throws InterruptedException {
        Route route = peers.routeIfUp(node.toString());
        if (route != null) return route;
        Incarnation known = naming.ifAny();
        if (known != null && known.identity().name().equals(node)) return known.home();
        checkSameKind(node);
        try {
            return naming.inTurn(node, how).get();
        } catch (ExecutionException e) {
            throw Peers.unwrapped(e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * The way to the node of a pid if that is connected; otherwise null, and connecting has begun.
     *
     * @throws SetteeException if its node has a name that none can have here
     */
    public @Nullable Route orDial(Pid pid) {
        Route route = ifUp(pid.node());
        if (route != null) return route;
        try {
            return orDial(NodeName.of(pid.node().name()));
        } catch (IllegalArgumentException e) {
            throw noWay(pid, e);
        }
    }

    /** The way to a node if it is connected; otherwise null, and connecting has begun. */
    public @Nullable Route orDial(NodeName node) {
        Incarnation us = naming.now();
        if (us.identity().name().equals(node)) return us.home();
        checkSameKind(node);
        Route route = peers.routeIfUp(node.toString());
        // Even if it comes up at once: the answer must not hang on how quickly this thread looks again.
        if (route == null) peers.route(node);
        return route;
    }

    /** The way to the node of this name, this one too, or null if it is not connected. */
    public @Nullable Route ifUp(Atom node) {
        return isHere(node) ? home() : peers.routeIfUp(node.name());
    }

    /** The way to a peer, if it is connected. */
    public Optional<Route> ifUp(NodeName peer) {
        return Optional.ofNullable(peers.routeIfUp(peer.toString()));
    }

    /**
     * OTP net_kernel, setup_check: a node with long names does not dial one with short names, nor the other way round.
     *
     * @throws IllegalArgumentException if the peer's name is of the other kind
     */
    void checkSameKind(NodeName peer) {
        Incarnation known = naming.ifAny();
        if (known == null) return;
        NodeName us = known.identity().name();
        if (us.isLong() == peer.isLong()) return;
        throw new IllegalArgumentException(
                "%s has a %s name and %s a %s one: Erlang nodes of the two kinds do not connect. Name this node by a host %s a dot."
                        .formatted(
                                us,
                                us.isLong() ? "long" : "short",
                                peer,
                                peer.isLong() ? "long" : "short",
                                peer.isLong() ? "with" : "without"));
    }
}
