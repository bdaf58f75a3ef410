package io.settee.config;

import io.settee.carrier.SocketOptions;
import io.settee.carrier.SocketSettings;
import io.settee.carrier.TlsEngine;
import io.settee.config.VmArgs.PortRange;
import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** Gives the flags their meaning. */
final class VmArgsReader {
    private static final Duration DEFAULT_TICK_TIME = Duration.ofSeconds(60);
    private static final int DEFAULT_TICK_INTENSITY = 4;
    static final Duration DEFAULT_SETUP_TIME = Duration.ofSeconds(7);
    private static final int MAX_TICK_SECONDS = 86_400;
    private static final int MAX_SETUP_SECONDS = 120;
    private static final int MAX_CONNECT_SECONDS = 3600;
    private static final int MAX_PORT = 65_535;

    private final Arguments arguments;
    private final Map<String, String> environment;
    private final ConfigFaults faults;
    private final AppSettings kernel;
    private final AppSettings settee;
    private final List<String> warnings = new ArrayList<>();

    VmArgsReader(Arguments arguments, Map<String, String> environment, ConfigFaults faults) {
        this.arguments = arguments;
        this.environment = environment;
        this.faults = faults;
        this.kernel = AppSettings.ofKernel(arguments, faults);
        this.settee = AppSettings.ofSettee(arguments, faults);
    }

    VmArgs read() {
        ProtoDist carrier = or(ProtoDist.INET_TCP, this::protoDist);
        warnOfUnknown();
        warnOfWhatTheCarrierLeavesUnused(carrier);
        var read = new VmArgs(
                or(Optional.empty(), () -> OwnName.of(arguments)),
                or(Optional.empty(), this::cookie),
                peerCookies(),
                hidden(),
                carrier,
                noTls(),
                or(Optional.empty(), this::optionFile),
                LegacyTlsOptions.read(arguments.all("ssl_dist_opt"), faults),
                or(TlsEngine.AUTO, this::tlsEngine),
                seconds("net_ticktime", MAX_TICK_SECONDS).orElse(DEFAULT_TICK_TIME),
                integer(kernel, "net_tickintensity", 4, 1000, "checks per tick time")
                        .orElse(DEFAULT_TICK_INTENSITY),
                seconds("net_setuptime", MAX_SETUP_SECONDS).orElse(DEFAULT_SETUP_TIME),
                or(Optional.empty(), this::listenPorts),
                or(Optional.empty(), () -> kernel.address("inet_dist_use_interface")),
                new SocketSettings(sockets("inet_dist_connect_options"), sockets("inet_dist_listen_options")),
                or(true, () -> flag("dist_listen", true)),
                or(true, () -> flag("start_epmd", true)),
                or(OptionalInt.empty(), this::epmdPort),
                or(Optional.empty(), () -> kernel.atom("dist_auto_connect", Set.of("true", "once", "never"))),
                new VmArgs.Peers(
                        or(List.of(), () -> settee.atoms("keep_connected")),
                        or(List.of(), () -> settee.atoms("allow")),
                        integer(settee, "connect_time", 1, MAX_CONNECT_SECONDS, "seconds")
                                .map(Duration::ofSeconds)),
                environment(),
                warnings);
        faults.throwIfAny();
        return read;
    }

    /** What is read, or if that is wrong a substitute, which nobody will see. */
    private <T> T or(T substitute, Supplier<T> reading) {
        return faults.attempt(reading).orElse(substitute);
    }

    private Optional<Integer> integer(AppSettings settings, String name, int least, int most, String unit) {
        return or(Optional.empty(), () -> settings.integer(name, least, most, unit));
    }

    private SocketOptions sockets(String name) {
        return or(SocketOptions.NONE, () -> kernel.sockets(name, warnings));
    }

    private Optional<Setting<Path>> optionFile() {
        return arguments
                .value("ssl_dist_optfile")
                .map(s -> new Setting<>(s.place().path(s.value()), s.place()));
    }

    private TlsEngine tlsEngine() {
        return settee.atom("tls_engine", Set.of("auto", "jdk", "openssl"))
                .map(name -> TlsEngine.valueOf(name.toUpperCase(Locale.ROOT)))
                .orElse(TlsEngine.AUTO);
    }

    private void warnOfUnknown() {
        warnOfRepeated("name", false, "erl does the same");
        warnOfRepeated("sname", false, "erl does the same");
        // net_kernel.erl, protocol_childspecs/0 of OTP 25; ssl_dist_sup.erl, start_link/0.
        warnOfRepeated(
                "proto_dist",
                true,
                "OTP 27 and newer do the same, and older ones then use inet_tcp with everybody. Remove one of them");
        warnOfRepeated("ssl_dist_optfile", true, "erl does not start with two of them. Remove one");
        for (String name : arguments.names()) {
            Place place = arguments.all(name).getFirst().place();
            DistributionOptions.complaintOfFlag(name).ifPresent(what -> warnings.add(place + ": -" + name + what));
        }
        arguments
                .first("epmd_module")
                .filter(flag -> !flag.texts().equals(List.of("erl_epmd")))
                .ifPresent(flag -> warnings.add(flag.place() + ": " + flag
                        + ": a module of Erlang cannot run here, and peers are looked for in EPMD. Give a PeerResolver in"
                        + " code, or -erl_epmd_port PORT if all nodes listen at one port"));
        kernel.warn(warnings);
        settee.warn(warnings);
    }

    /**
     * Warns of a flag that is given twice.
     *
     * @param evenTheSame whether it matters also if it says the same twice
     */
    private void warnOfRepeated(String name, boolean evenTheSame, String whatErlDoes) {
        List<Arguments.Flag> all = arguments.all(name);
        long different = evenTheSame
                ? all.size()
                : all.stream().map(Arguments.Flag::texts).distinct().count();
        if (different < 2) return;
        warnings.add(all.get(1).place() + ": " + all.get(1) + " is ignored, since " + all.getFirst() + " stands at "
                + all.getFirst().place() + " already; " + whatErlDoes);
    }

    /** erl says nothing of it either, and whoever has named certificates believes that they are used. */
    private void warnOfWhatTheCarrierLeavesUnused(ProtoDist carrier) {
        if (!carrier.speaksTls()) {
            String why = arguments.first("proto_dist").isPresent() ? "" : ", which is the default";
            for (String name : List.of("ssl_dist_optfile", "ssl_dist_opt")) {
                arguments
                        .first(name)
                        .ifPresent(flag -> warnings.add(flag.place() + ": -" + name
                                + " has no effect with -proto_dist " + carrier + why
                                + ": all connections are in plain. Say -proto_dist inet_tls, or couch"));
            }
        }
        if (carrier != ProtoDist.COUCH) {
            arguments
                    .first("couch_dist")
                    .ifPresent(flag -> warnings.add(flag.place() + ": -couch_dist has no effect with -proto_dist "
                            + carrier + ", only with couch"));
        }
        if (kernel.get("inet_dist_listen_min").isEmpty()) {
            kernel.get("inet_dist_listen_max")
                    .ifPresent(
                            max -> warnings.add(
                                    max.place()
                                            + ": -kernel inet_dist_listen_max has no effect without inet_dist_listen_min: any port may be taken"));
        }
    }

    /** OTP net_kernel.erl, hidden_argument/0. */
    private boolean hidden() {
        return arguments
                .first("hidden")
                .filter(flag ->
                        flag.texts().isEmpty() || flag.texts().getFirst().equals("true"))
                .isPresent();
    }

    /** The node's own: {@code -setcookie COOKIE}. */
    private Optional<Cookie> cookie() {
        List<Arguments.Flag> own = arguments.all("setcookie").stream()
                .filter(flag -> flag.values().size() != 2)
                .toList();
        if (own.isEmpty()) return Optional.empty();
        Arguments.Flag first = own.getFirst();
        if (own.size() > 1) {
            throw new ConfigException(own.get(1).place() + ": -setcookie for the second time, after " + first.place()
                    + ". Remove one of them; a BEAM uses neither then, but the cookie in the home folder");
        }
        if (first.values().size() != 1) {
            // Its values are not shown: one of them may be the secret.
            throw new ConfigException(
                    first.place() + ": -setcookie needs a cookie, or a node and a cookie for it, and has "
                            + first.values().size() + " values");
        }
        return Optional.of(cookie(first, 0));
    }

    /** Those for single peers: {@code -setcookie NODE COOKIE}. */
    private Map<NodeName, Cookie> peerCookies() {
        var cookies = new LinkedHashMap<NodeName, Cookie>();
        for (Arguments.Flag flag : arguments.all("setcookie")) {
            if (flag.values().size() != 2) continue;
            faults.check(() -> {
                try {
                    cookies.put(NodeName.of(flag.texts().getFirst()), cookie(flag, 1));
                } catch (IllegalArgumentException e) {
                    // The first word is not shown: it may be a secret with a blank in it.
                    throw new ConfigException(
                            flag.place()
                                    + ": the first of two values of -setcookie is the name of a node, as in a@host",
                            e);
                }
            });
        }
        return cookies;
    }

    private static Cookie cookie(Arguments.Flag flag, int value) {
        try {
            return Cookie.of(flag.texts().get(value), flag.place().toString());
        } catch (IllegalArgumentException e) {
            throw new ConfigException(flag.place() + ": " + e.getMessage(), e);
        }
    }

    private ProtoDist protoDist() {
        Optional<Setting<String>> given = arguments.value("proto_dist");
        if (given.isEmpty()) return ProtoDist.INET_TCP;
        String text = given.get().value();
        return ProtoDist.of(text)
                .orElseThrow(() -> new ConfigException(given.get().place() + ": -proto_dist " + text + " is not known; "
                        + ProtoDist.known() + " are"));
    }

    private List<String> noTls() {
        var patterns = new ArrayList<String>();
        for (Arguments.Flag flag : arguments.all("couch_dist")) {
            faults.attempt(() -> pattern(flag)).ifPresent(patterns::add);
        }
        return patterns;
    }

    private String pattern(Arguments.Flag flag) {
        List<String> words = flag.texts();
        if (words.isEmpty() || !words.getFirst().equals("no_tls")) {
            throw new ConfigException(flag.place() + ": " + flag + ": -couch_dist no_tls PATTERN is all there is");
        }
        if (words.size() != 2) {
            throw new ConfigException(flag.place() + ": " + flag + ": one pattern is needed, and " + (words.size() - 1)
                    + " are given. Repeat -couch_dist no_tls for each; CouchDB silently ignores such a line");
        }
        String pattern = unquoted(words.get(1));
        if (pattern.isEmpty()) throw new ConfigException(flag.place() + ": " + flag + ": the pattern is empty");
        if (pattern.equals(words.get(1)) && (pattern.contains("*") || pattern.contains("?"))) {
            warnings.add(flag.place() + ": " + flag + ": a couch node takes this for the very name " + pattern
                    + ", which no node has, and speaks TLS with all that are meant; here it counts as a pattern. Write '\""
                    + pattern + "\"', with both kinds of quotes");
        }
        return pattern;
    }

    /** couch_dist.erl, match/2: the quotes of a string may be there or not. */
    private static String unquoted(String pattern) {
        boolean quoted = pattern.length() > 1 && pattern.startsWith("\"") && pattern.endsWith("\"");
        return quoted ? pattern.substring(1, pattern.length() - 1) : pattern;
    }

    private Optional<Duration> seconds(String name, int most) {
        return integer(kernel, name, 1, most, "seconds").map(Duration::ofSeconds);
    }

    private Optional<PortRange> listenPorts() {
        Optional<Integer> min = kernel.integer("inet_dist_listen_min", 0, MAX_PORT, "a port");
        Optional<Integer> max = kernel.integer("inet_dist_listen_max", 0, MAX_PORT, "a port");
        if (min.isEmpty()) return Optional.empty();
        int upper = max.orElse(min.get());
        if (upper < min.get()) {
            throw new ConfigException(
                    kernel.get("inet_dist_listen_max").orElseThrow().place() + ": -kernel inet_dist_listen_max " + upper
                            + " is less than inet_dist_listen_min " + min.get());
        }
        return Optional.of(new PortRange(min.get(), upper));
    }

    private OptionalInt epmdPort() {
        Optional<Setting<String>> given = arguments.value("erl_epmd_port");
        if (given.isEmpty()) {
            return kernel.integer("erl_epmd_node_listen_port", 1, MAX_PORT, "a port").stream()
                    .mapToInt(Integer::intValue)
                    .findFirst();
        }
        try {
            int port = Integer.parseInt(given.get().value());
            if (port >= 1 && port <= MAX_PORT) return OptionalInt.of(port);
        } catch (NumberFormatException e) {
            // Told below, as for a port out of range.
        }
        throw new ConfigException(given.get().place() + ": -erl_epmd_port is a port from 1 to 65535, not "
                + given.get().value());
    }

    private boolean flag(String name, boolean byDefault) {
        Optional<Setting<String>> given = arguments.value(name);
        if (given.isEmpty()) return byDefault;
        return switch (given.get().value()) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ConfigException(given.get().place() + ": -" + name + " is true or false, not "
                        + given.get().value());
        };
    }

    private Map<String, String> environment() {
        var merged = new HashMap<>(environment);
        for (Arguments.Flag flag : arguments.all("env")) {
            List<String> words = flag.texts();
            if (words.size() == 2) merged.put(words.getFirst(), words.get(1));
            else faults.add(new ConfigException(flag.place() + ": -env NAME VALUE is needed"));
        }
        return merged;
    }
}
