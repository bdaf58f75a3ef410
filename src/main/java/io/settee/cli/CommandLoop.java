package io.settee.cli;

import io.settee.carrier.EventLoops;
import io.settee.carrier.Transport;
import org.jspecify.annotations.Nullable;

/** The event loop of a command's nodes, one for the process and ended with the command. */
final class CommandLoop {
    private static @Nullable EventLoops loop;

    private CommandLoop() {}

    static synchronized Transport transport() {
        if (loop == null) loop = EventLoops.of(1);
        return loop.transport();
    }

    /** The nodes are closed, and the process is about to end. */
    static synchronized void end() {
        if (loop != null) loop.close();
    }
}
