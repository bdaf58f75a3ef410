package io.settee.cli;

import io.settee.cli.agent.Caller;
import io.settee.cli.terminal.PromptColour;
import io.settee.config.UserFolder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The file with the profiles: Java properties, {@code NAME.SETTING = VALUE}. Relative paths in it are relative to its folder, and {@code ~/} is the
 * user's home.
 */
final class ProfileFile {
    private static final Set<String> SETTINGS =
            Set.of("colour", "allow_stop", "nodes", "vm_args", "cookie_file", "tls_conf", "no_tls", "epmd_port");

    private final Path file;
    private final Path home;
    private final Map<String, Map<String, String>> profiles;

    private ProfileFile(Path file, Path home, Map<String, Map<String, String>> profiles) {
        this.file = file;
        this.home = home;
        this.profiles = profiles;
    }

    /** Where it is: {@code SETTEE_PROFILES}, or {@code profiles} in {@link UserFolder#SETTINGS}. */
    static Path place(Map<String, String> environment) {
        String given = environment.getOrDefault("SETTEE_PROFILES", "");
        return given.isEmpty()
                ? UserFolder.SETTINGS.in(environment).resolve("profiles")
                : Caller.current().path(given);
    }

    /**
     * Reads it.
     *
     * @throws CommandFailure if that cannot be done
     */
    static ProfileFile read(Path file, Path home) {
        var lines = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "there is no file " + file + ", where profiles are. It has lines such as\n"
                            + "production.vm_args = /etc/couchdb/vm.args\nproduction.colour = red",
                    e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.USAGE, file + ": the profiles cannot be read: " + e, e);
        }
        var profiles = new TreeMap<String, Map<String, String>>();
        for (String key : lines.stringPropertyNames()) {
            int dot = key.lastIndexOf('.');
            String setting = key.substring(dot + 1);
            if (dot < 1 || !SETTINGS.contains(setting)) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        file + ": '" + key + "' is not known; NAME.SETTING is needed, with one of "
                                + new TreeSet<>(SETTINGS));
            }
            profiles.computeIfAbsent(key.substring(0, dot), name -> new TreeMap<>())
                    .put(setting, lines.getProperty(key).strip());
        }
        return new ProfileFile(file, home, profiles);
    }

    /**
     * The profile with this name.
     *
     * @throws CommandFailure if there is none, or a value of it cannot be used
     */
    Profile profile(String name) {
        Map<String, String> settings = profiles.get(name);
        if (settings == null) {
            throw new CommandFailure(
                    ExitStatus.USAGE, file + " has no profile '" + name + "'; it has " + profiles.keySet());
        }
        var values = new Values(name, settings);
        return new Profile(
                values.get("colour", PromptColour::of),
                values.get("allow_stop", ProfileFile::yesOrNo).orElse(false),
                values.get("nodes", ProfileFile::words).orElse(List.of()).stream()
                        .map(node -> values.of("nodes", node, NodeArgument::parse))
                        .toList(),
                values.get("vm_args", this::path),
                values.get("cookie_file", this::path),
                values.get("tls_conf", this::path),
                values.get("no_tls", ProfileFile::words).orElse(List.of()),
                values.get("epmd_port", ProfileFile::port).map(OptionalInt::of).orElse(OptionalInt.empty()));
    }

    /** The settings of one profile. */
    private final class Values {
        private final String profile;
        private final Map<String, String> settings;

        Values(String profile, Map<String, String> settings) {
            this.profile = profile;
            this.settings = settings;
        }

        <T> Optional<T> get(String setting, Function<String, T> reading) {
            return Optional.ofNullable(settings.get(setting)).map(text -> of(setting, text, reading));
        }

        <T> T of(String setting, String text, Function<String, T> reading) {
            try {
                return reading.apply(text);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(
                        ExitStatus.USAGE,
                        file + ": " + profile + "." + setting + " cannot be '" + text + "': " + e.getMessage(),
                        e);
            }
        }
    }

    private static boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("true or false is needed");
        };
    }

    private static List<String> words(String text) {
        return Stream.of(text.split("[,\\s]+", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static int port(String text) {
        int port = Integer.parseInt(text);
        if (port < 1 || port > 65_535) throw new IllegalArgumentException("a port is 1 to 65535");
        return port;
    }

    private Path path(String text) {
        if (text.startsWith("~/")) return home.resolve(text.substring(2));
        return file.toAbsolutePath().resolveSibling(text);
    }
}
