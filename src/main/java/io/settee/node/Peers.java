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
import io.settee.node.Contacts.Found;
import io.settee.node.Contacts.Replaced;
import io.settee.node.Contacts.Start;
import java.net.SocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
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
 * <p>Any thread. What is decided together is decided by {@link Contacts}, in one step.
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

    private final Contacts contacts = new Contacts();

    /** What the node does when a connection comes and goes. */
    interface Events {
        /** Who takes the signals of a new connection. */
        SignalRouter connected(Connection connection, LocalIdentity.Named self);

        /** A connection is gone; told before the event, and after all who had something on it. */
        void disconnected(Connection connection);
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
        return contacts.ifUp(peer);
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
        Route existing = contacts.ifUp(peer.toString());
        if (existing != null) return CompletableFuture.completedFuture(existing);
        Optional<SetteeException> refusal = gate.refusal(peer, automatic);
        return switch (contacts.seek(peer, options.carriers().forPeer(peer), refusal)) {
            case Found.Up(Route route) -> CompletableFuture.completedFuture(route);
            case Found.Refused(RuntimeException why) -> CompletableFuture.failedFuture(why);
            case Found.Underway(Dial dial) -> dial.result();
            case Found.Begun(Dial dial, Start start) -> {
                options.rules().limit().ifPresent(limit -> after(limit, () -> overdue(dial, limit)));
                start(dial, start);
                yield dial.result();
            }
        };
    }

    private void start(Dial dial, Start when) {
        switch (when) {
            case NOW -> launch(dial);
            case AFTER_CLAIM -> after(options.connections().setupTime(), () -> startAfterAll(dial));
            case REFUSED -> dial.result().completeExceptionally(dial.refusal);
            case NEVER -> {}
        }
    }

    private void startAfterAll(Dial dial) {
        start(dial, contacts.startAfterAll(dial));
    }

    private void launch(Dial dial) {
        NodeName peer = dial.peer();
        options.carriers().policy().remark(peer).ifPresent(warning -> journal.warnOnce(peer, warning));
        Thread.ofVirtual().name("settee-dial-" + peer).start(() -> dial(dial));
    }

    private static void after(Duration time, Runnable task) {
        CompletableFuture.delayedExecutor(time.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }

    private void dial(Dial dial) {
        NodeName peer = dial.peer();
        try {
            SocketAddress at = options.carriers()
                    .transport(dial.carrier())
                    .addressOf(peer)
                    .orElseGet(() -> resolver.resolve(peer));
            Carrier carrier = options.carriers().forPeer(peer, at);
            dial.carrier(carrier);
            var handshake = new CompletableFuture<Connection>();
            // Whoever ends the dial from here on finds the handshake and cancels it; who has ended it before is seen
            // here.
            if (!dial.begin(handshake)) return;
            handshake.whenComplete((connection, error) -> {
                if (error != null) failed(dial, error);
            });
            Transport transport = options.carriers().transport(carrier);
            DialSetup.dial(this, options.connections(), self.get(), peer, carrier, transport, at, handshake);
        } catch (RuntimeException | Error e) {
            // An Error, too: a resolver or a transport of the user's may want for a class, and others wait for this.
            failed(dial, e);
        }
    }

    private void failed(Dial dial, Throwable error) {
        HandshakeException.Reason reason = error instanceof HandshakeException h ? h.reason() : null;
        if (reason == HandshakeException.Reason.NOK) {
            // The peer is dialling us and its attempt wins: it must arrive within the time a handshake may take.
            after(options.connections().setupTime(), () -> giveUp(dial, error));
        } else if (reason == HandshakeException.Reason.ALIVE && dial.overtakenAgain() <= MOST_OVERTAKEN) {
            // Somebody who dials us has its name. If that was not the peer itself we have to try again.
            start(dial, contacts.startAgain(dial));
        } else {
            giveUp(dial, error);
        }
    }

    private void giveUp(Dial dial, Throwable error) {
        contacts.forget(dial);
        if (dial.result().completeExceptionally(error)) journal.failed(dial.peer(), error);
    }

    private void overdue(Dial dial, Duration limit) {
        if (dial.result().isDone()) return;
        String stage = dial.hasHandshake()
                ? "the connection, or its handshake, was under way"
                : "its address was still being looked up, or its own attempt to reach us awaited";
        giveUp(
                dial,
                new HandshakeException(
                        HandshakeException.Reason.TIMEOUT,
                        dial.peer(),
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
        return contacts.claim(claimed, ownName());
    }

    private Optional<NodeName> ownName() {
        return self.get() instanceof LocalIdentity.Named named ? Optional.of(named.name()) : Optional.empty();
    }

    private boolean refused(NodeName claimed, CarrierReady how, SocketAddress from) {
        Optional<String> why = options.carriers().refusal(claimed, how, from, ownName());
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
        Dial waiting = contacts.claimOver(claimed);
        if (waiting != null) startAfterAll(waiting);
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
        return contacts.hasCome(peer);
    }

    @Override
    public CompletionStage<?> dropOld(NodeName peer) {
        PeerRoute old = contacts.ifUp(peer.toString());
        if (old == null) return CompletableFuture.completedFuture(null);
        return old.connection()
                .close(new CloseReason(
                        CloseReason.Kind.REPLACED, "the peer came again and has given up this connection"));
    }

    @Override
    public SignalSink up(Connection connection, LocalIdentity.Named us) {
        var route = new PeerRoute(connection, events.connected(connection, us), this::down);
        Replaced replaced = contacts.cameUp(route);
        if (replaced.old() != null) {
            replaced.old()
                    .connection()
                    .close(new CloseReason(CloseReason.Kind.REPLACED, "two connections came up at once"));
        }
        if (replaced.closed()) connection.close(new CloseReason(CloseReason.Kind.DISCONNECT, "the node stops"));
        journal.up(connection);
        Dial dial = replaced.dial();
        if (dial != null) {
            dial.result().complete(route);
            if (!connection.dialled()) dial.abandon();
        }
        return route;
    }

    private void down(PeerRoute route, CloseReason reason) {
        Connection connection = route.connection();
        gate.lost(connection.peer());
        contacts.wentDown(route);
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
        return contacts.list();
    }

    /** Ends the connection to a peer; done when its end has been told. */
    CompletionStage<?> disconnect(NodeName peer) {
        PeerRoute route = contacts.ifUp(peer.toString());
        if (route == null) return CompletableFuture.completedFuture(null);
        return route.connection().close(new CloseReason(CloseReason.Kind.DISCONNECT, "disconnected by us"));
    }

    /** Ends everything; no connection comes up afterwards. */
    CompletionStage<?> close() {
        for (Dial dial : contacts.close()) {
            dial.abandon();
            dial.result().completeExceptionally(new IllegalStateException("the node was closed while connecting"));
        }
        return closeAll(new CloseReason(CloseReason.Kind.DISCONNECT, "this node stops"));
    }

    /** Ends all connections that are up now; done when the end of each has been told. */
    CompletableFuture<?> closeAll(CloseReason reason) {
        return CompletableFuture.allOf(contacts.allUp().stream()
                .map(route -> route.connection().close(reason).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }

    /** What a failed attempt is told to one of those who waited: the very exception, if it is one of ours. */
    static RuntimeException unwrapped(Throwable error) {
        if (error instanceof SetteeException s) return s;
        return error instanceof RuntimeException r ? r : new IllegalStateException(error);
    }
}
