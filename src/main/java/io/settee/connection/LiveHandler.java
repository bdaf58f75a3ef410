package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.CodecException;
import io.netty.util.concurrent.ScheduledFuture;
import io.settee.connection.CloseReason.Kind;
import io.settee.control.PacketReader;
import io.settee.control.Signal;
import io.settee.error.SetteeException;
import io.settee.error.TermFormatException;
import io.settee.handshake.LocalIdentity;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries signals, ticks and the end of a connection between its channel and the node. Event loop only. */
final class LiveHandler extends ChannelInboundHandlerAdapter implements PacketSplitter.Sink {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.connection");

    private final Connection connection;
    private final LocalIdentity.Named self;
    private final ConnectionOwner owner;
    private final ConnectionSettings settings;
    private final PacketSplitter splitter;
    private final PacketReader reader;
    private final ReadPauses pauses = new ReadPauses();

    private @Nullable SignalSink sink;
    private @Nullable ScheduledFuture<?> ticker;
    private long bytesReadAtLastCheck;
    private long bytesWrittenAtLastCheck;
    private long bytesWrittenAtLastPacket;
    private int silentChecks;
    private int signalsAtOnce;
    private int bytesAtOnce;
    private boolean ended;

    LiveHandler(
            Connection connection,
            LocalIdentity.Named self,
            ConnectionOwner owner,
            ConnectionSettings settings,
            PacketSplitter splitter) {
        this.connection = connection;
        this.self = self;
        this.owner = owner;
        this.settings = settings;
        this.splitter = splitter;
        this.reader = new PacketReader(connection.identity().agreed(), settings.limits());
    }

    /** Called in place of the handshake's handler, with whatever came behind the handshake still to be fed. */
    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        splitter.become(this, Integer.BYTES, 0, settings.maxPacketBytes());
        long nanos = settings.tickInterval().toNanos();
        ticker = ctx.executor().scheduleAtFixedRate(this::check, nanos, nanos, TimeUnit.NANOSECONDS);
        connection.outbound().whenCalm(() -> connection.reading().flooded(false));
        sink = owner.up(connection, self);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            bytesAtOnce += bytes.readableBytes();
            connection.counters().read(bytes.readableBytes());
            if (!connection.reading().isDiscarding()) splitter.feed(bytes);
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (sink != null) sink.delivered();
        if (connection.outbound().isFlooded()) connection.reading().flooded(true);
        long pause = pauses.after(signalsAtOnce, bytesAtOnce);
        if (pause > 0) connection.reading().pause(pause);
        signalsAtOnce = 0;
        bytesAtOnce = 0;
    }

    @Override
    public void packet(ByteBuf packet) {
        if (ended) return;
        if (packet.isReadable()) {
            // Caught here and not by the pipeline: the first packets may be fed by the handshake's handler.
            try {
                signal(packet);
            } catch (TermFormatException e) {
                breakOff("it sent what is no valid message: " + e.getMessage());
            }
        } else if (connection.outbound().bytesWritten() == bytesWrittenAtLastPacket) {
            connection.outbound().writeTick();
        }
        bytesWrittenAtLastPacket = connection.outbound().bytesWritten();
    }

    private void signal(ByteBuf packet) {
        Signal signal = reader.read(packet);
        if (signal == null) return;
        signalsAtOnce++;
        connection.counters().received();
        connection.traceInbound(signal);
        if (sink != null) sink.signal(signal);
    }

    @Override
    public void implausible(ByteBuf seen, int lengthBytes) {
        breakOff("it announced a packet of " + seen.getUnsignedInt(0) + " bytes; at most " + settings.maxPacketBytes()
                + " are accepted");
    }

    private void breakOff(String detail) {
        LOG.warn("{}: connection closed by us: {}", connection.peer(), detail);
        splitter.stop();
        connection.closingBecause(new CloseReason(Kind.PROTOCOL_ERROR, detail));
        connection.channel().close();
    }

    /** OTP dist_util, con_loop's tick: one check each net_ticktime / net_tickintensity. */
    private void check() {
        long written = connection.outbound().bytesWritten();
        boolean wrote = written != bytesWrittenAtLastCheck;
        if (!wrote) connection.outbound().writeTick();
        bytesWrittenAtLastCheck = connection.outbound().bytesWritten();

        long read = connection.bytesIn();
        Reading reading = connection.reading();
        // While we do not read, because the peer takes none of our answers, what it takes is its sign of life. While it
        // is our mailboxes
        // that take no more, it is not asked for any.
        boolean alive = read != bytesReadAtLastCheck || reading.isHeld() || (reading.isFlooded() && wrote);
        silentChecks = alive ? 0 : silentChecks + 1;
        bytesReadAtLastCheck = read;
        if (silentChecks >= settings.tickIntensity()) {
            String detail = "not a byte came for more than net_ticktime, "
                    + settings.tickTime().toSeconds() + " s";
            connection.closingBecause(new CloseReason(Kind.NET_TICK_TIMEOUT, detail));
            connection.channel().close();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        connection.outbound().drain();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException || cause instanceof CodecException || cause instanceof SetteeException) {
            connection.closingBecause(new CloseReason(Kind.CONNECTION_CLOSED, BrokenChannel.explain(cause)));
            LOG.debug("{}: connection failed", connection.peer(), cause);
        } else {
            // A defect of ours, or an Error such as no memory left for this peer's message, ends this connection and
            // nothing else.
            connection.closingBecause(new CloseReason(Kind.PROTOCOL_ERROR, cause.toString()));
            LOG.error("{}: connection closed by us", connection.peer(), cause);
        }
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end();
        ctx.fireChannelInactive();
    }

    private void end() {
        if (ended) return;
        ended = true;
        if (ticker != null) ticker.cancel(false);
        splitter.stop();
        reader.close();
        if (sink != null) connection.ended(sink);
    }
}
