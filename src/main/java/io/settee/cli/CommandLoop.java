package io.settee.cli;

import io.settee.carrier.EventLoops;
import io.settee.carrier.Transport;

/** The event loop of a command's nodes, one for the process and ended with the command. */
final class CommandLoop {
    private static volatile boolean used;

    private CommandLoop() {}

    /** Made when it is first wanted. */
    private static final class Made {
        static final EventLoops LOOP = EventLoops.of(1);
    }

    static Transport transport() {
        used = true;
        return Made.LOOP.transport();
    }

    /** The nodes are closed, and the process is about to end. */
    static void end() {
        if (used) Made.LOOP.close();
    }
}
