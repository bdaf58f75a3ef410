package io.settee.config;

import io.settee.error.ConfigException;
import io.settee.error.TermSyntaxException;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The parameters of {@code -kernel NAME VALUE …}. Of several flags that give one parameter the last counts, and
 * within a flag the first value: what {@code erl} does with net_ticktime and net_tickintensity. Which value of another parameter {@code erl} takes
 * depends on how many flags there are, so a difference is always told.
 *
 * <p>Source: OTP "kernel" application reference, section "Configuration".
 */
final class KernelSettings {
    static final Set<String> READ = Set.of(
            "net_ticktime",
            "net_tickintensity",
            "net_setuptime",
            "inet_dist_listen_min",
            "inet_dist_listen_max",
            "inet_dist_use_interface");

    /** They change how nodes meet, and have no effect here yet. */
    private static final Set<String> OF_THE_DISTRIBUTION = Set.of(
            "inet_dist_listen_options",
            "inet_dist_connect_options",
            "dist_auto_connect",
            "epmd_module",
            "erl_epmd_node_listen_port",
            "check_ip",
            "global_groups",
            "sync_nodes_mandatory",
            "sync_nodes_optional",
            "distributed");

    private final Map<String, Setting<String>> values = new LinkedHashMap<>();
    private final List<String> overridden = new ArrayList<>();

    KernelSettings(List<Arguments.Flag> flags) {
        for (Arguments.Flag flag : flags) {
            List<Setting<String>> words = flag.values();
            if (words.size() % 2 != 0) {
                throw new ConfigException(flag.place() + ": " + flag
                        + ": names and values come in pairs, and there are " + words.size() + " words");
            }
            Map<String, Setting<String>> here = new LinkedHashMap<>();
            for (int i = 0; i < words.size(); i += 2) {
                here.putIfAbsent(
                        words.get(i).value(),
                        new Setting<>(words.get(i + 1).value(), words.get(i).place()));
            }
            here.forEach(this::put);
        }
    }

    private void put(String name, Setting<String> setting) {
        Setting<String> earlier = values.put(name, setting);
        if (earlier != null && !earlier.value().equals(setting.value()) && READ.contains(name)) {
            overridden.add(earlier.place() + ": -kernel " + name + " " + earlier.value() + " is overridden by "
                    + setting.value() + " at " + setting.place());
        }
    }

    void warn(List<String> warnings) {
        warnings.addAll(overridden);
        values.forEach((name, value) -> {
            if (OF_THE_DISTRIBUTION.contains(name)) {
                warnings.add(value.place() + ": -kernel " + name + " is not supported yet and has no effect here");
            }
        });
    }

    Optional<Setting<String>> get(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** An integer within bounds, in the given unit's name. */
    Optional<Integer> integer(String name, int least, int most, String unit) {
        return get(name).map(setting -> {
            if (term(name, setting) instanceof Int.Small(long n) && n >= least && n <= most) return (int) n;
            throw new ConfigException(setting.place() + ": -kernel " + name + " is a number of " + unit + " from "
                    + least + " to " + most + ", not " + setting.value());
        });
    }

    /** An address: a tuple of 4 or 8 integers, or a literal in a string. */
    Optional<InetAddress> address(String name) {
        return get(name).map(setting -> {
            Optional<InetAddress> address = switch (term(name, setting)) {
                case Tuple(List<Term> parts) when parts.size() == 4 -> ofParts(parts, 1);
                case Tuple(List<Term> parts) when parts.size() == 8 -> ofParts(parts, 2);
                case TermList list -> list.chars().flatMap(KernelSettings::ofLiteral);
                default -> Optional.empty();
            };
            return address.orElseThrow(() -> new ConfigException(setting.place() + ": -kernel " + name
                    + " is an IP address as {127,0,0,1}, not " + setting.value()));
        });
    }

    private static Optional<InetAddress> ofParts(List<Term> parts, int bytesEach) {
        var bytes = new byte[parts.size() * bytesEach];
        for (int i = 0; i < parts.size(); i++) {
            if (!(parts.get(i) instanceof Int.Small(long n)) || n < 0 || n >= 1L << (8 * bytesEach))
                return Optional.empty();
            if (bytesEach == 2) bytes[2 * i] = (byte) (n >> 8);
            bytes[bytesEach * i + bytesEach - 1] = (byte) n;
        }
        try {
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Optional<InetAddress> ofLiteral(String text) {
        try {
            // Never asks a name server: it takes literals only.
            return text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
                    ? Optional.of(InetAddress.getByName(text))
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    private static Term term(String name, Setting<String> setting) {
        try {
            return Term.parse(setting.value());
        } catch (TermSyntaxException e) {
            throw new ConfigException(
                    setting.place() + ": -kernel " + name + " " + setting.value() + " is no Erlang term: "
                            + e.problem(),
                    e);
        }
    }
}
