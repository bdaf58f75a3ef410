package io.settee.cli;

import io.settee.carrier.EventLoops;
import io.settee.carrier.Transport;
import io.settee.node.Guard;
import org.jspecify.annotations.Nullable;

/** The event loop of a command's nodes, made when it is first wanted and ended with the command. A process of its own has one command. */
final class CommandLoop implements AutoCloseable {
    private static final CommandLoop OF_PROCESS = new CommandLoop();
    private static final InheritableThreadLocal<@Nullable CommandLoop> CURRENT = new InheritableThreadLocal<>();

    private final Guard guard = new Guard();
    private @Nullable EventLoops loops; // under guard

    private CommandLoop() {}

    /** For the command that this thread, with those that it starts, works for until it is closed: the process has others besides it. */
    static CommandLoop begin() {
        var loop = new CommandLoop();
        CURRENT.set(loop);
        return loop;
    }

    static Transport transport() {
        CommandLoop bound = CURRENT.get();
        return (bound == null ? OF_PROCESS : bound).loops().transport();
    }

    private EventLoops loops() {
        return guard.locked(() -> {
            EventLoops made = loops == null ? EventLoops.of(1) : loops;
            loops = made;
            return made;
        });
    }

    /** The nodes are closed, and the process is about to end. */
    static void end() {
        OF_PROCESS.close();
    }

    @Override
    public void close() {
        CURRENT.remove();
        EventLoops made = guard.locked(() -> loops);
        if (made != null) made.close();
    }
}
