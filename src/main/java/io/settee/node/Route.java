package io.settee.node;

import io.settee.control.Signal;
import io.settee.error.ConnectionLostException;
import io.settee.identity.NodeName;
import io.settee.term.Pid;
import java.util.Optional;

/**
 * The way to one node and back, for as long as one connection lives; or the way within this node, which never ends.
 *
 * <p>Links and monitors belong to the route they were made over: a peer that comes back after a cut has a new route, and what was on the
 * old one is gone, whatever pids the peer then names.
 *
 * <p>What is given here for most methods is right for a way that always has room and never ends.
 */
public interface Route {
    /** Who is on the other side, as its handshake has proved; empty if that is this node itself. */
    default Optional<NodeName> peer() {
        return Optional.empty();
    }

    /**
     * Sends, waiting while the peer is slow.
     *
     * @throws ConnectionLostException if the connection is gone
     */
    void send(Signal signal) throws InterruptedException;

    /**
     * Sends if that needs no waiting. False if it does, as it always does to another node for more than 1 MiB.
     *
     * @throws ConnectionLostException if the connection is gone
     */
    boolean trySend(Signal signal);

    /**
     * Waits while the peer is slow, so that {@link #answer} may follow without adding to its load.
     *
     * @throws ConnectionLostException if the connection is gone
     */
    default void awaitRoom() throws InterruptedException {}

    /**
     * Sends without waiting; dropped if the connection is gone. Safe under a recipient's lock. Messages that are given here keep their order; what
     * is large is sent later than small signals that are no messages, and than what is <em>sent</em> after it.
     */
    void answer(Signal signal);

    /** Whether a pid of the other side is one of the incarnation that this route leads to. */
    default boolean isCurrent(Pid pid) {
        return true;
    }

    /** Whether the other side answers an unlink with an acknowledgement; OTP before 23.3 does not. */
    default boolean acknowledgesUnlink() {
        return true;
    }

    /** Whether the other side spawns processes for us, or says why not; a node that does not know the request would never answer. */
    default boolean spawns() {
        return true;
    }

    /** Whether the other side can send to an alias; OTP before 24 cannot. */
    default boolean hasAliases() {
        return true;
    }

    /**
     * From now on {@link Recipient#lost} is called when this route ends.
     *
     * @return false if it has ended already; then {@code lost} is not called for this
     */
    default boolean attach(Recipient recipient) {
        return true;
    }

    /** Undoes {@link #attach}; for a recipient that ends. */
    default void detach(Recipient recipient) {}

    /**
     * Wakes a reader of what has come over this route: at once, or when all that arrived together has been delivered, so that a
     * burst of messages wakes it once.
     */
    default void wake(Sleeper reader) {
        reader.wake();
    }

    /** Takes in nothing more from the other side, as soon as that can be, until each hold has its {@link #release}; for a recipient that is full. */
    default void hold() {}

    /** Undoes one {@link #hold}. */
    default void release() {}

    /** Who waits for messages. */
    @FunctionalInterface
    interface Sleeper {
        void wake();
    }
}
