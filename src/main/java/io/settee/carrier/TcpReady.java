package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.settee.error.CarrierException;
import io.settee.identity.NodeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says that a TCP channel is ready, and watches for a peer that speaks TLS, which shows in its first two bytes; then it leaves.
 *
 * <p>The two bytes are a record's type and the version's major number. A distribution handshake begins with a 2-byte length, which
 * is never near 0x1503 (5379) or 0x1603 (5635), so nothing honest is mistaken.
 */
final class TcpReady extends ChannelInboundHandlerAdapter {
    private final Carrier carrier;
    private final @Nullable NodeName dialled;
    private boolean ready; // event loop only
    private int firstByte = -1; // event loop only

    TcpReady(Carrier carrier, @Nullable NodeName dialled) {
        this.carrier = carrier;
        this.dialled = dialled;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        // Later, so that whoever adds handlers behind this one in the same breath has them in place.
        if (ctx.channel().isActive()) ctx.executor().execute(() -> tellReady(ctx));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.fireChannelActive();
        tellReady(ctx);
    }

    private void tellReady(ChannelHandlerContext ctx) {
        if (ready || ctx.isRemoved() || !ctx.channel().isActive()) return;
        ready = true;
        ctx.fireUserEventTriggered(new CarrierReady(carrier, Optional.empty()));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        tellReady(ctx);
        if (!(message instanceof ByteBuf bytes) || !bytes.isReadable()) {
            ctx.fireChannelRead(message);
            return;
        }
        int at = bytes.readerIndex();
        int first = firstByte < 0 ? bytes.getUnsignedByte(at++) : firstByte;
        if (at == bytes.writerIndex()) {
            // One byte alone may go on: no handler can act on half a length.
            firstByte = first;
        } else {
            CarrierException problem = judge(ctx, first, bytes.getUnsignedByte(at));
            if (problem != null) {
                ReferenceCountUtil.release(message);
                ctx.fireExceptionCaught(problem);
                var unused = ctx.close();
                return;
            }
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(message);
    }

    private @Nullable CarrierException judge(ChannelHandlerContext ctx, int first, int second) {
        if (second != TlsFailures.MAJOR_VERSION) return null;
        if (first == TlsFailures.ALERT_RECORD) return TlsFailures.tcpAnsweredByTls(dialled);
        if (first == TlsFailures.HANDSHAKE_RECORD) {
            return TlsFailures.tlsAtPlainPort(dialled, ctx.channel().remoteAddress());
        }
        return null;
    }
}
