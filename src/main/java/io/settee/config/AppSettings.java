package io.settee.config;

import io.settee.carrier.SocketOptions;
import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.error.TermSyntaxException;
import io.settee.term.Atom;
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
import java.util.TreeSet;

/**
 * The parameters of an application, {@code -kernel NAME VALUE …} or {@code -settee NAME VALUE …}. Of several flags that give one parameter the last counts, and
 * within a flag the first value: what {@code erl} does with net_ticktime and net_tickintensity. Which value of another parameter {@code erl} takes
 * depends on how many flags there are, so a difference is always told.
 *
 * <p>Source: OTP "kernel" application reference, section "Configuration".
 */
final class AppSettings {
    /** What a BEAM passes over, as it does with every application that it has not. */
    private static final Set<String> READ_OF_SETTEE = Set.of("keep_connected", "allow", "connect_time", "tls_engine");

    private final String application;
    private final Set<String> read;
    private final Map<String, Setting<String>> values = new LinkedHashMap<>();
    private final List<String> overridden = new ArrayList<>();

    private AppSettings(String application, Set<String> read, Arguments arguments, ConfigFaults faults) {
        this.application = application;
        this.read = read;
        for (Arguments.Flag flag : arguments.all(application)) {
            List<Setting<String>> words = flag.values();
            if (words.size() % 2 != 0) {
                faults.add(new ConfigException(flag.place() + ": " + flag
                        + ": names and values come in pairs, and there are " + words.size() + " words"));
                continue;
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

    static AppSettings ofKernel(Arguments arguments, ConfigFaults faults) {
        return new AppSettings("kernel", DistributionOptions.KERNEL, arguments, faults);
    }

    static AppSettings ofSettee(Arguments arguments, ConfigFaults faults) {
        return new AppSettings("settee", READ_OF_SETTEE, arguments, faults);
    }

    private void put(String name, Setting<String> setting) {
        Setting<String> earlier = values.put(name, setting);
        if (earlier != null && !earlier.value().equals(setting.value()) && read.contains(name)) {
            overridden.add(earlier.place() + ": -" + application + " " + name + " " + earlier.value()
                    + " is overridden by " + setting.value() + " at " + setting.place());
        }
    }

    void warn(List<String> warnings) {
        warnings.addAll(overridden);
        values.forEach((name, value) -> {
            if (application.equals("kernel")) {
                DistributionOptions.complaintOfKernel(name)
                        .ifPresent(what -> warnings.add(value.place() + ": -kernel " + name + what));
            } else if (application.equals("settee") && !read.contains(name)) {
                warnings.add(value.place() + ": -settee " + name + " is not known; known are "
                        + String.join(", ", new TreeSet<>(read)));
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
            throw new ConfigException(setting.place() + ": -" + application + " " + name + " is a number of " + unit
                    + " from " + least + " to " + most + ", not " + setting.value());
        });
    }

    /** One of these atoms. */
    Optional<String> atom(String name, Set<String> known) {
        return get(name).map(setting -> {
            if (term(name, setting) instanceof Atom(String atom) && known.contains(atom)) return atom;
            throw new ConfigException(setting.place() + ": -" + application + " " + name + " is one of "
                    + String.join(", ", new TreeSet<>(known)) + ", not " + setting.value());
        });
    }

    /** A list of atoms; empty if not given. */
    List<String> atoms(String name) {
        return get(name)
                .map(setting -> {
                    if (term(name, setting) instanceof TermList(List<Term> elements)
                            && elements.stream().allMatch(Atom.class::isInstance)) {
                        return elements.stream().map(e -> ((Atom) e).name()).toList();
                    }
                    throw new ConfigException(setting.place() + ": -" + application + " " + name
                            + " is a list of atoms as ['a@host'], in quotes that reach the node, not "
                            + setting.value());
                })
                .orElse(List.of());
    }

    /** Options of sockets as {@code [{nodelay,true},{sndbuf,65536}]}; what has no meaning here is told in a warning. */
    SocketOptions sockets(String name, List<String> warnings) {
        SocketOptions options = SocketOptions.NONE;
        Optional<Setting<String>> given = get(name);
        if (given.isEmpty()) return options;
        if (!(term(name, given.get()) instanceof TermList(List<Term> elements))) {
            throw new ConfigException(given.get().place() + ": -" + application + " " + name
                    + " is a list as [{nodelay,true}], in quotes that reach the node, not "
                    + given.get().value());
        }
        for (Term element : elements) {
            Optional<SocketOptions> more = with(options, element);
            if (more.isEmpty()) {
                warnings.add(given.get().place() + ": -" + application + " " + name + ": " + element
                        + " has no effect here; known are " + String.join(", ", SocketOptions.known()));
            }
            options = more.orElse(options);
        }
        return options;
    }

    private static Optional<SocketOptions> with(SocketOptions options, Term element) {
        if (!(element instanceof Tuple(List<Term> pair))
                || pair.size() != 2
                || !(pair.getFirst() instanceof Atom(String name))) {
            return Optional.empty();
        }
        return switch (pair.get(1)) {
            case Int.Small(long n) when n >= 0 && n <= Integer.MAX_VALUE -> options.with(name, (int) n);
            case Atom value when value.equals(Atom.TRUE) -> options.with(name, true);
            case Atom value when value.equals(Atom.FALSE) -> options.with(name, false);
            default -> Optional.empty();
        };
    }

    /** An address: a tuple of 4 or 8 integers, or a literal in a string. */
    Optional<InetAddress> address(String name) {
        return get(name).map(setting -> {
            Optional<InetAddress> address = switch (term(name, setting)) {
                case Tuple(List<Term> parts) when parts.size() == 4 -> ofParts(parts, 1);
                case Tuple(List<Term> parts) when parts.size() == 8 -> ofParts(parts, 2);
                case TermList list -> list.chars().flatMap(AppSettings::ofLiteral);
                default -> Optional.empty();
            };
            return address.orElseThrow(() -> new ConfigException(setting.place() + ": -" + application + " " + name
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

    private Term term(String name, Setting<String> setting) {
        try {
            return Term.parse(setting.value());
        } catch (TermSyntaxException e) {
            throw new ConfigException(
                    setting.place() + ": -" + application + " " + name + " " + setting.value() + " is no Erlang term: "
                            + e.problem(),
                    e);
        }
    }
}
