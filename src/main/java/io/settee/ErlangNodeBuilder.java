package io.settee;

import io.settee.call.Caller;
import io.settee.carrier.Carriers;
import io.settee.carrier.IdentityBinding;
import io.settee.carrier.Transport;
import io.settee.cluster.GlobalNameServer;
import io.settee.cluster.Mesh;
import io.settee.config.UserFolder;
import io.settee.config.VmArgs;
import io.settee.connection.ConnectionSettings;
import io.settee.epmd.EpmdAddress;
import io.settee.error.ConfigException;
import io.settee.error.SetteeException;
import io.settee.export.Exporter;
import io.settee.export.Exports;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.node.AllowList;
import io.settee.node.AutoConnect;
import io.settee.node.ConnectRules;
import io.settee.node.Node;
import io.settee.node.NodeOptions;
import io.settee.node.Pauses;
import io.settee.node.PeerResolver;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The settings of a node; every one has a default but the cookie, which is {@code $HOME/.erlang.cookie} then, as it is for {@code erl}. */
public final class ErlangNodeBuilder {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.config");

    private final NodeOptions.Name name;
    private @Nullable Cookie cookie;
    private final Map<NodeName, Cookie> peerCookies = new HashMap<>();
    private boolean hidden = true;
    private boolean mesh;
    private Carriers carriers = Carriers.tcp();
    private @Nullable IdentityBinding binding;
    private ConnectionSettings connections = ConnectionSettings.DEFAULT;
    private ConnectRules rules = ConnectRules.DEFAULT;
    private Optional<NodeOptions.Listener> listener = Optional.of(NodeOptions.Listener.ANY);
    private @Nullable Integer epmdPort;
    private boolean embeddedEpmd;
    private @Nullable PeerResolver resolver;
    private @Nullable Exports exports;
    private List<String> warnings = List.of();

    ErlangNodeBuilder(NodeOptions.Name name) {
        this.name = name;
    }

    /** See {@link ErlangNode#fromVmArgs(VmArgs)}. */
    static ErlangNodeBuilder of(VmArgs args) {
        NodeName name = args.name()
                .orElseThrow(() -> new ConfigException("the node has no name: add -name or -sname to its vm.args"))
                .value();
        var builder = name.name().equals("undefined")
                ? ErlangNode.namedByFirstPeer(name.host())
                : ErlangNode.named(name.toString());
        builder.warnings = args.warnings();
        builder.reachingAs(args);
        int staticPort = args.epmdPort().orElse(0);
        int min = args.listenPorts().map(VmArgs.PortRange::min).orElse(staticPort);
        int max = args.listenPorts().map(VmArgs.PortRange::max).orElse(staticPort);
        builder.listener = args.listens() && builder.listener.isPresent()
                ? Optional.of(new NodeOptions.Listener(args.listenAddress(), min, max))
                : Optional.empty();
        args.autoConnect().flatMap(AutoConnect::of).ifPresent(builder::autoConnect);
        args.peers().connectTime().ifPresent(builder::connectTime);
        return builder.allow(args.peers().allow()).keepConnected(args.peers().keepConnected());
    }

    /**
     * How peers are reached, as a {@code vm.args} says: cookies, carrier and TLS, times, EPMD. Its name, its listener and whom it connects to by
     * itself do not matter: this is for tools that go where that node goes.
     *
     * @throws ConfigException if a TLS file it names cannot be used
     */
    public ErlangNodeBuilder reachingAs(VmArgs args) {
        return reachingAs(args, args.carriers());
    }

    /**
     * The same for a node without a {@linkplain #noListener listener} that soon ends. Of TLS only what dialling takes is read, and the peer's verdict is
     * awaited where {@link #reachingAs} proves at length that our own key and certificate will do; that takes 200 ms in a JVM that has just started.
     *
     * @throws ConfigException if a TLS file for dialling cannot be used
     */
    public ErlangNodeBuilder diallingAs(VmArgs args) {
        return noListener().reachingAs(args, args.diallingCarriers());
    }

    private ErlangNodeBuilder reachingAs(VmArgs args, Carriers how) {
        args.cookie().ifPresent(this::cookie);
        peerCookies.putAll(args.peerCookies());
        carriers = how;
        connections = ConnectionSettings.DEFAULT
                .withTick(args.netTickTime(), args.netTickIntensity())
                .withSetupTime(args.netSetupTime())
                .withSockets(args.sockets());
        epmdPort = EpmdAddress.portFrom(args.environment());
        args.epmdPort().ifPresent(port -> resolver(PeerResolver.atPort(port)));
        return this;
    }

    /** The secret of the cluster. */
    public ErlangNodeBuilder cookie(Cookie secret) {
        cookie = secret;
        return this;
    }

    /** The secret of the cluster. */
    public ErlangNodeBuilder cookie(String secret) {
        return cookie(Cookie.of(secret));
    }

    /** Another secret for one peer, as {@code erlang:set_cookie(Node, Cookie)}. */
    public ErlangNodeBuilder cookieFor(String peer, Cookie secret) {
        peerCookies.put(NodeName.of(peer), secret);
        return this;
    }

    /**
     * Whether peers list this node under {@code nodes(hidden)} only; default true.
     *
     * <p>A visible node is in {@code nodes()} of those it is connected to, and nobody connects to it on account of others. It takes no part in
     * {@code global}: it answers so that {@code global:sync}, {@code set_lock}, {@code trans} and {@code register_name} return at once, has no say in
     * them, and no cut of its connections parts others ({@code prevent_overlapping_partitions}). A node without a {@linkplain #noListener listener} is
     * always hidden.
     */
    public ErlangNodeBuilder hidden(boolean whether) {
        hidden = whether;
        return this;
    }

    /**
     * Whether the node connects to every member of the cluster by itself; default false. It asks those it is connected to for their {@code
     * nodes()}, when they connect and every few seconds, and so needs one to begin with: {@link #keepConnected}, or {@link ErlangNode#connect}. A
     * member that is disconnected comes back as long as others list it. {@link #autoConnect} does not matter to it, {@link #allow} does.
     */
    public ErlangNodeBuilder mesh(boolean whether) {
        mesh = whether;
        return this;
    }

    /** How peers are reached and let in; default TCP. */
    public ErlangNodeBuilder carriers(Carriers how) {
        carriers = how;
        return this;
    }

    /** Where the channels of the carriers named before come from; {@code Transport.sockets(loops)} gives the node event loops of its own. */
    public ErlangNodeBuilder transport(Transport other) {
        carriers = carriers.over(other);
        return this;
    }

    /** How the certificate of a peer must fit its name; default not at all, as in OTP. */
    public ErlangNodeBuilder identityBinding(IdentityBinding rule) {
        binding = rule;
        return this;
    }

    /** {@code net_ticktime}, the same on all nodes of a cluster; default 60 s. A peer silent for this long is taken for dead. */
    public ErlangNodeBuilder tickTime(Duration time) {
        connections = connections.withTick(time, connections.tickIntensity());
        return this;
    }

    /** {@code net_setuptime}: how long each step of connecting may take, EPMD's answer, the connection, and each word of the
     * handshake; default 7 s, at most 120 s. */
    public ErlangNodeBuilder setupTime(Duration time) {
        connections = connections.withSetupTime(time);
        return this;
    }

    /** All times and limits of connections. */
    public ErlangNodeBuilder connections(ConnectionSettings settings) {
        connections = settings;
        return this;
    }

    /** {@code dist_auto_connect}: whether sending to a peer connects to it; default true. */
    public ErlangNodeBuilder autoConnect(AutoConnect when) {
        rules = rules.withAuto(when);
        return this;
    }

    /** How long one attempt to connect may take as a whole: look-up, carrier and handshake; default no limit but {@link #setupTime}'s. */
    public ErlangNodeBuilder connectTime(Duration time) {
        rules = rules.withLimit(time);
        return this;
    }

    /** Whom to meet, and nobody else, as {@code net_kernel:allow/1}; see {@link AllowList} for the entries. Default: everybody. */
    public ErlangNodeBuilder allow(Collection<String> entries) {
        rules = rules.withAllowed(rules.allowed().with(entries));
        return this;
    }

    /**
     * Peers that the node connects to by itself once it has started, and again whenever they are lost, whatever {@link #autoConnect}
     * says. The pauses between attempts double from a second to a minute ({@link #reconnectPauses}); each is shortened at random by
     * up to a half. The node's own name is passed over, so that all nodes of a cluster may be given one list.
     */
    public ErlangNodeBuilder keepConnected(Collection<String> peers) {
        rules = rules.withKeep(
                Stream.concat(rules.keep().stream(), peers.stream().map(NodeName::of))
                        .distinct()
                        .toList());
        return this;
    }

    /** The pauses between attempts to reach peers that are kept connected; default from 1 s to 1 min. */
    public ErlangNodeBuilder reconnectPauses(Duration first, Duration longest) {
        rules = rules.withPauses(new Pauses(first, longest));
        return this;
    }

    /** Where to listen; default all interfaces, any port. */
    public ErlangNodeBuilder listen(InetAddress address, int minPort, int maxPort) {
        listener = Optional.of(new NodeOptions.Listener(Optional.of(address), minPort, maxPort));
        return this;
    }

    /** Where to listen; default all interfaces, any port. */
    public ErlangNodeBuilder listen(NodeOptions.Listener where) {
        listener = Optional.of(where);
        return this;
    }

    /** Do not listen and do not register, {@code -dist_listen false}: this node only dials. */
    public ErlangNodeBuilder noListener() {
        listener = Optional.empty();
        return this;
    }

    /** The port of EPMD, here and at every peer; default {@code ERL_EPMD_PORT} or 4369. */
    public ErlangNodeBuilder epmdPort(int port) {
        epmdPort = port;
        return this;
    }

    /** Whether this process becomes an EPMD itself if none answers; default false. */
    public ErlangNodeBuilder embeddedEpmd(boolean whether) {
        embeddedEpmd = whether;
        return this;
    }

    /** Do without EPMD: peers are where the resolver says, and nobody is told where this node listens. */
    public ErlangNodeBuilder resolver(PeerResolver where) {
        resolver = where;
        return this;
    }

    /** What Erlang may call here, from the first connection on; default nothing. {@link ErlangNode#export} changes it later. */
    public ErlangNodeBuilder exports(Exports what) {
        exports = what;
        return this;
    }

    /**
     * Starts the node and returns when others can reach it.
     *
     * @throws SetteeException if its name or port is taken, EPMD does not answer, or a file cannot be used; the message says which
     * @throws IllegalStateException if it was to {@linkplain #diallingAs dial only}, and then to listen
     */
    public ErlangNode start() throws InterruptedException {
        if (listener.isPresent() && carriers.dialOnly()) {
            throw new IllegalStateException(
                    "a node that listens needs its settings by reachingAs, and not by diallingAs");
        }
        NodeOptions.Epmd epmd = resolver != null
                ? new NodeOptions.Epmd.None(resolver)
                : new NodeOptions.Epmd.Daemon(
                        epmdPort != null ? epmdPort : EpmdAddress.portFrom(System.getenv()), embeddedEpmd);
        var options = new NodeOptions(
                name,
                cookie != null ? cookie : cookieOfHome(),
                peerCookies,
                hidden,
                binding == null ? carriers : carriers.bound(binding),
                connections,
                rules,
                listener,
                epmd);
        warnings.forEach(LOG::warn);
        var exporter = new CompletableFuture<Exporter>();
        Node core = Node.start(options, node -> exporter.complete(furnished(node)));
        if (mesh) Mesh.start(core, Caller.of(core));
        return new ErlangNode(core, exporter.join());
    }

    private Exporter furnished(Node node) {
        if (!node.isHidden()) GlobalNameServer.start(node);
        var exporter = new Exporter(node);
        if (exports != null) exporter.export(exports);
        return exporter;
    }

    private static Cookie cookieOfHome() {
        Path file = UserFolder.home(System.getenv()).resolve(".erlang.cookie");
        try {
            return Cookie.ofFile(file);
        } catch (UncheckedIOException e) {
            throw new ConfigException(
                    "no cookie was given, and " + file + " cannot be read (" + e.getCause()
                            + "). Give the cluster's cookie by -setcookie, or in code by cookie(…)",
                    e);
        }
    }
}
