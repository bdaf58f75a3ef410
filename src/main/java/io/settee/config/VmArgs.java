package io.settee.config;

import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.carrier.SocketSettings;
import io.settee.carrier.TlsEngine;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsSettings;
import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What a BEAM node's {@code vm.args}, together with {@code ERL_AFLAGS}, {@code ERL_FLAGS} and {@code ERL_ZFLAGS}, says of its
 * distribution. What only a BEAM needs is passed over; what changes the distribution and is unknown here is told in
 * {@link #warnings()}, or refused if the node would then be open to somebody.
 *
 * @param name {@code -name} or {@code -sname}, with this machine's host if none is given; {@code undefined} before the {@code @} stands
 *     for a name that the first peer gives
 * @param cookie {@code -setcookie COOKIE}
 * @param peerCookies {@code -setcookie NODE COOKIE}
 * @param hidden {@code -hidden}
 * @param protoDist {@code -proto_dist}; {@code inet_tcp} if not given
 * @param noTls the patterns of {@code -couch_dist no_tls}, without their quotes
 * @param optionFile {@code -ssl_dist_optfile}
 * @param legacyTlsOptions {@code -ssl_dist_opt}
 * @param tlsEngine {@code -settee tls_engine}, which a BEAM passes over: {@code auto}, {@code jdk} or {@code openssl}
 * @param netTickTime {@code -kernel net_ticktime}; 60 s if not given
 * @param netTickIntensity {@code -kernel net_tickintensity}, 4 to 1000; 4 if not given
 * @param netSetupTime {@code -kernel net_setuptime}, how long setting up a connection may take, 1 to 120 s; 7 s if not given
 * @param listenPorts {@code -kernel inet_dist_listen_min} and {@code inet_dist_listen_max}; any free port if not given
 * @param listenAddress {@code -kernel inet_dist_use_interface}; all interfaces if not given
 * @param sockets {@code -kernel inet_dist_connect_options} and {@code inet_dist_listen_options}
 * @param listens false under {@code -dist_listen false}
 * @param startEpmd false under {@code -start_epmd false}
 * @param epmdPort {@code -erl_epmd_port}, or {@code -kernel erl_epmd_node_listen_port}: all nodes listen at this port, and EPMD is not asked
 * @param autoConnect {@code -kernel dist_auto_connect}: {@code true}, {@code once} or {@code never}
 * @param peers {@code -settee NAME VALUE}, which a BEAM passes over
 * @param environment the one given, and over it what {@code -env} sets
 * @param warnings sentences for the log at start, each beginning with its place
 */
public record VmArgs(
        Optional<Setting<NodeName>> name,
        Optional<Cookie> cookie,
        Map<NodeName, Cookie> peerCookies,
        boolean hidden,
        ProtoDist protoDist,
        List<String> noTls,
        Optional<Setting<Path>> optionFile,
        LegacyTlsOptions legacyTlsOptions,
        TlsEngine tlsEngine,
        Duration netTickTime,
        int netTickIntensity,
        Duration netSetupTime,
        Optional<PortRange> listenPorts,
        Optional<InetAddress> listenAddress,
        SocketSettings sockets,
        boolean listens,
        boolean startEpmd,
        OptionalInt epmdPort,
        Optional<String> autoConnect,
        Peers peers,
        Map<String, String> environment,
        List<String> warnings) {

    /**
     * What the BEAM has no setting for.
     *
     * @param keepConnected {@code -settee keep_connected}: peers to connect to at start, and again whenever they are lost
     * @param allow {@code -settee allow}: whom to meet, as in {@code net_kernel:allow/1}; everybody if empty
     * @param connectTime {@code -settee connect_time}: seconds that one attempt to connect may take as a whole
     */
    public record Peers(List<String> keepConnected, List<String> allow, Optional<Duration> connectTime) {
        public Peers {
            keepConnected = List.copyOf(keepConnected);
            allow = List.copyOf(allow);
        }
    }

    /** Ports to listen at, both ends included. */
    public record PortRange(int min, int max) {}

    public VmArgs {
        peerCookies = Map.copyOf(peerCookies);
        noTls = List.copyOf(noTls);
        environment = Map.copyOf(environment);
        warnings = List.copyOf(warnings);
    }

    /**
     * What only the variables of an environment say, where there is no file.
     *
     * @param places as for {@link #read(Path, Map, UnaryOperator)}
     */
    public static VmArgs ofEnvironment(Map<String, String> environment, UnaryOperator<Path> places) {
        return parse("no vm.args", "", environment, places);
    }

    /** The same with other cookies. */
    public VmArgs withCookies(Cookie own, Map<NodeName, Cookie> forPeers) {
        return with(
                Optional.of(own),
                forPeers,
                protoDist,
                noTls,
                optionFile,
                legacyTlsOptions,
                netSetupTime,
                epmdPort,
                environment);
    }

    /** The same with TLS as an option file says, but over TCP to the nodes of these patterns. */
    public VmArgs withTls(Setting<Path> file, List<String> plain) {
        return with(
                cookie,
                peerCookies,
                plain.isEmpty() ? ProtoDist.INET_TLS : ProtoDist.COUCH,
                plain,
                Optional.of(file),
                LegacyTlsOptions.NONE,
                netSetupTime,
                epmdPort,
                environment);
    }

    /** The same with {@code net_setuptime}. */
    public VmArgs withSetupTime(Duration time) {
        return with(cookie, peerCookies, protoDist, noTls, optionFile, legacyTlsOptions, time, epmdPort, environment);
    }

    /** The same with {@code ERL_EPMD_PORT}: EPMD is asked, whatever else was said. */
    public VmArgs withEpmdAt(int port) {
        var changed = new HashMap<>(environment);
        changed.put("ERL_EPMD_PORT", Integer.toString(port));
        return with(
                cookie,
                peerCookies,
                protoDist,
                noTls,
                optionFile,
                legacyTlsOptions,
                netSetupTime,
                OptionalInt.empty(),
                changed);
    }

    private VmArgs with(
            Optional<Cookie> own,
            Map<NodeName, Cookie> forPeers,
            ProtoDist carrier,
            List<String> plain,
            Optional<Setting<Path>> tls,
            LegacyTlsOptions legacy,
            Duration setupTime,
            OptionalInt fixedPort,
            Map<String, String> variables) {
        return new VmArgs(
                name,
                own,
                forPeers,
                hidden,
                carrier,
                plain,
                tls,
                legacy,
                tlsEngine,
                netTickTime,
                netTickIntensity,
                setupTime,
                listenPorts,
                listenAddress,
                sockets,
                listens,
                startEpmd,
                fixedPort,
                autoConnect,
                peers,
                variables,
                warnings);
    }

    /**
     * Reads a file and the variables of an environment, usually {@code System.getenv()}.
     *
     * @throws ConfigException for all in it that cannot be used; each line of its message begins with the file and the line
     */
    public static VmArgs read(Path file, Map<String, String> environment) {
        return read(file, environment, UnaryOperator.identity());
    }

    /**
     * The same for another process.
     *
     * @param places where that process finds a file that {@code -args_file} names
     */
    public static VmArgs read(Path file, Map<String, String> environment, UnaryOperator<Path> places) {
        var faults = new ConfigFaults();
        return new VmArgsReader(Arguments.read(file, environment, faults, places), environment, faults).read();
    }

    /** Reads a text in place of a file; {@code source} names it in messages. */
    public static VmArgs parse(String source, String text, Map<String, String> environment) {
        return parse(source, text, environment, UnaryOperator.identity());
    }

    private static VmArgs parse(
            String source, String text, Map<String, String> environment, UnaryOperator<Path> places) {
        var faults = new ConfigFaults();
        return new VmArgsReader(Arguments.parse(source, text, environment, faults, places), environment, faults).read();
    }

    /** Short, and without the environment and the TLS options, which may hold secrets. */
    @Override
    public String toString() {
        return "settings of " + name.map(n -> n.value().toString()).orElse("a node without a name") + " by "
                + protoDist;
    }

    /** The rule of {@code -proto_dist couch}. */
    public CouchPolicy couchPolicy() {
        return CouchPolicy.noTls(noTls);
    }

    /**
     * The TLS options of the option file, before them those of {@code -ssl_dist_opt}.
     *
     * @throws ConfigException if there are none, or the file cannot be used
     */
    public TlsSettings tlsSettings() {
        if (optionFile.isEmpty() && legacyTlsOptions.isEmpty()) {
            throw new ConfigException("-proto_dist " + protoDist
                    + " speaks TLS, and no certificates are named. Add -ssl_dist_optfile with"
                    + " the absolute path of an option file");
        }
        OptionFile file = optionFile.map(Setting::value).map(OptionFile::open).orElseGet(OptionFile::none);
        return file.settings(legacyTlsOptions, netSetupTime).withEngine(tlsEngine);
    }

    /** Where an option of TLS is given; empty if its default is in force. To be asked after {@link #tlsSettings}, whose errors it has, too. */
    public Optional<Place> tlsOptionPlace(TlsOptions.Role role, String option) {
        return Stream.concat(
                        legacyTlsOptions.of(role).stream(),
                        optionFile.stream().flatMap(file -> OptionFile.open(file.value()).of(role).stream()))
                .filter(given -> given.name().equals(option))
                .map(TlsOption::place)
                .findFirst();
    }

    /**
     * The carriers that {@code -proto_dist} asks for.
     *
     * @throws ConfigException if it asks for TLS and a file cannot be used
     */
    public Carriers carriers() {
        return carriers(UnaryOperator.identity());
    }

    /**
     * The same for a node that only dials: what the server's options name is not read ({@link TlsSettings#diallingOnly}).
     *
     * @throws ConfigException if it asks for TLS and a file of the client's options cannot be used
     */
    public Carriers diallingCarriers() {
        return carriers(TlsSettings::diallingOnly);
    }

    private Carriers carriers(UnaryOperator<TlsSettings> use) {
        return switch (protoDist) {
            case INET_TCP -> Carriers.tcp();
            case INET6_TCP -> Carriers.tcp().overIpv6();
            case INET_TLS -> Carriers.tls(use.apply(tlsSettings()));
            case INET6_TLS -> Carriers.tls(use.apply(tlsSettings())).overIpv6();
            case COUCH -> Carriers.couch(use.apply(tlsSettings()), couchPolicy());
        };
    }
}
