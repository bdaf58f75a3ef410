package io.settee.cli.agent;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the command that this process runs: usually this process itself.
 *
 * @param directory what relative paths are relative to; null if they need no resolving
 */
public record Caller(
        Map<String, String> environment, @Nullable Path directory) {
    private static final Caller SELF = new Caller(System.getenv(), null);

    // An agent runs one command at a time.
    private static volatile Caller current = SELF;

    public Caller {
        environment = Map.copyOf(environment);
    }

    public static Caller current() {
        return current;
    }

    /** From now on commands are run for this one; for this process itself if it is null. */
    static void change(@Nullable Caller to) {
        current = to == null ? SELF : to;
    }

    /** The file that the caller means. */
    public Path path(String text) {
        return directory == null ? Path.of(text) : directory.resolve(text);
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
