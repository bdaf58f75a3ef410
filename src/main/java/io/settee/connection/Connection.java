package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.TlsSession;
import io.settee.control.PacketWriter;
import io.settee.control.Signal;
import io.settee.error.ConnectionLostException;
import io.settee.handshake.PeerIdentity;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import io.settee.recording.Recorder;
import io.settee.recording.SlowSendEvent;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A live link to a peer, from the end of the handshake to the end of the link.
 *
 * <p>Any thread may send. {@link #send} encodes on the caller's thread and waits while too much is queued; {@link #answer} never
 * waits and is for what the node itself says from an event loop, or under a process's lock. A connection that is gone says so: {@code send} throws.
 */
public final class Connection {
    /**
     * How long a peer may take to accept what was sent before the close. Also if nothing is queued here any more: what the system has taken may be unread
     * there, and a peer that is frozen looks like one that has much to read.
     */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private static final long LARGEST_QUEUED_ANSWER = 64 * 1024;

    private final Channel channel;
    private final PeerIdentity peer;
    private final CarrierReady carrier;
    private final boolean dialled;
    private final PacketWriter writer;
    private final Outbound outbound;
    private final Reading reading;
    private final LargeAnswers largeAnswers;
    private final Counters counters = new Counters();
    private final Instant upSince = Instant.now();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private volatile @Nullable CloseReason closing;

    Connection(Channel channel, PeerIdentity peer, CarrierReady carrier, boolean dialled, ConnectionSettings settings) {
        this.channel = channel;
        this.peer = peer;
        this.carrier = carrier;
        this.dialled = dialled;
        this.writer = new PacketWriter(peer.agreed(), settings.fragmentBytes(), settings.atomCache());
        this.outbound = new Outbound(channel);
        this.reading = new Reading(channel);
        this.largeAnswers = new LargeAnswers(peer.name().toString(), this::sendAnswer);
    }

    public NodeName peer() {
        return peer.name();
    }

    /** What the handshake found out about the peer. */
    public PeerIdentity identity() {
        return peer;
    }

    /** {@code tcp}, {@code tls}, … */
    public String carrier() {
        return carrier.carrier().name();
    }

    public Optional<TlsSession> tls() {
        return carrier.tls();
    }

    /** Whether we dialled; otherwise the peer did. */
    public boolean dialled() {
        return dialled;
    }

    /** Whether either side is hidden; a connection is visible only if both sides are. */
    public boolean hidden() {
        return !peer.agreed().has(DistFlags.PUBLISHED);
    }

    public SocketAddress address() {
        return channel.remoteAddress();
    }

    public Instant upSince() {
        return upSince;
    }

    public long messagesIn() {
        return counters.messagesIn();
    }

    public long messagesOut() {
        return counters.messagesOut();
    }

    /** Bytes of the distribution protocol, before encryption. */
    public long bytesIn() {
        return counters.bytesIn();
    }

    /** Bytes of the distribution protocol, before encryption. */
    public long bytesOut() {
        return outbound.bytesWritten();
    }

    /**
     * Of {@link #messagesOut}, those that the end of the connection has kept here: they were queued, or on their way through the carrier, and were
     * not handed to the system, or not whole. Whether the peer has read what was handed over nobody can tell. Small ones are written together and
     * counted together. 0 while the connection is up.
     */
    public long messagesUnsent() {
        return outbound.unsent() + largeAnswers.unsent();
    }

    /** What waits to be written, in bytes of the distribution protocol. */
    public long queuedBytes() {
        return outbound.backlog().bytes();
    }

    /** The peer's creation: pids with another one are of an earlier incarnation. */
    public long creation() {
        return peer.creation().value();
    }

    /**
     * Sends a signal: encodes it here and queues it for the event loop, a large one fragment by fragment as the peer takes them. Of one that takes
     * more than 1 MiB besides its large binaries only the next fragments are encoded at a time, if the peer takes fragments.
     *
     * @throws ConnectionLostException if the connection is gone
     * @throws IllegalArgumentException if it cannot be encoded; nothing is sent then
     * @throws InterruptedException while waiting for a slow peer, and nothing is sent. Once the first fragment is queued the rest must
     *     follow, and an interrupt is kept for the caller
     */
    public void send(Signal signal) throws InterruptedException {
        awaitRoom();
        if (queue(signal, Long.MAX_VALUE, true) == Outcome.CLOSED) throw lost();
        counters.sent();
    }

    /**
     * Waits until the peer has taken enough of what is queued.
     *
     * @throws ConnectionLostException if the connection is gone
     */
    public void awaitRoom() throws InterruptedException {
        Backlog.Gate signals = outbound.backlog().signals;
        if (!signals.isOpen()) {
            SlowSendEvent recorded = slowSend();
            if (!signals.await()) throw lost();
            if (recorded != null) recorded.commit();
        }
        if (closing != null) throw lost();
    }

    private void awaitFragmentRoom() {
        Backlog.Gate fragments = outbound.backlog().fragments;
        if (fragments.isOpen()) return;
        SlowSendEvent recorded = slowSend();
        fragments.awaitUninterruptibly();
        if (recorded != null) recorded.commit();
    }

    private @Nullable SlowSendEvent slowSend() {
        return Recorder.isOn() ? new SlowSendEvent(peer.name().toString(), queuedBytes()) : null;
    }

    /**
     * Sends a signal if that needs no waiting: if no more than 1 MiB is queued, and the signal itself takes no more than that. A larger one
     * would have to wait for the peer halfway, so it is never sent by this.
     *
     * @return whether it was sent
     * @throws ConnectionLostException if the connection is gone
     */
    public boolean trySend(Signal signal) {
        if (!isOpen()) throw lost();
        if (!outbound.backlog().hasRoom()) return false;
        Outcome outcome = queue(signal, Backlog.HIGH_BYTES, false);
        if (outcome == Outcome.CLOSED) throw lost();
        if (outcome == Outcome.QUEUED) counters.sent();
        return outcome == Outcome.QUEUED;
    }

    /**
     * Sends a signal without ever waiting. One of more than 64 KiB is left to a thread that waits instead of the caller; messages that are given
     * here later come after it, other small signals may overtake it.
     *
     * @return false if it is dropped because the connection is gone or going, as its {@code down} tells
     */
    public boolean answer(Signal signal) {
        boolean inTurn = largeAnswers.isBusy() && isMessage(signal);
        Outcome outcome = inTurn ? Outcome.TOO_LARGE : queue(signal, LARGEST_QUEUED_ANSWER, false);
        if (outcome == Outcome.CLOSED) return false;
        if (outcome == Outcome.TOO_LARGE) largeAnswers.add(signal);
        counters.sent();
        return true;
    }

    private static boolean isMessage(Signal signal) {
        return signal instanceof Signal.Send
                || signal instanceof Signal.SendNamed
                || signal instanceof Signal.SendAlias;
    }

    private boolean sendAnswer(Signal signal) {
        outbound.backlog().signals.awaitUninterruptibly();
        return queue(signal, Long.MAX_VALUE, true) == Outcome.QUEUED;
    }

    private enum Outcome {
        QUEUED,
        TOO_LARGE,
        CLOSED
    }

    private Outcome queue(Signal signal, long mostBytes, boolean paced) {
        if (closing != null) return Outcome.CLOSED;
        var queued = new Queued(signal, paced);
        try {
            if (!writer.write(signal, mostBytes, channel.alloc(), queued)) return Outcome.TOO_LARGE;
        } catch (RuntimeException | Error e) {
            // Not for want of stack or of a term's validity, which were tried out before. The peer waits for the rest.
            if (queued.begun)
                close(new CloseReason(CloseReason.Kind.PROTOCOL_ERROR, "a message to it broke off: " + e));
            throw e;
        }
        return queued.whole ? Outcome.QUEUED : Outcome.CLOSED;
    }

    /** Whether the agreed flags have a message for this signal. */
    public boolean canSay(Signal signal) {
        return writer.canSay(signal);
    }

    /** The packets of one signal on their way into the queue, which may close between them. */
    private final class Queued implements PacketWriter.Sink {
        private final Signal signal;
        private final boolean paced;
        private boolean begun;
        private boolean whole = true;

        Queued(Signal signal, boolean paced) {
            this.signal = signal;
            this.paced = paced;
        }

        @Override
        public void packet(ByteBuf packet, boolean last) {
            // Packets of other threads pass between ours meanwhile.
            if (!begun) WireLog.sent(peer.name(), signal);
            else if (paced) awaitFragmentRoom();
            begun = true;
            whole &= outbound.offer(packet, last);
        }
    }

    /** The exception for a caller who finds the connection gone. */
    public ConnectionLostException lost() {
        CloseReason reason = closing;
        return new ConnectionLostException(peer(), "connection lost: " + (reason == null ? "closed" : reason.detail()));
    }

    /**
     * Ends the connection. If we do so of our own accord, what is queued is written before, and the peer may read it, as far as it does
     * both in {@link #FAREWELL}; what it sends meanwhile is dropped. A connection that is replaced is worth no such time.
     *
     * @return done when its end has been told to the node
     */
    public CompletionStage<CloseReason> close(CloseReason reason) {
        channel.eventLoop().execute(() -> {
            if (closing != null) return;
            closing = reason;
            if (reason.kind() == CloseReason.Kind.REPLACED) {
                channel.close();
                return;
            }
            reading.discard();
            // The peer closes first: a socket that is closed with bytes unread is reset, and a reset takes from the
            // peer what it has not read.
            outbound.finish(() -> carrier.carrier().endOutput(channel));
            channel.eventLoop().schedule(() -> channel.close(), FAREWELL.toNanos(), TimeUnit.NANOSECONDS);
        });
        return closed;
    }

    /** Has the event loop run a task after so long. Any thread. */
    public void onLoop(Runnable task, Duration delay) {
        channel.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Done when the connection is gone and its end has been told to the node. */
    public CompletionStage<CloseReason> closed() {
        return closed;
    }

    public boolean isOpen() {
        return closing == null && !closed.isDone();
    }

    Channel channel() {
        return channel;
    }

    Outbound outbound() {
        return outbound;
    }

    /** Whether we listen to the peer at all. */
    public Reading reading() {
        return reading;
    }

    Counters counters() {
        return counters;
    }

    void traceInbound(Signal signal) {
        WireLog.received(peer.name(), signal);
    }

    /** Event loop only: the first reason stands. */
    void closingBecause(CloseReason reason) {
        if (closing == null) closing = reason;
    }

    /** Event loop only, once: the channel is inactive. */
    void ended(SignalSink sink) {
        CloseReason reason = closing;
        if (reason == null) {
            reason = new CloseReason(CloseReason.Kind.CONNECTION_CLOSED, "the peer closed the connection");
            closing = reason;
        }
        outbound.close();
        largeAnswers.close();
        try {
            sink.down(reason);
        } finally {
            closed.complete(reason);
        }
    }

    @Override
    public String toString() {
        return peer.name() + " over " + carrier() + (hidden() ? ", hidden" : "");
    }
}
