package io.settee.cli.agent;

import java.io.OutputStream;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the command that a thread works for: usually this process itself.
 *
 * <p>A thread works for whom the thread that has started it does.
 */
public final class Caller {
    private static final Caller SELF = new Caller(System.getenv(), null, null, null);

    private static final InheritableThreadLocal<@Nullable Caller> CURRENT = new InheritableThreadLocal<>();

    private final Map<String, String> environment;
    private final @Nullable Path directory;
    private final @Nullable OutputStream log;
    private final @Nullable CallerTerminal terminal;

    private Caller(
            Map<String, String> environment,
            @Nullable Path directory,
            @Nullable OutputStream log,
            @Nullable CallerTerminal terminal) {
        this.environment = Map.copyOf(environment);
        this.directory = directory;
        this.log = log;
        this.terminal = terminal;
    }

    /** Another process, which has no terminal. */
    public static Caller of(Map<String, String> environment, Path directory) {
        return new Caller(environment, directory, null, null);
    }

    /** Where the log of this caller's commands goes. */
    Caller loggingTo(OutputStream stream) {
        return new Caller(environment, directory, stream, terminal);
    }

    /** The same, who sits at this terminal. */
    public Caller at(CallerTerminal its) {
        return new Caller(environment, directory, log, its);
    }

    /** Of this thread. */
    public static Caller current() {
        Caller bound = CURRENT.get();
        return bound == null ? SELF : bound;
    }

    /** Runs a command for this caller. */
    public int run(IntSupplier command) {
        Caller before = CURRENT.get();
        CURRENT.set(this);
        try {
            return command.getAsInt();
        } finally {
            if (before == null) CURRENT.remove();
            else CURRENT.set(before);
        }
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** What relative paths are relative to; null if they need no resolving. */
    public @Nullable Path directory() {
        return directory;
    }

    /** Empty if the caller has none, or is this process, which knows its own. */
    public Optional<CallerTerminal> terminal() {
        return Optional.ofNullable(terminal);
    }

    /** Null for that of this process. */
    @Nullable
    OutputStream log() {
        return log;
    }

    /**
     * The file that the caller means.
     *
     * @throws Declined if this JVM cannot name it, as one that was started with an ASCII locale cannot name each
     */
    public Path path(String text) {
        if (directory == null) return Path.of(text);
        try {
            return directory.resolve(text);
        } catch (InvalidPathException e) {
            throw new Declined("a file of another locale");
        }
    }

    /** The same for one that something else has read. */
    public Path path(Path path) {
        return directory == null ? path : directory.resolve(path);
    }

    /**
     * To be told of a path that will be opened as it is.
     *
     * @throws Declined if that would be another file than the caller's
     */
    public void opens(Path path) {
        if (directory != null && !path.isAbsolute()) throw new Declined(path + " is relative to the caller's folder");
    }
}
