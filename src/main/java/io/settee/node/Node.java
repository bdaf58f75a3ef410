package io.settee.node;

import io.settee.carrier.Carriers;
import io.settee.connection.AcceptSetup;
import io.settee.connection.CloseReason;
import io.settee.connection.Connection;
import io.settee.control.Signal;
import io.settee.error.SetteeException;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core of a node: who is on it, whom it is connected to, and the way of signals between them. Features such as mailboxes stand on
 * it and it knows none of them.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final long CLOSE_SECONDS = 5;
    private static final Atom NOTSUP = new Atom("notsup");

    private final NodeOptions options;
    private final Presence presence;
    private final Peers peers;
    private final Routes routes;
    private final KeptPeers kept;
    private final EventBus events = new EventBus();
    private final Journal journal = new Journal(events);
    private final Naming naming;
    private final Residents residents;
    private final CertificateWatch certificates;

    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;
    private volatile Spawner spawner = (request, via) ->
            via.answer(new Signal.SpawnReply(request.id(), request.from(), 0, NOTSUP, request.token()));

    private volatile Supplier<Pid> leader = this::newPid;

    private Node(NodeOptions options) {
        this.options = options;
        this.presence = new Presence(options);
        this.naming = new Naming(options.name(), offer(), events, () -> spawner);
        this.residents = new Residents(naming, this::isClosed);
        this.peers = new Peers(
                options,
                naming::identity,
                presence::resolve,
                new Peers.Events() {
                    @Override
                    public SignalRouter connected(Connection connection, LocalIdentity.Named us) {
                        return naming.on(connection, us).router();
                    }

                    @Override
                    public void disconnected(Connection connection) {
                        lost(connection);
                    }
                },
                journal);
        this.routes = new Routes(naming, peers);
        this.certificates = CertificateWatch.start(options.carriers(), events::publish);
        this.kept = new KeptPeers(options.rules().pauses(), peer -> naming.inTurn(peer, peers::connect));
    }

    /** As {@link #start(NodeOptions, Consumer)}, for a node without anything on it. */
    public static Node start(NodeOptions options) throws InterruptedException {
        return start(options, node -> {});
    }

    /**
     * Starts a node: listens, registers with EPMD, and returns when others can reach it.
     *
     * @param furnish puts on the node what its peers expect there from their first message on; called when nobody has been let in, and
     *     the node knows its name, unless that is to be given by a peer
     * @throws SetteeException if the port or the name is taken, EPMD does not answer, or the peer that is to give the name cannot be reached
     */
    public static Node start(NodeOptions options, Consumer<? super Node> furnish) throws InterruptedException {
        var node = new Node(options);
        try {
            switch (options.name()) {
                case NodeOptions.Name.Own(NodeName name) -> node.startAs(name, furnish);
                case NodeOptions.Name.Given(String host, Optional<NodeName> by) -> {
                    furnish.accept(node);
                    if (by.isPresent()) node.routes.connect(by.get());
                }
            }
            options.rules().keep().forEach(node::keepConnected);
        } catch (RuntimeException | InterruptedException e) {
            node.close();
            throw e;
        }
        options.carriers().defaultsInForce().forEach(LOG::info);
        options.carriers().engines().forEach(LOG::info);
        options.carriers().notes().forEach(LOG::info);
        node.nameIfAny().ifPresent(name -> options.carriers().warnings(name).forEach(LOG::warn));
        LOG.info("{}: started, {}", node, node.isHidden() ? "hidden" : "visible");
        return node;
    }

    private void startAs(NodeName name, Consumer<? super Node> furnish) {
        // The port is needed to register, and the creation that registering gives is needed to accept; until then
        // nobody knows the port.
        var identity = new CompletableFuture<LocalIdentity.Named>();
        int port = presence.listen(new LateAcceptor(
                identity, us -> AcceptSetup.forEach(peers, options.connections(), us, options.carriers())));
        Creation creation = presence.announce(name, port);
        var named = new LocalIdentity.Named(name, offer(), creation);
        naming.become(named);
        furnish.accept(this);
        identity.complete(named);
    }

    /** Whether peers are told not to count on us: wanted so, or because they could not reach us (OTP, {@code -dist_listen false}). */
    public boolean isHidden() {
        return options.hidden() || options.listener().isEmpty();
    }

    private DistFlags offer() {
        return isHidden() ? DistFlags.OFFER : DistFlags.OFFER.with(DistFlags.PUBLISHED);
    }

    private void lost(Connection connection) {
        kept.lost(connection.peer(), Duration.between(connection.upSince(), Instant.now()));
        if (!closed) naming.lost(connection, this::endAllNamed);
    }

    private CompletableFuture<?> endAllNamed() {
        return peers.closeAll(new CloseReason(
                CloseReason.Kind.NAME_LOST, "the giver of this node's name is gone, and the name with it"));
    }

    private Incarnation self() {
        return naming.now();
    }

    /**
     * Its full name.
     *
     * @throws IllegalStateException if it waits for a peer to give it one
     */
    public NodeName name() {
        return self().identity().name();
    }

    /** Whether it has a name; one that a peer is to give may be missing. */
    public boolean hasName() {
        return naming.ifAny() != null;
    }

    private Optional<NodeName> nameIfAny() {
        return Optional.ofNullable(naming.ifAny()).map(known -> known.identity().name());
    }

    public Creation creation() {
        return self().identity().creation();
    }

    /** A pid that this node has never had. */
    public Pid newPid() {
        return self().identifiers().nextPid();
    }

    /** A reference that this node has never had. */
    public Ref newRef() {
        return self().identifiers().nextRef();
    }

    /** Who lives on this node. */
    public Residents residents() {
        return residents;
    }

    /**
     * What a layer above has once for each node, made when it is first asked for. Any thread.
     *
     * @param make must not ask for another of its kind
     */
    public <T> T shared(Class<T> kind, Function<? super Node, ? extends T> make) {
        return kind.cast(shared.computeIfAbsent(kind, k -> make.apply(this)));
    }

    /** From now on this one spawns what peers ask for. Until there is one they are told {@code notsup}. */
    public void spawnBy(Spawner spawner) {
        this.spawner = spawner;
    }

    /** From now on this one gives the {@link #groupLeader}. Until there is one it is a process that does not exist. */
    public void groupLeaderBy(Supplier<Pid> leader) {
        this.leader = leader;
    }

    /** The group leader of what is spawned for a process that has none of its own: where its output goes. */
    public Pid groupLeader() {
        return leader.get();
    }

    /** The ways to other nodes, and the one within this node. */
    public Routes routes() {
        return routes;
    }

    /**
     * Connects to a peer in the background, and again whenever that fails or the connection is lost, until {@link #disconnect} or
     * {@link #close}. This node itself is passed over, so that all nodes of a cluster may be given one list.
     */
    public void keepConnected(NodeName peer) {
        Incarnation known = naming.ifAny();
        if (known != null && known.identity().name().equals(peer)) return;
        routes.checkSameKind(peer);
        kept.keep(peer);
    }

    /** Adds to those who may be met; see {@link AllowList} for the entries. Connections that are up stay. */
    public void allow(Collection<String> entries) {
        peers.gate().allow(entries);
    }

    /** Ends the connection to a peer, if there is one, and keeping it up; returns when its end has been told everywhere. */
    public void disconnect(NodeName peer) throws InterruptedException {
        kept.release(peer);
        await(peers.disconnect(peer).toCompletableFuture());
    }

    /** {@code nodes/1}: the nodes of any of these kinds, sorted by name. */
    public SortedSet<NodeName> nodes(NodeKind... kinds) {
        var nodes = new TreeSet<NodeName>();
        for (NodeKind kind : kinds) {
            if (kind == NodeKind.THIS || kind == NodeKind.KNOWN) nameIfAny().ifPresent(nodes::add);
            if (kind == NodeKind.KNOWN) nodes.addAll(journal.connectedOnce());
            peers.list().stream().filter(kind::lists).map(PeerInfo::node).forEach(nodes::add);
        }
        return nodes;
    }

    /** {@code erlang:set_cookie/2}: the secret that is shared with this peer, from the next connection on. */
    public void setCookie(NodeName peer, Cookie secret) {
        peers.cookies().set(peer, secret);
    }

    /** {@code erlang:set_cookie/1}: the secret that is shared with all peers that have none of their own, from the next connection on. */
    public void setCookie(Cookie secret) {
        peers.cookies().set(secret);
    }

    /** Everybody we are connected to, or connecting to, sorted by name. */
    public List<PeerInfo> peers() {
        return peers.list();
    }

    /** What has been counted since the node started. */
    public NodeStatistics statistics() {
        return journal.statistics(residents.dropped(), residents.ignored());
    }

    /** What has been counted for one peer; all zero if it was never connected and never tried. */
    public PeerStatistics statistics(NodeName peer) {
        return journal.statistics(peer);
    }

    /** How peers are reached and let in; the policy may be changed there. */
    public Carriers carriers() {
        return options.carriers();
    }

    /** {@link #peers()} as a table for people. */
    public String peersTable() {
        return PeersTable.of(peers.list());
    }

    /**
     * Subscribes to what happens to the connections.
     *
     * @param subscriber called on a virtual thread of its own, one event at a time, in order
     * @return closes the subscription
     */
    public Subscription onEvent(Consumer<? super NodeEvent> subscriber) {
        return events.subscribe(subscriber);
    }

    /** Tells an event to all subscribers; does not wait for them. */
    public void publish(NodeEvent event) {
        events.publish(event);
    }

    public boolean isClosed() {
        return closed;
    }

    /**
     * Ends the node: writes what is queued, closes every connection, unregisters, and ends all that lives on it. May be repeated;
     * waits for peers that do not close their side as {@link Connection#close} says, and 5 s at most.
     */
    @Override
    public void close() {
        if (!closing.compareAndSet(false, true)) {
            awaitEnd();
            return;
        }
        closed = true;
        certificates.close();
        kept.close();
        try {
            await(peers.close().toCompletableFuture());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            presence.close();
            Incarnation known = naming.ifAny();
            if (known != null) known.registry().all().forEach(Recipient::nodeClosed);
            events.close();
            ended.countDown();
        }
    }

    /** Somebody else is closing the node: whoever wants its name or port next has to wait for that. */
    private void awaitEnd() {
        try {
            if (!ended.await(CLOSE_SECONDS, TimeUnit.SECONDS))
                LOG.debug("{}: another thread is still closing it", this);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return nameIfAny().map(NodeName::toString).orElse("a node without a name");
    }

    private static void await(CompletableFuture<?> end) throws InterruptedException {
        try {
            end.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("a connection did not end within {} s of its close; it is left to the event loop", CLOSE_SECONDS);
        } catch (ExecutionException e) {
            throw Peers.unwrapped(e.getCause() == null ? e : e.getCause());
        }
    }
}
