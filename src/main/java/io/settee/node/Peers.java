package io.settee.node;

import io.settee.carrier.Carrier;
import io.settee.connection.Addresses;
import io.settee.connection.CloseReason;
import io.settee.connection.Connection;
import io.settee.connection.ConnectionOwner;
import io.settee.connection.DialSetup;
import io.settee.connection.SignalSink;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.handshake.HandshakeMessage.Named;
import io.settee.handshake.HandshakeMessage.Status;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.Cookie;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of a node: at most one to each peer, and at most one attempt to make one.
 *
 * <p>All who want a peer that is not connected share one attempt. When both sides dial at once, the attempt of the node
 * with the greater name survives (OTP "Distribution Handshake", status {@code nok} and {@code ok_simultaneous}). Ours is not given up for a claim
 * that has proved nothing yet: a real peer with the greater name ends it by {@code nok}, an impostor cannot.
 *
 * <p>Threads: {@code up} is read without a lock; it and {@code dials} are changed together under {@code lock}, which is never held
 * across I/O or a callback.
 */
final class Peers implements ConnectionOwner {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final SecureRandom RANDOM = new SecureRandom();

    private final NodeOptions options;
    private final Supplier<LocalIdentity> self;
    private final PeerResolver resolver;
    private final Events events;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PeerRoute> up = new ConcurrentHashMap<>();
    private final Map<NodeName, Dial> dials = new HashMap<>(); // guarded by lock
    private boolean closed; // guarded by lock

    /** What the node does when a connection comes and goes. */
    interface Events {
        /** Who takes the signals of a new connection. */
        SignalRouter connected(Connection connection, LocalIdentity.Named self);

        void publish(NodeEvent event);
    }

    /** One attempt to reach a peer, and all who wait for it. */
    private static final class Dial {
        private final CompletableFuture<Route> result = new CompletableFuture<>();
        private final String carrier;
        private volatile @Nullable CompletableFuture<Connection> handshake;

        Dial(String carrier) {
            this.carrier = carrier;
        }

        void abandon() {
            CompletableFuture<Connection> running = handshake;
            if (running != null) running.cancel(false);
        }
    }

    Peers(NodeOptions options, Supplier<LocalIdentity> self, PeerResolver resolver, Events events) {
        this.options = options;
        this.self = self;
        this.resolver = resolver;
        this.events = events;
    }

    /** The route to a connected peer. Any thread, no lock. */
    @Nullable
    Route routeIfUp(String peer) {
        return up.get(peer);
    }

    /** The route to a peer, now or when the attempt that this starts or joins has ended. */
    CompletableFuture<Route> route(NodeName peer) {
        Route existing = up.get(peer.toString());
        if (existing != null) return CompletableFuture.completedFuture(existing);
        Carrier carrier = options.carriers().forPeer(peer);
        Dial dial;
        lock.lock();
        try {
            existing = up.get(peer.toString());
            if (existing != null) return CompletableFuture.completedFuture(existing);
            if (closed) return CompletableFuture.failedFuture(new IllegalStateException("the node is closed"));
            dial = dials.get(peer);
            if (dial != null) return dial.result;
            dial = new Dial(carrier.name());
            dials.put(peer, dial);
        } finally {
            lock.unlock();
        }
        Dial mine = dial;
        Thread.ofVirtual().name("settee-dial-" + peer).start(() -> dial(peer, carrier, mine));
        return dial.result;
    }

    private void dial(NodeName peer, Carrier carrier, Dial dial) {
        try {
            SocketAddress at = carrier.transport().addressOf(peer).orElseGet(() -> resolver.resolve(peer));
            CompletableFuture<Connection> handshake =
                    DialSetup.dial(this, options.connections(), self.get(), peer, carrier, at);
            dial.handshake = handshake;
            handshake.whenComplete((connection, error) -> {
                if (error != null) failed(peer, dial, error);
            });
            if (dial.result.isDone()) dial.abandon();
        } catch (RuntimeException e) {
            failed(peer, dial, e);
        }
    }

    private void failed(NodeName peer, Dial dial, Throwable error) {
        if (error instanceof HandshakeException h && h.reason() == HandshakeException.Reason.NOK) {
            // The peer is dialling us and its attempt wins: it must arrive within the time a handshake may take.
            long nanos = options.connections().setupTime().toNanos();
            CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS).execute(() -> giveUp(peer, dial, h));
        } else {
            giveUp(peer, dial, error);
        }
    }

    private void giveUp(NodeName peer, Dial dial, Throwable error) {
        lock.lock();
        try {
            dials.remove(peer, dial);
        } finally {
            lock.unlock();
        }
        dial.result.completeExceptionally(error);
    }

    @Override
    public Cookie cookieFor(NodeName peer) {
        return options.peerCookies().getOrDefault(peer, options.cookie());
    }

    @Override
    public Verdict admit(NodeName claimed, Carrier carrier, SocketAddress from) {
        if (!options.carriers().permits(claimed, carrier)) {
            LOG.warn(
                    "{}: refused, it came over {} from {}, and the carrier policy wants another carrier for it",
                    claimed,
                    carrier.name(),
                    Addresses.text(from));
            return Verdict.NOT_ALLOWED;
        }
        boolean weDial;
        lock.lock();
        try {
            if (closed) return Verdict.NOT_ALLOWED;
            if (up.containsKey(claimed.toString())) return Verdict.ALIVE;
            weDial = dials.containsKey(claimed);
        } finally {
            lock.unlock();
        }
        if (!weDial) return Verdict.OK;
        return self.get() instanceof LocalIdentity.Named(var name, var offer, var creation)
                        && name.compareTo(claimed) > 0
                ? Verdict.NOK
                : Verdict.OK_SIMULTANEOUS;
    }

    @Override
    public Status assignName(String host) {
        // Random, so that nobody can guess the next one; the BEAM draws from the same alphabet.
        var name = new StringBuilder();
        for (int i = 0; i < 12; i++) name.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".charAt(RANDOM.nextInt(36)));
        return new Named(new NodeName(name.toString(), host), Creation.random());
    }

    @Override
    public CompletionStage<?> dropOld(NodeName peer) {
        PeerRoute old = up.get(peer.toString());
        if (old == null) return CompletableFuture.completedFuture(null);
        return old.connection()
                .close(new CloseReason(
                        CloseReason.Kind.REPLACED, "the peer came again and has given up this connection"));
    }

    @Override
    public SignalSink up(Connection connection, LocalIdentity.Named us) {
        var route = new PeerRoute(connection, events.connected(connection, us), this::down);
        PeerRoute old;
        Dial dial;
        boolean refuse;
        lock.lock();
        try {
            refuse = closed;
            dial = dials.remove(connection.peer());
            old = up.put(connection.peer().toString(), route);
        } finally {
            lock.unlock();
        }
        if (old != null)
            old.connection().close(new CloseReason(CloseReason.Kind.REPLACED, "two connections came up at once"));
        if (refuse) connection.close(new CloseReason(CloseReason.Kind.DISCONNECT, "the node stops"));
        LOG.info(
                "{}: up over {}{}, {}",
                connection.peer(),
                connection.carrier(),
                connection.tls().map(t -> " " + t.version()).orElse(""),
                connection.hidden() ? "hidden" : "visible");
        events.publish(new NodeEvent.PeerUp(PeerInfo.of(connection)));
        if (dial != null) {
            dial.result.complete(route);
            if (!connection.dialled()) dial.abandon();
        }
        return route;
    }

    private void down(PeerRoute route, CloseReason reason) {
        Connection connection = route.connection();
        lock.lock();
        try {
            up.remove(connection.peer().toString(), route);
        } finally {
            lock.unlock();
        }
        LOG.info("{}: down, {}", connection.peer(), reason.detail());
        events.publish(new NodeEvent.PeerDown(PeerInfo.of(connection), reason));
    }

    @Override
    public void refused(SocketAddress from, Optional<NodeName> claimed, RuntimeException why) {
        String address = Addresses.text(from);
        LOG.info(
                "{}: not accepted from {}: {}", claimed.map(NodeName::toString).orElse("?"), address, why.getMessage());
        events.publish(new NodeEvent.Refused(address, claimed, String.valueOf(why.getMessage())));
    }

    /** Everybody we are connected to, or connecting to, by name. */
    List<PeerInfo> list() {
        var peers = new ArrayList<PeerInfo>();
        up.values().forEach(route -> peers.add(PeerInfo.of(route.connection())));
        lock.lock();
        try {
            dials.forEach((peer, dial) -> peers.add(PeerInfo.connecting(peer, dial.carrier)));
        } finally {
            lock.unlock();
        }
        peers.sort((a, b) -> a.node().compareTo(b.node()));
        return peers;
    }

    /** Ends the connection to a peer; done when its end has been told. */
    CompletionStage<?> disconnect(NodeName peer) {
        PeerRoute route = up.get(peer.toString());
        if (route == null) return CompletableFuture.completedFuture(null);
        return route.connection().close(new CloseReason(CloseReason.Kind.DISCONNECT, "disconnected by us"));
    }

    /** Ends everything; no connection comes up afterwards. */
    CompletionStage<?> close() {
        List<Dial> pending;
        lock.lock();
        try {
            closed = true;
            pending = List.copyOf(dials.values());
            dials.clear();
        } finally {
            lock.unlock();
        }
        for (Dial dial : pending) {
            dial.abandon();
            dial.result.completeExceptionally(new IllegalStateException("the node was closed while connecting"));
        }
        var ends = new ArrayList<CompletableFuture<?>>();
        for (PeerRoute route : up.values()) {
            ends.add(route.connection()
                    .close(new CloseReason(CloseReason.Kind.DISCONNECT, "this node stops"))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
    }

    /** What a failed attempt is told to one of those who waited: the very exception, if it is one of ours. */
    static RuntimeException unwrapped(Throwable error) {
        if (error instanceof SetteeException s) return s;
        return error instanceof RuntimeException r ? r : new IllegalStateException(error);
    }
}
