package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the first byte of an accepted channel which carrier its peer speaks, and makes way for that carrier.
 *
 * <p>A TLS record with a handshake starts with 0x16. A distribution handshake over TCP starts with a 2-byte length of at most some
 * hundreds, so with 0x00 or 0x01. Anything else is no Erlang node.
 */
final class CarrierSniffer extends ChannelInboundHandlerAdapter {
    /** How long a peer may say nothing; kernel's {@code net_setuptime}. */
    static final Duration PATIENCE = Duration.ofSeconds(7);

    private static final int SHOWN_BYTES = 16;

    private final Map<String, Carrier> carriers;
    private final Duration patience;
    private @Nullable Future<?> impatience; // event loop only

    CarrierSniffer(Map<String, Carrier> carriers) {
        this(carriers, PATIENCE);
    }

    CarrierSniffer(Map<String, Carrier> carriers, Duration patience) {
        this.carriers = carriers;
        this.patience = patience;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        impatience = ctx.executor()
                .schedule(
                        () -> refuse(ctx, "said nothing for " + patience.toMillis() + " ms after connecting"),
                        patience.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (impatience != null) impatience.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (impatience != null) impatience.cancel(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ReferenceCountUtil.release(message);
            return;
        }
        @Nullable
        Carrier carrier = switch (bytes.getUnsignedByte(bytes.readerIndex())) {
            case TlsFailures.HANDSHAKE_RECORD -> carriers.get(TlsCarrier.NAME);
            case 0, 1 -> carriers.get(TcpCarrier.NAME);
            default -> null;
        };
        if (carrier == null) {
            String seen = ByteBufUtil.hexDump(bytes, bytes.readerIndex(), Math.min(SHOWN_BYTES, bytes.readableBytes()));
            bytes.release();
            refuse(ctx, "speaks neither TLS nor Erlang's distribution protocol; it began with the bytes " + seen);
            return;
        }
        carrier.prepareAccepted(ctx.channel());
        ctx.pipeline().remove(this);
        // From the head, where the carrier's handlers now are.
        ctx.pipeline().fireChannelRead(bytes);
    }

    private static void refuse(ChannelHandlerContext ctx, String what) {
        if (ctx.isRemoved() || !ctx.channel().isActive()) return;
        ctx.fireExceptionCaught(new CarrierException(
                Reason.OTHER_CARRIER, null, "a connection from " + ctx.channel().remoteAddress() + " " + what, null));
        var unused = ctx.close();
    }
}
