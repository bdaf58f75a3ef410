package io.settee.support;

import io.settee.control.Signal;
import io.settee.node.Route;

/** A way to nobody, for tests of what does not look at what is sent: it takes everything. */
public interface SilentRoute extends Route {
    @Override
    default void send(Signal signal) {}

    @Override
    default boolean trySend(Signal signal) {
        return true;
    }

    @Override
    default void answer(Signal signal) {}
}
