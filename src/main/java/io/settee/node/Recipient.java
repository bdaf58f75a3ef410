package io.settee.node;

import io.settee.control.Signal;
import io.settee.term.Pid;

/**
 * Whoever has a pid on this node.
 *
 * <p>All but {@link #awaitRoom} are called on event loops and on senders' threads, possibly at once; they return at once and call no user code.
 */
public interface Recipient {
    Pid self();

    /**
     * A signal for this pid, or for a name or alias that leads to it.
     *
     * @param via the way it came, and the way back
     */
    void signal(Signal signal, Route via);

    /** Whether one more message finds room here. */
    default boolean hasRoom() {
        return true;
    }

    /** For senders on this node: waits for room, if they are to. */
    default void awaitRoom() throws InterruptedException {}

    /** The way is gone, and with it every link and monitor that was made over it. Called once for each {@link Route#attach}ed recipient. */
    void lost(Route via);

    /** The node is closed: nothing will arrive any more. */
    void nodeClosed();
}
