package io.settee.node;

import io.settee.control.Signal;

/**
 * Who answers when a peer wants a process spawned on this node, {@code SPAWN_REQUEST}. Every request must be answered with a {@link
 * Signal.SpawnReply} over its route: a caller without an answer waits for ever.
 */
@FunctionalInterface
public interface Spawner {
    /**
     * Called on an event loop or a local sender's thread: returns at once and calls no user code.
     *
     * @param via the way the request came, and the way of the answer, which must go before any other signal about the new process
     */
    void spawn(Signal.SpawnRequest request, Route via);
}
