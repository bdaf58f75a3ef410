package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.ErlangNodeBuilder;
import io.settee.carrier.TlsOptions;
import io.settee.check.Checkup;
import io.settee.cli.agent.Caller;
import io.settee.config.Place;
import io.settee.config.Setting;
import io.settee.config.ThisHost;
import io.settee.config.UserFolder;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdAddress;
import io.settee.error.ConfigException;
import io.settee.error.SetteeException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.node.PeerResolver;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The options by which a command's own node gets into a cluster: the target's settings, from where they already are. An option comes before the
 * profile, the profile before a variable {@code SETTEE_…}, and that before {@code vm.args}, {@code ERL_FLAGS} and its kin, and the home folder.
 */
final class NodeSettings {
    private final Map<String, String> environment;
    private final Path home;
    private @Nullable Profile profile;
    private @Nullable VmArgs args;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description =
                    "Takes the settings below from a profile in ~/.config/settee/profiles. Default: $SETTEE_PROFILE.")
    private @Nullable String profileName;

    @Option(
            names = "--vm-args",
            paramLabel = "FILE",
            description = "Takes cookie, carrier and times from a node's vm.args; other options here come before it."
                    + " Default: $SETTEE_VM_ARGS.")
    private @Nullable Path vmArgs;

    @Option(
            names = "--cookie",
            paramLabel = "COOKIE",
            description = "The cluster's cookie. Others on this machine may see it in the list of processes; "
                    + "without it: --cookie-file, $SETTEE_COOKIE, vm.args, ~/.erlang.cookie.")
    private @Nullable String cookie;

    @Option(
            names = "--cookie-file",
            paramLabel = "FILE",
            description = "A file with the cluster's cookie. Default: $SETTEE_COOKIE_FILE.")
    private @Nullable Path cookieFile;

    @Option(
            names = "--tls-conf",
            paramLabel = "FILE",
            description = "Speaks TLS as this -ssl_dist_optfile says, but for --no-tls. Default: $SETTEE_TLS_CONF.")
    private @Nullable Path tlsConf;

    @Option(
            names = "--no-tls",
            paramLabel = "PATTERN",
            description = "Nodes to reach over TCP when --tls-conf is given; * and ? as in -couch_dist no_tls.")
    private List<String> noTls = List.of();

    @Option(names = "--epmd-port", paramLabel = "PORT", description = "EPMD's port. Default: $ERL_EPMD_PORT or 4369.")
    private @Nullable Integer epmdPort;

    @Option(
            names = "--setup-time",
            paramLabel = "SECONDS",
            description = "How long the peer may take for each step of connecting, 1 to 120. Default: 7.")
    private @Nullable Integer setupSeconds;

    /** Of whoever runs the command. */
    NodeSettings() {
        this(Caller.current().environment());
    }

    NodeSettings(Map<String, String> environment) {
        this.environment = environment;
        this.home = UserFolder.home(environment);
    }

    /** The profile that was asked for; {@link Profile#NONE} if none was. */
    Profile profile() {
        Profile known = profile;
        if (known == null) {
            String name = profileName != null ? profileName : environment.getOrDefault("SETTEE_PROFILE", "");
            known = name.isEmpty()
                    ? Profile.NONE
                    : ProfileFile.read(ProfileFile.place(environment), home).profile(name);
            profile = known;
        }
        return known;
    }

    /**
     * What all settings amount to; without a cookie if none was given, and that of the home folder counts.
     *
     * @throws CommandFailure if one cannot be used
     */
    VmArgs vmArgs() {
        VmArgs known = args;
        if (known == null) {
            known = understood(this::read);
            args = known;
        }
        return known;
    }

    private static <T> T understood(Supplier<T> reading) {
        try {
            return reading.get();
        } catch (ConfigException | IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.USAGE, String.valueOf(e.getMessage()), e);
        }
    }

    private VmArgs read() {
        Profile named = profile();
        UnaryOperator<Path> places = Caller.current()::path;
        VmArgs read = first(vmArgs, named.vmArgs(), "SETTEE_VM_ARGS")
                .map(file -> VmArgs.read(file, environment, places))
                .orElseGet(() -> VmArgs.ofEnvironment(environment, places));
        Optional<Cookie> secret = givenCookie();
        if (secret.isPresent()) read = read.withCookies(secret.get(), Map.of());
        Optional<Path> tls = first(tlsConf, named.tlsConf(), "SETTEE_TLS_CONF");
        if (tls.isPresent()) {
            var place = new Place(tlsConf != null ? "--tls-conf" : "tls_conf", 0);
            read = read.withTls(new Setting<>(tls.get(), place), noTls.isEmpty() ? named.noTls() : noTls);
        }
        if (setupSeconds != null) read = read.withSetupTime(Duration.ofSeconds(setupSeconds));
        if (epmdPort != null) return read.withEpmdAt(epmdPort);
        return named.epmdPort().isPresent() ? read.withEpmdAt(named.epmdPort().getAsInt()) : read;
    }

    private Optional<Path> first(@Nullable Path option, Optional<Path> inProfile, String variable) {
        return Optional.ofNullable(option)
                .or(() -> inProfile)
                .or(() -> Optional.ofNullable(environment.get(variable))
                        .filter(text -> !text.isEmpty())
                        .map(Caller.current()::path));
    }

    /** The port of EPMD, here and at every peer. */
    int epmdPort() {
        return EpmdAddress.portFrom(vmArgs().environment());
    }

    private Optional<Cookie> givenCookie() {
        if (cookie != null) return Optional.of(cookie(cookie, "--cookie"));
        String variable = environment.getOrDefault("SETTEE_COOKIE", "");
        if (cookieFile == null && profile().cookieFile().isEmpty() && !variable.isEmpty()) {
            return Optional.of(cookie(variable, "SETTEE_COOKIE"));
        }
        return first(cookieFile, profile().cookieFile(), "SETTEE_COOKIE_FILE").map(NodeSettings::read);
    }

    /**
     * What all settings amount to, with a cookie.
     *
     * @throws CommandFailure if one cannot be used, or no cookie is found
     */
    VmArgs cluster() {
        VmArgs read = vmArgs();
        return read.cookie().isPresent() ? read : read.withCookies(ofHome(), read.peerCookies());
    }

    private Cookie ofHome() {
        Path file = home.resolve(".erlang.cookie");
        try {
            return Cookie.ofFile(file);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    ExitStatus.USAGE,
                    "no cookie was given, and " + file + " cannot be read (" + e.getCause()
                            + "). Take the cluster's from where its nodes have it: --vm-args, --cookie-file, --profile"
                            + " or SETTEE_COOKIE",
                    e);
        } catch (IllegalArgumentException e) {
            throw noCookie(e);
        }
    }

    private static Cookie cookie(String secret, String source) {
        try {
            return Cookie.of(secret, source);
        } catch (IllegalArgumentException e) {
            throw noCookie(e);
        }
    }

    private static Cookie read(Path file) {
        try {
            return Cookie.ofFile(file);
        } catch (UncheckedIOException e) {
            throw new CommandFailure(ExitStatus.USAGE, "cannot read the cookie file " + file + ": " + e.getCause(), e);
        } catch (IllegalArgumentException e) {
            throw noCookie(e);
        }
    }

    private static CommandFailure noCookie(IllegalArgumentException why) {
        return new CommandFailure(ExitStatus.USAGE, String.valueOf(why.getMessage()), why);
    }

    /**
     * Begins a hidden node that listens nowhere and is given its name by the peer it is for.
     *
     * @throws CommandFailure if a setting, or a file of TLS, cannot be used
     */
    ErlangNodeBuilder nodeNamedBy(NodeName peer) {
        VmArgs args = cluster();
        return understood(() -> {
            if (args.protoDist().speaksTls()) HeadStart.forTls();
            filesAtTheCaller(args);
            ErlangNodeBuilder builder = ErlangNode.namedBy(ourHost(peer), peer.toString());
            if (args.epmdPort().isEmpty()) {
                boolean ipv6 = args.protoDist().ipv6();
                builder.resolver(EarlyLookup.of(PeerResolver.byEpmd(epmdPort(), args.netSetupTime(), ipv6), peer));
            }
            return builder.diallingAs(args).transport(CommandLoop.transport());
        });
    }

    /** What files name may be relative to the folder that the command is run in. */
    private static void filesAtTheCaller(VmArgs args) {
        Caller caller = Caller.current();
        if (caller.directory() == null || !args.protoDist().speaksTls()) return;
        args.optionFile().ifPresent(file -> caller.opens(file.value()));
        TlsOptions client = args.tlsSettings().client();
        client.files().forEach(caller::opens);
        client.crlCheck().folders().forEach(caller::opens);
    }

    /**
     * Starts such a node.
     *
     * @return connected to the peer
     * @throws ConnectFailure if the peer cannot be reached
     */
    ErlangNode connect(NodeName peer) throws InterruptedException {
        ErlangNodeBuilder builder = nodeNamedBy(peer);
        try {
            return builder.start();
        } catch (SetteeException e) {
            throw ConnectFailure.of(peer, e, Checkup.ofFailure(cluster(), peer));
        }
    }

    /** What stands behind the @ of our name: of the same kind as the peer's host, since long and short names do not mix. */
    private static String ourHost(NodeName peer) {
        if (!peer.isLong()) return ThisHost.shortName().orElse(peer.host());
        Optional<String> full = ThisHost.name().filter(name -> name.contains("."));
        if (full.isPresent()) return full.get();
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            return peer.host();
        }
    }
}
