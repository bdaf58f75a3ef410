package io.settee.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An {@code epmd} of our own, on a free port of the loopback interface. It can be killed and started again at the same port. */
public final class Epmd implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int ATTEMPTS = 5;

    // An epmd that finds its port taken ends with status 0 and without a word. One that we told to debug says this
    // line once it listens itself, so no answer of somebody else's epmd is taken for ours.
    private static final Pattern LISTENS = Pattern.compile("entering the main select\\(\\) loop");

    private final Path program;
    private final int port;
    private @Nullable ChildProcess process;

    private Epmd(Path program, int port, ChildProcess process) {
        this.program = program;
        this.port = port;
        this.process = process;
    }

    static Epmd start(Path program) {
        for (int attempt = 1; ; attempt++) {
            int port = FreePort.next();
            ChildProcess process = launch(program, port);
            if (listens(process)) return new Epmd(program, port, process);
            process.kill();
            // Between our look for a free port and epmd's start another program may have taken it.
            if (attempt == ATTEMPTS) throw failure(program, port, process);
        }
    }

    /** Its port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** Its process id. */
    public long pid() {
        return running().pid();
    }

    /** Ends it as {@code SIGKILL} does. Nodes that were registered go on without it and try to register again. */
    public void kill() {
        running().kill();
        process = null;
    }

    /**
     * Starts it again at its port after {@link #kill()}.
     *
     * @throws ErlangFailure if the port is taken by now
     */
    public void restart() {
        if (process != null) throw new IllegalStateException("epmd at port " + port + " is running");
        ChildProcess again = launch(program, port);
        if (!listens(again)) {
            again.kill();
            throw failure(program, port, again);
        }
        process = again;
    }

    @Override
    public void close() {
        if (process != null) kill();
    }

    private ChildProcess running() {
        if (process == null) throw new IllegalStateException("epmd at port " + port + " was killed");
        return process;
    }

    private static ChildProcess launch(Path program, int port) {
        return ChildProcess.start(
                List.of(program.toString(), "-d", "-d", "-port", Integer.toString(port)),
                Map.of("ERL_EPMD_ADDRESS", "127.0.0.1"),
                TemporaryFolder.home(),
                Optional::of);
    }

    private static boolean listens(ChildProcess process) {
        try {
            return process.output().await(LISTENS, LIMIT) != null;
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
    }

    private static ErlangFailure failure(Path program, int port, ChildProcess process) {
        return new ErlangFailure(program + " does not listen at port " + port + " of 127.0.0.1 within "
                + LIMIT.toSeconds() + " s; it printed:\n" + process.output().tail());
    }
}
