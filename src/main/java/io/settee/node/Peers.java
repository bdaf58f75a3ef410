package io.settee.node;

import io.settee.carrier.Carrier;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.Transport;
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
import io.settee.recording.ConnectEvent;
import io.settee.recording.Recorder;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
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
import org.slf4j.event.Level;

/**
 * The connections of a node: at most one to each peer, and at most one attempt to make one.
 *
 * <p>All who want a peer that is not connected share one attempt. When both sides dial at once, the attempt of the node
 * with the greater name survives (OTP "Distribution Handshake", status {@code nok} and {@code ok_simultaneous}). Ours is not given up for a claim
 * that has proved nothing yet: a real peer with the greater name ends it by {@code nok}, an impostor cannot.
 *
 * <p>While a peer that dialled us is shaking hands we do not dial it, or each side might end the attempt that the other side has kept.
 * Whoever wants the peer then waits for that handshake, though no longer than one of its steps may take: an impostor who only claims
 * the name delays us that long and no more.
 *
 * <p>Threads: {@code up} is read without a lock; it and {@code dials} are changed together under {@code lock}, which is never held
 * across I/O or a callback.
 */
final class Peers implements ConnectionOwner {
    private static final int MOST_OVERTAKEN = 3;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final NodeOptions options;
    private final Supplier<LocalIdentity> self;
    private final PeerResolver resolver;
    private final Events events;
    private final Journal journal;
    private final Gate gate;
    private final Cookies cookies;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, PeerRoute> up = new ConcurrentHashMap<>();
    private final Map<NodeName, Dial> dials = new HashMap<>(); // guarded by lock
    /** How many handshakes are under way with those who dialled us under each name and were let in. */
    private final Map<NodeName, Integer> claims = new HashMap<>(); // guarded by lock

    private boolean closed; // guarded by lock

    /** What the node does when a connection comes and goes. */
    interface Events {
        /** Who takes the signals of a new connection. */
        SignalRouter connected(Connection connection, LocalIdentity.Named self);

        /** A connection is gone; told before the event, and after all who had something on it. */
        void disconnected(Connection connection);
    }

    /** One attempt to reach a peer, and all who wait for it. */
    private static final class Dial {
        private final CompletableFuture<Route> result = new CompletableFuture<>();
        /** As the peer's name tells it, then as its address does. */
        private volatile Carrier carrier;

        private boolean started; // guarded by the lock of Peers
        private int overtaken; // by one attempt at a time
        private volatile @Nullable CompletableFuture<Connection> handshake;

        Dial(NodeName peer, Carrier carrier) {
            this.carrier = carrier;
            if (Recorder.isOn()) record(peer);
        }

        private void record(NodeName peer) {
            var recorded = new ConnectEvent(peer.toString(), carrier.name());
            result.whenComplete(
                    (route, error) -> recorded.ended(error == null ? "up" : String.valueOf(error.getMessage())));
        }

        void abandon() {
            CompletableFuture<Connection> running = handshake;
            if (running != null) running.cancel(false);
        }
    }

    Peers(NodeOptions options, Supplier<LocalIdentity> self, PeerResolver resolver, Events events, Journal journal) {
        this.options = options;
        this.self = self;
        this.resolver = resolver;
        this.events = events;
        this.journal = journal;
        this.gate = new Gate(options.rules());
        this.cookies = new Cookies(options.cookie(), options.peerCookies());
    }

    /** The route to a connected peer. Any thread, no lock. */
    @Nullable
    Route routeIfUp(String peer) {
        return up.get(peer);
    }

    /** The route to a peer that somebody sends to: {@link #connect}, if the rules have sending connect. */
    CompletableFuture<Route> route(NodeName peer) {
        return route(peer, true);
    }

    /** The route to a peer, now or when the attempt that this starts or joins has ended. */
    CompletableFuture<Route> connect(NodeName peer) {
        return route(peer, false);
    }

    private CompletableFuture<Route> route(NodeName peer, boolean automatic) {
        Route existing = up.get(peer.toString());
        if (existing != null) return CompletableFuture.completedFuture(existing);
        Optional<SetteeException> refusal = gate.refusal(peer, automatic);
        Carrier carrier = options.carriers().forPeer(peer);
        Dial dial;
        boolean now;
        lock.lock();
        try {
            existing = up.get(peer.toString());
            if (existing != null) return CompletableFuture.completedFuture(existing);
            if (closed) return CompletableFuture.failedFuture(new IllegalStateException("the node is closed"));
            dial = dials.get(peer);
            if (dial != null) return dial.result;
            if (refusal.isPresent()) return CompletableFuture.failedFuture(refusal.get());
            dial = new Dial(peer, carrier);
            dials.put(peer, dial);
            // Decided under the same lock as the verdict on a claim: had both passed, the peer would end the one for
            // the other.
            now = !claims.containsKey(peer);
            dial.started = now;
        } finally {
            lock.unlock();
        }
        Dial mine = dial;
        options.rules().limit().ifPresent(limit -> after(limit, () -> overdue(peer, mine, limit)));
        startOrWait(peer, mine, now);
        return dial.result;
    }

    private void startOrWait(NodeName peer, Dial dial, boolean now) {
        if (now) launch(peer, dial);
        else after(options.connections().setupTime(), () -> startAfterAll(peer, dial));
    }

    /** The claim that it waited for is over. Once; and not at all if the peer has come by itself meanwhile. */
    private void startAfterAll(NodeName peer, Dial dial) {
        lock.lock();
        try {
            if (dial.started || dials.get(peer) != dial) return;
            dial.started = true;
        } finally {
            lock.unlock();
        }
        launch(peer, dial);
    }

    private void launch(NodeName peer, Dial dial) {
        options.carriers().policy().remark(peer).ifPresent(warning -> journal.warnOnce(peer, warning));
        Thread.ofVirtual().name("settee-dial-" + peer).start(() -> dial(peer, dial));
    }

    private static void after(Duration time, Runnable task) {
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }

    private void dial(NodeName peer, Dial dial) {
        try {
            SocketAddress at =
                    options.carriers().transport(dial.carrier).addressOf(peer).orElseGet(() -> resolver.resolve(peer));
            Carrier carrier = options.carriers().forPeer(peer, at);
            dial.carrier = carrier;
            var handshake = new CompletableFuture<Connection>();
            dial.handshake = handshake;
            // Whoever ends the dial from here on finds the handshake and cancels it; who has ended it before is seen
            // here.
            if (dial.result.isDone()) return;
            handshake.whenComplete((connection, error) -> {
                if (error != null) failed(peer, dial, error);
            });
            Transport transport = options.carriers().transport(carrier);
            DialSetup.dial(this, options.connections(), self.get(), peer, carrier, transport, at, handshake);
        } catch (RuntimeException e) {
            failed(peer, dial, e);
        }
    }

    private void failed(NodeName peer, Dial dial, Throwable error) {
        HandshakeException.Reason reason = error instanceof HandshakeException h ? h.reason() : null;
        if (reason == HandshakeException.Reason.NOK) {
            // The peer is dialling us and its attempt wins: it must arrive within the time a handshake may take.
            after(options.connections().setupTime(), () -> giveUp(peer, dial, error));
        } else if (reason == HandshakeException.Reason.ALIVE && ++dial.overtaken <= MOST_OVERTAKEN) {
            // Somebody who dials us has its name. If that was not the peer itself we have to try again.
            startAgain(peer, dial);
        } else {
            giveUp(peer, dial, error);
        }
    }

    private void startAgain(NodeName peer, Dial dial) {
        boolean now;
        lock.lock();
        try {
            if (dials.get(peer) != dial) return;
            now = !claims.containsKey(peer);
            dial.started = now;
        } finally {
            lock.unlock();
        }
        startOrWait(peer, dial, now);
    }

    private void giveUp(NodeName peer, Dial dial, Throwable error) {
        lock.lock();
        try {
            dials.remove(peer, dial);
        } finally {
            lock.unlock();
        }
        if (dial.result.completeExceptionally(error)) journal.failed(peer, error);
    }

    private void overdue(NodeName peer, Dial dial, Duration limit) {
        if (dial.result.isDone()) return;
        String stage = dial.handshake == null
                ? "its address was still being looked up, or its own attempt to reach us awaited"
                : "the connection, or its handshake, was under way";
        giveUp(
                peer,
                dial,
                new HandshakeException(
                        HandshakeException.Reason.TIMEOUT,
                        peer,
                        "not connected within the time limit of " + limit.toMillis() + " ms; " + stage + "."));
        dial.abandon();
    }

    @Override
    public Cookie cookieFor(NodeName peer) {
        return cookies.forPeer(peer);
    }

    @Override
    public Verdict admit(NodeName claimed, CarrierReady how, SocketAddress from) {
        if (!gate.admits(claimed) || refused(claimed, how, from)) return Verdict.NOT_ALLOWED;
        lock.lock();
        try {
            if (closed) return Verdict.NOT_ALLOWED;
            Verdict verdict = verdict(claimed);
            if (verdict != Verdict.NOK) claims.merge(claimed, 1, Integer::sum);
            return verdict;
        } finally {
            lock.unlock();
        }
    }

    private Verdict verdict(NodeName claimed) {
        if (up.containsKey(claimed.toString())) return Verdict.ALIVE;
        Dial dial = dials.get(claimed);
        if (dial == null || !dial.started) return Verdict.OK;
        return self.get() instanceof LocalIdentity.Named(var name, var offer, var creation)
                        && name.compareTo(claimed) > 0
                ? Verdict.NOK
                : Verdict.OK_SIMULTANEOUS;
    }

    private boolean refused(NodeName claimed, CarrierReady how, SocketAddress from) {
        Optional<NodeName> us =
                self.get() instanceof LocalIdentity.Named named ? Optional.of(named.name()) : Optional.empty();
        Optional<String> why = options.carriers().refusal(claimed, how, from, us);
        why.ifPresent(text ->
                journal.limited(Level.WARN, from, claimed + ": refused from " + Addresses.text(from) + ": " + text));
        return why.isPresent();
    }

    @Override
    public Optional<String> mistrust(NodeName dialled, CarrierReady how) {
        return options.carriers().refusal(dialled, how);
    }

    @Override
    public void claimOver(NodeName claimed) {
        Dial waiting;
        lock.lock();
        try {
            int left = claims.merge(claimed, -1, Integer::sum);
            if (left > 0) return;
            claims.remove(claimed);
            waiting = dials.get(claimed);
        } finally {
            lock.unlock();
        }
        if (waiting != null) startAfterAll(claimed, waiting);
    }

    @Override
    public Status assignName(String host, CarrierReady how, SocketAddress from) {
        if (!gate.admitsNameless(host)) return Verdict.NOT_ALLOWED;
        // Random, so that nobody can guess the next one; the BEAM draws from the same alphabet.
        var name = new StringBuilder();
        for (int i = 0; i < 12; i++) name.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".charAt(RANDOM.nextInt(36)));
        var given = new NodeName(name.toString(), host);
        return refused(given, how, from) ? Verdict.NOT_ALLOWED : new Named(given, Creation.random());
    }

    @Override
    public boolean hasCome(NodeName peer) {
        lock.lock();
        try {
            return up.containsKey(peer.toString()) || claims.containsKey(peer);
        } finally {
            lock.unlock();
        }
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
        journal.up(connection);
        if (dial != null) {
            dial.result.complete(route);
            if (!connection.dialled()) dial.abandon();
        }
        return route;
    }

    private void down(PeerRoute route, CloseReason reason) {
        Connection connection = route.connection();
        gate.lost(connection.peer());
        lock.lock();
        try {
            up.remove(connection.peer().toString(), route);
        } finally {
            lock.unlock();
        }
        events.disconnected(connection);
        journal.down(connection, reason);
    }

    @Override
    public void refused(SocketAddress from, Optional<NodeName> claimed, RuntimeException why) {
        journal.refused(from, claimed, why);
    }

    Gate gate() {
        return gate;
    }

    Cookies cookies() {
        return cookies;
    }

    /** Everybody we are connected to, or connecting to, by name. */
    List<PeerInfo> list() {
        var peers = new ArrayList<PeerInfo>();
        up.values().forEach(route -> peers.add(PeerInfo.of(route.connection())));
        lock.lock();
        try {
            dials.forEach((peer, dial) -> peers.add(PeerInfo.connecting(peer, dial.carrier.name())));
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
        return closeAll(new CloseReason(CloseReason.Kind.DISCONNECT, "this node stops"));
    }

    /** Ends all connections that are up now; done when the end of each has been told. */
    CompletableFuture<?> closeAll(CloseReason reason) {
        return CompletableFuture.allOf(up.values().stream()
                .map(route -> route.connection().close(reason).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** What a failed attempt is told to one of those who waited: the very exception, if it is one of ours. */
    static RuntimeException unwrapped(Throwable error) {
        if (error instanceof SetteeException s) return s;
        return error instanceof RuntimeException r ? r : new IllegalStateException(error);
    }
}
