package io.settee.process;

import io.settee.node.Route;

/** Finds the way to a node, connecting if need be. */
@FunctionalInterface
interface RouteFinder {
    Route find() throws InterruptedException;
}
