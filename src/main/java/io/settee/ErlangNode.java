package io.settee;

import io.settee.carrier.Carriers;
import io.settee.carrier.IdentityBinding;
import io.settee.config.VmArgs;
import io.settee.connection.ConnectionSettings;
import io.settee.epmd.EpmdAddress;
import io.settee.error.ConfigException;
import io.settee.error.SetteeException;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.node.AllowList;
import io.settee.node.AutoConnect;
import io.settee.node.ConnectRules;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.NodeOptions;
import io.settee.node.NodeStatistics;
import io.settee.node.Pauses;
import io.settee.node.PeerInfo;
import io.settee.node.PeerResolver;
import io.settee.node.PeerStatistics;
import io.settee.node.Subscription;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.process.Ping;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A node of an Erlang cluster in this process.
 *
 * {@snippet class="io.settee.ReadmeExamples" region="first"}
 *
 * <p>All methods may be called from any thread. Those that say so wait, which costs a virtual thread nothing.
 */
public final class ErlangNode implements AutoCloseable {
    private final Node core;

    private ErlangNode(Node core) {
        this.core = core;
    }

    /**
     * Begins a node with this name.
     *
     * @param name {@code name@host}; the host must lead other nodes here
     * @throws IllegalArgumentException if no BEAM would accept the name
     */
    public static Builder named(String name) {
        return new Builder(new NodeOptions.Name.Own(NodeName.of(name)));
    }

    /**
     * Begins a node that is given its name by a peer, as {@code erl -sname undefined} is: right for short-lived
     * tools, whose ever new names would fill the peer's atom table. It cannot be dialled. When the connection to that peer ends, the
     * node loses its name, and with it all its connections and mailboxes; the next peer that it connects to gives it one again.
     *
     * @param host the part of the name after the {@code @}
     * @param by the peer; connected when {@link Builder#start} returns
     */
    public static Builder namedBy(String host, String by) {
        return new Builder(new NodeOptions.Name.Given(host, Optional.of(NodeName.of(by)))).noListener();
    }

    /**
     * As {@link #namedBy}, by the first peer that it connects to: until {@link #connect} has returned, or a peer of
     * {@link Builder#keepConnected} has been reached, it has no name and can have no mailbox.
     */
    public static Builder namedByFirstPeer(String host) {
        return new Builder(new NodeOptions.Name.Given(host, Optional.empty())).noListener();
    }

    /**
     * Begins a node with the settings of a BEAM node's {@code vm.args} and of {@code ERL_FLAGS} and its kin in this process's
     * environment: name, cookie, carrier, TLS option file, times, listener. It is hidden even without {@code -hidden}. A node called
     * {@code undefined} is one {@link #namedByFirstPeer}.
     *
     * @throws ConfigException if something in it cannot be used, or a TLS file it names; the message begins with file and line
     */
    public static Builder fromVmArgs(Path file) {
        return fromVmArgs(VmArgs.read(file, System.getenv()));
    }

    /** As {@link #fromVmArgs(Path)}, read already. */
    public static Builder fromVmArgs(VmArgs args) {
        NodeName name = args.name()
                .orElseThrow(() -> new ConfigException("the node has no name: add -name or -sname to its vm.args"))
                .value();
        var builder = name.name().equals("undefined") ? namedByFirstPeer(name.host()) : named(name.toString());
        args.cookie().ifPresent(builder::cookie);
        builder.carriers = args.carriers();
        builder.connections = ConnectionSettings.DEFAULT
                .withTick(args.netTickTime(), args.netTickIntensity())
                .withSetupTime(args.netSetupTime());
        builder.epmdPort = EpmdAddress.portFrom(args.environment());
        int staticPort = args.epmdPort().orElse(0);
        int min = args.listenPorts().map(VmArgs.PortRange::min).orElse(staticPort);
        int max = args.listenPorts().map(VmArgs.PortRange::max).orElse(staticPort);
        builder.listener = args.listens() && builder.listener.isPresent()
                ? Optional.of(new NodeOptions.Listener(args.listenAddress(), min, max))
                : Optional.empty();
        if (staticPort != 0) builder.resolver(PeerResolver.atPort(staticPort));
        args.autoConnect().flatMap(AutoConnect::of).ifPresent(builder::autoConnect);
        args.peers().connectTime().ifPresent(builder::connectTime);
        return builder.allow(args.peers().allow()).keepConnected(args.peers().keepConnected());
    }

    /**
     * Its full name.
     *
     * @throws IllegalStateException if a peer is to give it its name, and none has yet, or that peer is gone
     */
    public NodeName name() {
        return core.name();
    }

    /** Which incarnation of its name this node is. */
    public Creation creation() {
        return core.creation();
    }

    /** A mailbox without a name. */
    public Mailbox mailbox() {
        return Mailbox.open(core);
    }

    /** A mailbox without a name in which only so many messages may wait. */
    public Mailbox mailbox(Bound bound) {
        return Mailbox.open(core, bound);
    }

    /**
     * A mailbox with a name.
     *
     * @throws IllegalStateException if the name is taken
     */
    public Mailbox mailbox(String name) {
        return named(name, mailbox());
    }

    /**
     * A mailbox with a name in which only so many messages may wait.
     *
     * @throws IllegalStateException if the name is taken
     */
    public Mailbox mailbox(String name, Bound bound) {
        return named(name, mailbox(bound));
    }

    private static Mailbox named(String name, Mailbox mailbox) {
        try {
            mailbox.register(name);
            return mailbox;
        } catch (RuntimeException e) {
            mailbox.close();
            throw e;
        }
    }

    /** The pid of the mailbox with this name. */
    public Optional<Pid> whereis(String name) {
        return core.whereis(name);
    }

    /** All names of mailboxes, sorted; {@code net_kernel} is one of them. */
    public Set<String> registered() {
        return core.registered();
    }

    /** A reference that nobody has had before, for telling answers apart. */
    public Ref newRef() {
        return core.newRef();
    }

    /**
     * Connects to a peer, or does nothing if it is connected. Sending does this by itself, unless {@link Builder#autoConnect} says
     * otherwise; this is for those who want to know at once.
     *
     * @throws SetteeException if it cannot be reached; the message says at which step and why
     */
    public void connect(String peer) throws InterruptedException {
        core.connect(NodeName.of(peer));
    }

    /**
     * Connects to a peer in the background, and again whenever that fails or the connection is lost, with growing pauses, until
     * {@link #disconnect} or {@link #close}. Does not wait. This node's own name is passed over.
     *
     * @see Builder#keepConnected
     */
    public void keepConnected(String peer) {
        core.keepConnected(NodeName.of(peer));
    }

    /** {@code net_kernel:allow/1}: adds to the list of those who may be met; see {@link AllowList}. Connections that are up stay. */
    public void allow(String... entries) {
        core.allow(List.of(entries));
    }

    /**
     * Ends the connection to a peer, if there is one, and returns when links and monitors over it have fired. The peer is no longer
     * {@linkplain #keepConnected kept connected}.
     */
    public void disconnect(String peer) throws InterruptedException {
        core.disconnect(NodeName.of(peer));
    }

    /**
     * Whether a peer answers, {@code net_adm:ping/1}: connects if need be and asks its {@code net_kernel}.
     *
     * @param timeout for the answer, on top of the time that connecting may take
     */
    public boolean ping(String peer, Duration timeout) throws InterruptedException {
        return Ping.ping(core, NodeName.of(peer), timeout);
    }

    /** Everybody this node is connected to, or connecting to, sorted by name. */
    public List<PeerInfo> peers() {
        return core.peers();
    }

    /** What has been counted since the node started: for the node, and for each peer over all connections to it. */
    public NodeStatistics statistics() {
        return core.statistics();
    }

    /** What has been counted for one peer; all zero if it was never connected and never tried. */
    public PeerStatistics statistics(String peer) {
        return core.statistics(NodeName.of(peer));
    }

    /**
     * How peers are reached and let in: {@link Carriers#changePolicy} there moves a running cluster from TCP to TLS, and
     * {@link Carriers#certificateExpiry} is worth a gauge.
     */
    public Carriers carriers() {
        return core.carriers();
    }

    /** {@link #peers()} as a table for people. */
    public String peersTable() {
        return core.peersTable();
    }

    /**
     * Tells what happens to the node, its connections and its mailboxes.
     *
     * @param subscriber called on a virtual thread of its own, one event at a time, in order; it may take its time
     * @return closing it ends the subscription
     */
    public Subscription onEvent(Consumer<? super NodeEvent> subscriber) {
        return core.onEvent(subscriber);
    }

    /**
     * How many messages Erlang's rules had this node drop without telling the sender: those that came for a pid, name or alias that does not
     * exist, and those for a pid or alias of a peer's earlier incarnation, or for an alias of a peer too old to have any.
     */
    public long droppedMessages() {
        return core.dropped();
    }

    /**
     * How many signals of peers were ignored because no node may send them: of a kind that we do not know, or in the name of a process of
     * another node or of an earlier incarnation.
     */
    public long ignoredSignals() {
        return core.ignored();
    }

    /**
     * Writes what is queued, closes every connection, unregisters, and ends every mailbox: whoever waits for a message then gets
     * {@link IllegalStateException}. May be repeated; waits some seconds at most.
     */
    @Override
    public void close() {
        core.close();
    }

    @Override
    public String toString() {
        return "node " + core;
    }

    /** The settings of a node; every one has a default but the cookie, which is {@code ~/.erlang.cookie} then. */
    public static final class Builder {
        private final NodeOptions.Name name;
        private @Nullable Cookie cookie;
        private final Map<NodeName, Cookie> peerCookies = new HashMap<>();
        private boolean hidden = true;
        private Carriers carriers = Carriers.tcp();
        private @Nullable IdentityBinding binding;
        private ConnectionSettings connections = ConnectionSettings.DEFAULT;
        private ConnectRules rules = ConnectRules.DEFAULT;
        private Optional<NodeOptions.Listener> listener = Optional.of(NodeOptions.Listener.ANY);
        private @Nullable Integer epmdPort;
        private boolean embeddedEpmd;
        private @Nullable PeerResolver resolver;

        private Builder(NodeOptions.Name name) {
            this.name = name;
        }

        /** The secret of the cluster. */
        public Builder cookie(Cookie secret) {
            cookie = secret;
            return this;
        }

        /** The secret of the cluster. */
        public Builder cookie(String secret) {
            return cookie(Cookie.of(secret));
        }

        /** Another secret for one peer, as {@code erlang:set_cookie(Node, Cookie)}. */
        public Builder cookieFor(String peer, Cookie secret) {
            peerCookies.put(NodeName.of(peer), secret);
            return this;
        }

        /** Whether peers list this node under {@code nodes(hidden)} only; default true. */
        public Builder hidden(boolean whether) {
            hidden = whether;
            return this;
        }

        /** How peers are reached and let in; default TCP. */
        public Builder carriers(Carriers how) {
            carriers = how;
            return this;
        }

        /** How the certificate of a peer must fit its name; default not at all, as in OTP. */
        public Builder identityBinding(IdentityBinding rule) {
            binding = rule;
            return this;
        }

        /** {@code net_ticktime}, the same on all nodes of a cluster; default 60 s. A peer silent for this long is taken for dead. */
        public Builder tickTime(Duration time) {
            connections = connections.withTick(time, connections.tickIntensity());
            return this;
        }

        /** {@code net_setuptime}: how long a peer may take for each step of connecting; default 7 s, at most 120 s. */
        public Builder setupTime(Duration time) {
            connections = connections.withSetupTime(time);
            return this;
        }

        /** All times and limits of connections. */
        public Builder connections(ConnectionSettings settings) {
            connections = settings;
            return this;
        }

        /** {@code dist_auto_connect}: whether sending to a peer connects to it; default true. */
        public Builder autoConnect(AutoConnect when) {
            rules = rules.withAuto(when);
            return this;
        }

        /** How long one attempt to connect may take as a whole: look-up, carrier and handshake; default no limit but {@link #setupTime}'s. */
        public Builder connectTime(Duration time) {
            rules = rules.withLimit(time);
            return this;
        }

        /** Whom to meet, and nobody else, as {@code net_kernel:allow/1}; see {@link AllowList} for the entries. Default: everybody. */
        public Builder allow(Collection<String> entries) {
            rules = rules.withAllowed(rules.allowed().with(entries));
            return this;
        }

        /**
         * Peers that the node connects to by itself once it has started, and again whenever they are lost, whatever {@link #autoConnect}
         * says. The pauses between attempts double from a second to a minute ({@link #reconnectPauses}); each is shortened at random by
         * up to a half. The node's own name is passed over, so that all nodes of a cluster may be given one list.
         */
        public Builder keepConnected(Collection<String> peers) {
            rules = rules.withKeep(
                    Stream.concat(rules.keep().stream(), peers.stream().map(NodeName::of))
                            .distinct()
                            .toList());
            return this;
        }

        /** The pauses between attempts to reach peers that are kept connected; default from 1 s to 1 min. */
        public Builder reconnectPauses(Duration first, Duration longest) {
            rules = rules.withPauses(new Pauses(first, longest));
            return this;
        }

        /** Where to listen; default all interfaces, any port. */
        public Builder listen(InetAddress address, int minPort, int maxPort) {
            listener = Optional.of(new NodeOptions.Listener(Optional.of(address), minPort, maxPort));
            return this;
        }

        /** Where to listen; default all interfaces, any port. */
        public Builder listen(NodeOptions.Listener where) {
            listener = Optional.of(where);
            return this;
        }

        /** Do not listen and do not register, {@code -dist_listen false}: this node only dials. */
        public Builder noListener() {
            listener = Optional.empty();
            return this;
        }

        /** The port of EPMD, here and at every peer; default {@code ERL_EPMD_PORT} or 4369. */
        public Builder epmdPort(int port) {
            epmdPort = port;
            return this;
        }

        /** Whether this process becomes an EPMD itself if none answers; default false. */
        public Builder embeddedEpmd(boolean whether) {
            embeddedEpmd = whether;
            return this;
        }

        /** Do without EPMD: peers are where the resolver says, and nobody is told where this node listens. */
        public Builder resolver(PeerResolver where) {
            resolver = where;
            return this;
        }

        /**
         * Starts the node and returns when others can reach it.
         *
         * @throws SetteeException if its name or port is taken, EPMD does not answer, or a file cannot be used; the message says which
         */
        public ErlangNode start() throws InterruptedException {
            NodeOptions.Epmd epmd = resolver != null
                    ? new NodeOptions.Epmd.None(resolver)
                    : new NodeOptions.Epmd.Daemon(
                            epmdPort != null ? epmdPort : EpmdAddress.portFrom(System.getenv()), embeddedEpmd);
            return new ErlangNode(Node.start(new NodeOptions(
                    name,
                    cookie != null ? cookie : cookieOfHome(),
                    peerCookies,
                    hidden,
                    binding == null ? carriers : carriers.bound(binding),
                    connections,
                    rules,
                    listener,
                    epmd)));
        }

        private static Cookie cookieOfHome() {
            try {
                return Cookie.ofHome();
            } catch (UncheckedIOException e) {
                throw new ConfigException(
                        "no cookie was given, and ~/.erlang.cookie cannot be read (" + e.getCause()
                                + "). Give the cluster's cookie by -setcookie, or in code by cookie(…)",
                        e);
            }
        }
    }
}
