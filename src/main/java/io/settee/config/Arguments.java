package io.settee.config;

import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The flags of a node in {@code erl}'s order: {@code ERL_AFLAGS}, the file, {@code ERL_FLAGS}, {@code ERL_ZFLAGS}. A flag is a word that
 * begins with a minus sign; its values are the words up to the next one. Emulator flags, which begin with a plus sign, are
 * dropped.
 *
 * <p>Source: OTP "erl", sections "Environment Variables" and "Flags"; {@code init} reference manual.
 */
final class Arguments {
    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final int MAX_NESTING = 8;
    /** Emulator flags that take no value of their own. */
    private static final List<String> LONE_EMULATOR_FLAGS = List.of("+B", "+V", "+v", "+l", "+d", "+r");

    /** A flag with its values. */
    record Flag(String name, List<Setting<String>> values, Place place) {
        Flag {
            values = List.copyOf(values);
        }

        List<String> texts() {
            return values.stream().map(Setting::value).toList();
        }

        @Override
        public String toString() {
            return "-" + name + (values.isEmpty() ? "" : " " + String.join(" ", texts()));
        }
    }

    private final Map<String, List<Flag>> flags;

    private Arguments(Map<String, List<Flag>> flags) {
        this.flags = flags;
    }

    /** Reads a file; what is wrong in it is remembered, that it cannot be read is thrown. */
    static Arguments read(Path file, Map<String, String> environment, ConfigFaults faults, UnaryOperator<Path> places) {
        var reader = new Reader(environment, faults, places);
        return reader.join(reader.words(file, 0));
    }

    static Arguments parse(
            String source,
            String text,
            Map<String, String> environment,
            ConfigFaults faults,
            UnaryOperator<Path> places) {
        var reader = new Reader(environment, faults, places);
        return reader.join(reader.inline(ArgWords.ofFile(source, text, environment, faults), 0));
    }

    private static void collect(List<Setting<String>> words, List<Flag> flags) {
        for (int i = 0; i < words.size(); ) {
            Setting<String> word = words.get(i++);
            if (word.value().equals("-extra")) return;
            if (isEmulatorFlag(word)) {
                i = afterEmulatorFlag(words, i);
            } else if (isFlag(word)) {
                var values = new ArrayList<Setting<String>>();
                while (i < words.size()
                        && !isFlag(words.get(i))
                        && !words.get(i).value().equals("--")) {
                    Setting<String> value = words.get(i++);
                    if (isEmulatorFlag(value)) i = afterEmulatorFlag(words, i);
                    else values.add(value);
                }
                flags.add(new Flag(word.value().substring(1), values, word.place()));
            }
        }
    }

    private static boolean isFlag(Setting<String> word) {
        return word.value().length() > 1
                && word.value().startsWith("-")
                && !word.value().equals("--");
    }

    private static boolean isEmulatorFlag(Setting<String> word) {
        return word.value().length() > 1 && word.value().startsWith("+");
    }

    private static int afterEmulatorFlag(List<Setting<String>> words, int next) {
        String flag = words.get(next - 1).value();
        boolean lone = LONE_EMULATOR_FLAGS.contains(flag) || flag.startsWith("+B");
        if (lone || next == words.size() || isFlag(words.get(next)) || isEmulatorFlag(words.get(next))) return next;
        return next + 1;
    }

    /** All flags of a name in their order. */
    List<Flag> all(String name) {
        return flags.getOrDefault(name, List.of());
    }

    Optional<Flag> first(String name) {
        return all(name).stream().findFirst();
    }

    List<String> names() {
        return List.copyOf(flags.keySet());
    }

    /** The one value of the first flag of a name. */
    Optional<Setting<String>> value(String name) {
        return first(name).map(flag -> {
            if (flag.values().size() != 1) {
                throw new ConfigException(flag.place() + ": -" + name + " needs one value, and has "
                        + (flag.values().isEmpty() ? "none" : flag.values().size() + ": " + flag));
            }
            return new Setting<>(flag.values().getFirst().value(), flag.place());
        });
    }

    /** Joins the words of all sources. */
    private record Reader(Map<String, String> environment, ConfigFaults faults, UnaryOperator<Path> places) {
        Arguments join(List<Setting<String>> words) {
            var all = new ArrayList<Flag>();
            collect(variable("ERL_AFLAGS"), all);
            collect(words, all);
            collect(variable("ERL_FLAGS"), all);
            collect(variable("ERL_ZFLAGS"), all);
            var byName = new LinkedHashMap<String, List<Flag>>();
            for (Flag flag : all)
                byName.computeIfAbsent(flag.name(), n -> new ArrayList<>()).add(flag);
            return new Arguments(byName);
        }

        private List<Setting<String>> variable(String name) {
            return inline(ArgWords.ofVariable(name, environment.getOrDefault(name, ""), faults), 0);
        }

        List<Setting<String>> words(Path file, int nesting) {
            try {
                if (Files.size(file) > MAX_FILE_BYTES) {
                    throw new ConfigException(
                            file + ": larger than " + MAX_FILE_BYTES + " bytes; no arguments file is");
                }
                String text = Files.readString(file, StandardCharsets.UTF_8);
                return inline(ArgWords.ofFile(file.toString(), text, environment, faults), nesting);
            } catch (NoSuchFileException e) {
                throw new ConfigException(file + ": no such file", e);
            } catch (IOException e) {
                throw new ConfigException(file + ": cannot be read as UTF-8 text: " + e.getMessage(), e);
            }
        }

        /** Puts the words of an {@code -args_file} in its place. Its path is relative to the working folder, as for {@code erl}. */
        List<Setting<String>> inline(List<Setting<String>> words, int nesting) {
            var all = new ArrayList<Setting<String>>();
            for (int i = 0; i < words.size(); i++) {
                Setting<String> word = words.get(i);
                if (!word.value().equals("-args_file")) {
                    all.add(word);
                } else if (++i == words.size()) {
                    faults.add(new ConfigException(word.place() + ": -args_file needs a file"));
                } else if (nesting == MAX_NESTING) {
                    faults.add(new ConfigException(
                            word.place() + ": arguments files are nested deeper than " + MAX_NESTING));
                } else {
                    Setting<String> file = words.get(i);
                    faults.attempt(() -> words(places.apply(file.place().path(file.value())), nesting + 1))
                            .ifPresent(all::addAll);
                }
            }
            return all;
        }
    }
}
