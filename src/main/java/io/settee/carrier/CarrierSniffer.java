package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells by the first byte of an accepted channel which carrier its peer speaks, and makes way for that carrier.
 *
 * <p>A TLS record with a handshake starts with 0x16. A distribution handshake over TCP starts with a 2-byte length of at most some
 * hundreds, so with 0x00 or 0x01. Anything else is no Erlang node. Whoever sets the connection up limits the time that this may take.
 */
final class CarrierSniffer extends ChannelInboundHandlerAdapter {
    private static final int SHOWN_BYTES = 16;

    private final Map<String, Carrier> carriers;

    CarrierSniffer(Map<String, Carrier> carriers) {
        this.carriers = carriers;
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
        ctx.fireExceptionCaught(new CarrierException(
                Reason.OTHER_CARRIER, null, "a connection from " + ctx.channel().remoteAddress() + " " + what, null));
        var unused = ctx.close();
    }
}
