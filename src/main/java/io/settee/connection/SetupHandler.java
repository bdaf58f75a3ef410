package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import io.settee.carrier.CarrierReady;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.handshake.Action;
import io.settee.handshake.HandshakeCodec;
import io.settee.handshake.HandshakeDiagnosis;
import io.settee.identity.NodeName;
import io.settee.recording.HandshakeEvent;
import io.settee.recording.Recorder;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes one channel through the handshake and then puts a {@link LiveHandler} in its own place.
 *
 * <p>The machine decides, this class does: it frames and writes messages, asks the owner, and counts the time. The machine's actions
 * run strictly in order; one that has to wait (the end of an older connection) holds up those behind it.
 *
 * <p>Event loop only. The channel is closed on every failure, and the failure is told once.
 */
abstract class SetupHandler extends ChannelInboundHandlerAdapter implements PacketSplitter.Sink {
    final ConnectionOwner owner;
    private final ConnectionSettings settings;
    private final boolean dialled;
    private final ArrayDeque<Action> actions = new ArrayDeque<>();
    private boolean waiting;
    private boolean over;
    private final @Nullable HandshakeEvent recorded;

    private @Nullable ChannelHandlerContext context;
    private @Nullable PacketSplitter splitter;
    private @Nullable CarrierReady carrier;
    private @Nullable ScheduledFuture<?> timeout;

    SetupHandler(ConnectionOwner owner, ConnectionSettings settings, boolean dialled) {
        this.owner = owner;
        this.settings = settings;
        this.dialled = dialled;
        this.recorded = Recorder.isOn() ? new HandshakeEvent(dialled) : null;
    }

    /** The machine's first actions, now that bytes can flow. */
    abstract List<Action> start();

    abstract List<Action> receive(ByteBuf payload);

    /** The verdict of the owner on a claim. */
    abstract List<Action> admit(Action.Admit claim);

    /** The name that the owner gives to a peer without one. */
    abstract List<Action> assign(Action.AssignName request);

    abstract HandshakeException closedWhileWaiting();

    abstract HandshakeException timedOut(Duration waited);

    /** Completes "nothing usable came …": what that usually means. */
    abstract String meaningOfSilence();

    /** Whether nobody wants the connection any more; its channel is about to be closed. */
    abstract boolean isGivenUp();

    /** Told once, after the channel was closed. */
    abstract void failed(SetteeException why);

    /** Told once, when the connection is up. */
    abstract void done(Connection connection);

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        // Until it is connected, a channel that we dial has its own limit of time.
        if (ctx.channel().isActive()) armTimeout();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (timeout == null) armTimeout();
        ctx.fireChannelActive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timeout != null) timeout.cancel(false);
    }

    /** net_setuptime counts for each step, not for all together, as on the BEAM. */
    private void armTimeout() {
        if (timeout != null) timeout.cancel(false);
        timeout = context()
                .executor()
                .schedule(
                        () -> fail(carrier == null ? silentCarrier() : timedOut(settings.setupTime())),
                        settings.setupTime().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private HandshakeException silentCarrier() {
        return new HandshakeException(
                HandshakeException.Reason.TIMEOUT,
                null,
                "nothing usable came from " + Addresses.text(channel().remoteAddress()) + " within "
                        + settings.setupTime().toMillis() + " ms of connecting. " + meaningOfSilence());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof CarrierReady ready && carrier == null) {
            carrier = ready;
            splitter = new PacketSplitter(
                    ctx.alloc(), this, ready.carrier().handshakeLengthBytes(), 1, HandshakeCodec.MAX_MESSAGE_BYTES);
            armTimeout();
            perform(start());
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            if (splitter != null && (!over || liveHandlerTookOver())) splitter.feed(bytes);
        } catch (RuntimeException | Error e) {
            if (!liveHandlerTookOver()) throw e;
            // Thrown by what came right behind the handshake: it is for the handler that deals with it.
            context().pipeline().fireExceptionCaught(e);
        } finally {
            bytes.release();
        }
    }

    private boolean liveHandlerTookOver() {
        return context().isRemoved();
    }

    @Override
    public void packet(ByteBuf packet) {
        if (isGivenUp()) {
            context().close();
            return;
        }
        if (waiting) {
            fail(new HandshakeException(
                    HandshakeException.Reason.PROTOCOL, null, "the peer sent more before it was its turn"));
            return;
        }
        armTimeout();
        perform(receive(packet));
    }

    @Override
    public void implausible(ByteBuf seen, int lengthBytes) {
        fail(new HandshakeException(
                HandshakeException.Reason.PROTOCOL, null, HandshakeDiagnosis.explain(seen, lengthBytes)));
    }

    private void perform(List<Action> more) {
        actions.addAll(more);
        while (!waiting && !over) {
            Action next = actions.poll();
            if (next == null) break;
            perform(next);
        }
        context().flush();
    }

    private void perform(Action action) {
        switch (action) {
            case Action.Send send -> {
                int lengthBytes = ready().carrier().handshakeLengthBytes();
                ByteBuf packet = context().alloc().buffer(64).writeZero(lengthBytes);
                HandshakeCodec.write(send.message(), packet);
                int length = packet.readableBytes() - lengthBytes;
                if (lengthBytes == Short.BYTES) packet.setShort(0, length);
                else packet.setInt(0, length);
                context().write(packet);
            }
            case Action.Admit claim -> actions.addAll(admit(claim));
            case Action.AssignName request -> actions.addAll(assign(request));
            case Action.DropOld drop -> {
                if (dialled && owner.hasCome(drop.peer())) fail(oneTooMany(drop.peer()));
                else await(owner.dropOld(drop.peer()));
            }
            case Action.Done end -> up(end);
            case Action.Fail failure -> fail(failure.cause());
        }
    }

    private static HandshakeException oneTooMany(NodeName peer) {
        return new HandshakeException(
                HandshakeException.Reason.ALIVE, peer, "the peer has connected to us while we dialled it.");
    }

    private void await(CompletionStage<?> stage) {
        waiting = true;
        stage.whenComplete((ok, error) -> context().executor().execute(() -> {
            waiting = false;
            armTimeout();
            perform(List.of());
        }));
    }

    private void up(Action.Done end) {
        over = true;
        // The last handshake message must be out before anybody can send through the new connection.
        context().flush();
        var connection = new Connection(channel(), end.peer(), ready(), dialled, settings);
        PacketSplitter bytes = splitter;
        if (bytes == null) throw new IllegalStateException("up before the carrier was ready");
        context().pipeline().replace(this, "live", new LiveHandler(connection, end.self(), owner, settings, bytes));
        done(connection);
        record(end.peer().name().toString(), "up");
    }

    private void record(String peer, String how) {
        if (recorded == null) return;
        recorded.ended(
                Addresses.text(channel().remoteAddress()),
                peer,
                carrier == null ? "" : carrier.carrier().name(),
                how);
    }

    private void fail(SetteeException why) {
        if (over) return;
        over = true;
        if (splitter != null) splitter.stop();
        context().flush();
        record(why.peer().map(NodeName::toString).orElse(""), String.valueOf(why.getMessage()));
        context().close();
        failed(why);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof SetteeException why) fail(why);
        else
            fail(new HandshakeException(
                    HandshakeException.Reason.CLOSED, null, "the connection broke: " + BrokenChannel.explain(cause)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(closedWhileWaiting());
        ctx.fireChannelInactive();
    }

    CarrierReady ready() {
        if (carrier == null) throw new IllegalStateException("the carrier is not ready");
        return carrier;
    }

    Channel channel() {
        return context().channel();
    }

    private ChannelHandlerContext context() {
        if (context == null) throw new IllegalStateException("not in a pipeline");
        return context;
    }
}
