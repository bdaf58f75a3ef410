package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.ErlangNodeBuilder;
import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.carrier.TlsSettings;
import io.settee.config.OptionFile;
import io.settee.config.VmArgs;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command's own node gets into a cluster: the target's settings, from where they already are. */
final class NodeSettings {
    @Option(
            names = "--vm-args",
            paramLabel = "FILE",
            description = "Takes cookie, carrier and times from a node's vm.args; other options here come before it.")
    private @Nullable Path vmArgs;

    @Option(
            names = "--cookie",
            paramLabel = "COOKIE",
            description = "The cluster's cookie. Others on this machine may see it in the list of processes; "
                    + "without it: --cookie-file, vm.args, ~/.erlang.cookie.")
    private @Nullable String cookie;

    @Option(names = "--cookie-file", paramLabel = "FILE", description = "A file with the cluster's cookie.")
    private @Nullable Path cookieFile;

    @Option(
            names = "--tls-conf",
            paramLabel = "FILE",
            description = "Speaks TLS as this -ssl_dist_optfile says, but for --no-tls.")
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

    /** Begins a node that listens nowhere and is given its name by the peer it is for. */
    ErlangNodeBuilder nodeNamedBy(NodeName peer) {
        Optional<VmArgs> file = Optional.ofNullable(vmArgs).map(path -> VmArgs.read(path, System.getenv()));
        var builder = ErlangNode.namedBy(ourHost(peer), peer.toString());
        file.ifPresent(args -> builder.carriers(args.carriers()).setupTime(args.netSetupTime()));
        if (cookie != null) builder.cookie(Cookie.of(cookie, "--cookie"));
        else if (cookieFile != null) builder.cookie(read(cookieFile));
        else file.flatMap(VmArgs::cookie).ifPresent(builder::cookie);
        if (tlsConf != null) {
            TlsSettings settings = OptionFile.read(tlsConf);
            builder.carriers(
                    noTls.isEmpty() ? Carriers.tls(settings) : Carriers.couch(settings, CouchPolicy.noTls(noTls)));
        }
        if (epmdPort != null) builder.epmdPort(epmdPort);
        if (setupSeconds != null) builder.setupTime(Duration.ofSeconds(setupSeconds));
        return builder;
    }

    private static Cookie read(Path file) {
        try {
            return Cookie.ofFile(file);
        } catch (UncheckedIOException e) {
            throw new CommandFailure("cannot read the cookie file " + file + ": " + e.getCause(), e);
        }
    }

    /** What stands behind the @ of our name: of the same kind as the peer's host, since long and short names do not mix. */
    private static String ourHost(NodeName peer) {
        try {
            InetAddress here = InetAddress.getLocalHost();
            String name = here.getHostName();
            if (!peer.isLong()) return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
            return name.contains(".") ? name : here.getHostAddress();
        } catch (UnknownHostException e) {
            return peer.host();
        }
    }
}
