package io.settee;

import io.settee.behaviour.GenServer;
import io.settee.behaviour.StartException;
import io.settee.call.Caller;
import io.settee.call.Gen;
import io.settee.call.GenMulticall;
import io.settee.call.Multicall;
import io.settee.call.Rpc;
import io.settee.carrier.Carriers;
import io.settee.cluster.Global;
import io.settee.cluster.Pg;
import io.settee.cluster.PgScopes;
import io.settee.config.VmArgs;
import io.settee.error.ConfigException;
import io.settee.error.SetteeException;
import io.settee.export.ExportStatistics;
import io.settee.export.Exporter;
import io.settee.export.Exports;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.io.Console;
import io.settee.io.GroupLeader;
import io.settee.io.LoggedOutput;
import io.settee.io.Output;
import io.settee.node.AllowList;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.NodeKind;
import io.settee.node.NodeOptions;
import io.settee.node.NodeStatistics;
import io.settee.node.PeerInfo;
import io.settee.node.PeerStatistics;
import io.settee.node.Subscription;
import io.settee.process.Bound;
import io.settee.process.JavaProcess;
import io.settee.process.Mailbox;
import io.settee.process.NameTakenException;
import io.settee.process.Ping;
import io.settee.process.ProcessBody;
import io.settee.process.ProcessStart;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Consumer;

/**
 * A node of an Erlang cluster in this process.
 *
 * {@snippet class="io.settee.ReadmeExamples" region="first"}
 *
 * <p>All methods may be called from any thread. Those that say so wait, which costs a virtual thread nothing.
 */
public final class ErlangNode implements AutoCloseable {
    /** How long a group leader may take to print what it is given at once. */
    private static final Duration OUTPUT_LIMIT = Duration.ofMinutes(1);

    private final Node core;
    private final PgScopes pg;
    private final Exporter exporter;
    private final Caller caller;
    private final Global global;

    ErlangNode(Node core, Exporter exporter) {
        this.core = core;
        this.pg = new PgScopes(core);
        this.exporter = exporter;
        this.caller = Caller.of(core);
        this.global = new Global(core, caller, exporter::answerGlobal);
        core.groupLeaderBy(new LoggedOutput(core, caller));
    }

    /**
     * Begins a node with this name.
     *
     * @param name {@code name@host}; the host must lead other nodes here
     * @throws IllegalArgumentException if no BEAM would accept the name
     */
    public static ErlangNodeBuilder named(String name) {
        return new ErlangNodeBuilder(new NodeOptions.Name.Own(NodeName.of(name)));
    }

    /**
     * Begins a node that is given its name by a peer, as {@code erl -sname undefined} is: right for short-lived
     * tools, whose ever new names would fill the peer's atom table. It cannot be dialled. When the connection to that peer ends, the
     * node loses its name, and with it all its connections and mailboxes; the next peer that it connects to gives it one again.
     *
     * @param host the part of the name after the {@code @}
     * @param by the peer; connected when {@link ErlangNodeBuilder#start} returns
     */
    public static ErlangNodeBuilder namedBy(String host, String by) {
        return new ErlangNodeBuilder(new NodeOptions.Name.Given(host, Optional.of(NodeName.of(by)))).noListener();
    }

    /**
     * As {@link #namedBy}, by the first peer that it connects to: until {@link #connect} has returned, or a peer of
     * {@link ErlangNodeBuilder#keepConnected} has been reached, it has no name and can have no mailbox.
     */
    public static ErlangNodeBuilder namedByFirstPeer(String host) {
        return new ErlangNodeBuilder(new NodeOptions.Name.Given(host, Optional.empty())).noListener();
    }

    /**
     * Begins a node with the settings of a BEAM node's {@code vm.args} and of {@code ERL_FLAGS} and its kin in this process's
     * environment: name, cookie, carrier, TLS option file, times, listener. It is hidden even without {@code -hidden}. A node called
     * {@code undefined} is one {@link #namedByFirstPeer}.
     *
     * @throws ConfigException if something in it cannot be used, or a TLS file it names; the message begins with file and line
     */
    public static ErlangNodeBuilder fromVmArgs(Path file) {
        return fromVmArgs(VmArgs.read(file, System.getenv()));
    }

    /** As {@link #fromVmArgs(Path)}, read already. */
    public static ErlangNodeBuilder fromVmArgs(VmArgs args) {
        return ErlangNodeBuilder.of(args);
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
     * @throws NameTakenException if the name is taken
     */
    public Mailbox mailbox(String name) {
        return named(name, mailbox());
    }

    /**
     * A mailbox with a name in which only so many messages may wait.
     *
     * @throws NameTakenException if the name is taken
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

    /** Starts a process: code on a virtual thread with a mailbox of its own, {@code spawn/1}. Does not wait. */
    public JavaProcess spawn(ProcessBody body) {
        return newProcess().start(body);
    }

    /** Begins a process that has a name, a bound, links or a group leader before it runs. */
    public ProcessStart newProcess() {
        return ProcessStart.on(core);
    }

    /**
     * Starts a server, {@code gen_server:start/3}; waits until its {@code init} has returned. {@link GenServer#start} takes more settings.
     *
     * @throws StartException if {@code init} failed, stopped or ignored
     */
    public JavaProcess start(GenServer server) throws InterruptedException {
        return server.start(newProcess());
    }

    /**
     * Starts a server with a registered name, {@code gen_server:start({local, Name}, ...)}.
     *
     * @throws StartException also if the name is taken, with reason {@code {already_started, Pid}}
     */
    public JavaProcess start(String name, GenServer server) throws InterruptedException {
        return server.start(newProcess().named(name));
    }

    /**
     * What Erlang may call here from now on, and nothing else; calls that run go on. See {@link Exports}.
     *
     * @see ErlangNodeBuilder#exports
     */
    public void export(Exports exports) {
        exporter.export(exports);
    }

    /** What Erlang may call here now; nothing at first. */
    public Exports exports() {
        return exporter.exports();
    }

    /** What has come of the calls of exported functions so far. */
    public ExportStatistics exportStatistics() {
        return exporter.statistics();
    }

    /** The pid of the mailbox with this name. */
    public Optional<Pid> whereis(String name) {
        return core.residents().whereis(name);
    }

    /** All names of mailboxes, sorted; {@code net_kernel} is one of them, and {@code global_name_server} if the node is visible. */
    public Set<String> registered() {
        return core.residents().registered();
    }

    /** A reference that nobody has had before, for telling answers apart. */
    public Ref newRef() {
        return core.newRef();
    }

    /** The process groups of the scope {@code pg}, which on a BEAM {@code pg:start_link()} starts. */
    public Pg pg() {
        return pg("pg");
    }

    /**
     * The process groups of a scope, {@code pg:start_link(Scope)}; it is open from the first call until it is closed.
     *
     * @throws IllegalStateException if a mailbox has its name
     */
    public Pg pg(String scope) {
        return pg.scope(scope);
    }

    /** Names of the whole cluster, OTP's {@code global}, by way of the members that are connected. */
    public Global global() {
        return global;
    }

    /**
     * Connects to a peer, or does nothing if it is connected. Sending does this by itself, unless {@link ErlangNodeBuilder#autoConnect} says
     * otherwise; this is for those who want to know at once.
     *
     * @throws SetteeException if it cannot be reached; the message says at which step and why
     */
    public void connect(String peer) throws InterruptedException {
        core.routes().connect(NodeName.of(peer));
    }

    /**
     * Connects to a peer in the background, and again whenever that fails or the connection is lost, with growing pauses, until
     * {@link #disconnect} or {@link #close}. Does not wait. This node's own name is passed over.
     *
     * @see ErlangNodeBuilder#keepConnected
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

    /** Functions on a peer, to be called as {@code erpc} does. */
    public Rpc rpc(String peer) {
        return caller.rpc(NodeName.of(peer));
    }

    /** Functions on many peers at once. */
    public Multicall multicall(List<String> peers) {
        return caller.multicall(peers.stream().map(NodeName::of).toList());
    }

    /** A server with this name on a peer, to be called as {@code gen_server} does. */
    public Gen gen(String name, String peer) {
        return caller.gen(name, NodeName.of(peer));
    }

    /** The servers with this name on many peers, to be asked at once as {@code gen_server:multi_call} does. */
    public GenMulticall gen(String name, List<String> peers) {
        return caller.gen(name, peers.stream().map(NodeName::of).toList());
    }

    /** A server with this pid, to be called as {@code gen_server} does. */
    public Gen gen(Pid server) {
        return caller.gen(server);
    }

    /** {@code nodes/0}: the visible nodes that this one is connected to, sorted by name. */
    public SortedSet<NodeName> nodes() {
        return core.nodes(NodeKind.VISIBLE);
    }

    /** {@code nodes/1}: the nodes of any of these kinds, sorted by name. */
    public SortedSet<NodeName> nodes(NodeKind... kinds) {
        return core.nodes(kinds);
    }

    /** {@code erlang:set_cookie/1}: the secret of the cluster, from the next connection on. */
    public void setCookie(Cookie secret) {
        core.setCookie(secret);
    }

    /** {@code erlang:set_cookie/2}: another secret for one peer, from the next connection on. */
    public void setCookie(String peer, Cookie secret) {
        core.setCookie(NodeName.of(peer), secret);
    }

    /**
     * A group leader: what processes elsewhere print to it arrives at the console. What has none goes to the logger {@code io.settee.output}.
     *
     * @return to be closed when nothing is printed to it any more
     */
    public GroupLeader groupLeader(Console console) {
        return GroupLeader.open(core, caller, console);
    }

    /** Prints to a group leader, as a rule that of a process of another node. */
    public Output outputTo(Pid groupLeader) {
        return new Output(caller, groupLeader, OUTPUT_LIMIT);
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

    /** How many calls of this node, by {@link Rpc} and {@link Gen}, wait for their end. */
    public int waitingCalls() {
        return caller.waiting();
    }

    /**
     * How many messages Erlang's rules had this node drop without telling the sender: those that came for a pid, name or alias that does not
     * exist, and those for a pid or alias of a peer's earlier incarnation, or for an alias of a peer too old to have any.
     */
    public long droppedMessages() {
        return core.residents().dropped();
    }

    /**
     * How many signals of peers were ignored because no node may send them: of a kind that we do not know, or in the name of a process of
     * another node or of an earlier incarnation.
     */
    public long ignoredSignals() {
        return core.residents().ignored();
    }

    /**
     * Writes what is queued, closes every connection, unregisters, and ends every mailbox: whoever waits for a message then gets
     * {@link IllegalStateException}. May be repeated. Takes milliseconds, and 3 s if a peer does not close its side, as one that is frozen does not: so long
     * it may read what was sent. 5 s at most.
     */
    @Override
    public void close() {
        core.close();
    }

    @Override
    public String toString() {
        return "node " + core;
    }
}
