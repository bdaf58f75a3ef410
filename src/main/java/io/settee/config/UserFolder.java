package io.settee.config;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a user's files of Settee are, as an environment says: {@code settee} in a folder of the XDG Base Directory Specification.
 */
public enum UserFolder {
    /** What the user writes: {@code $XDG_CONFIG_HOME}, or {@code ~/.config}. */
    SETTINGS("XDG_CONFIG_HOME", Path.of(".config")),
    /** What is kept from one run to the next: {@code $XDG_STATE_HOME}, or {@code ~/.local/state}. */
    STATE("XDG_STATE_HOME", Path.of(".local", "state"));

    private final String variable;
    private final Path inHome;

    UserFolder(String variable, Path inHome) {
        this.variable = variable;
        this.inHome = inHome;
    }

    /** The folder; it need not be there. */
    public Path in(Map<String, String> environment) {
        String given = environment.getOrDefault(variable, "");
        // A relative one counts for nothing, says the specification.
        Path base = given.startsWith("/") ? Path.of(given) : home(environment).resolve(inHome);
        return base.resolve("settee");
    }

    /** {@code HOME}, as erl has it; if that is empty, the folder of the password file, which is all that Java knows by itself. */
    public static Path home(Map<String, String> environment) {
        String given = environment.getOrDefault("HOME", "");
        return Path.of(given.isEmpty() ? System.getProperty("user.home") : given);
    }
}
