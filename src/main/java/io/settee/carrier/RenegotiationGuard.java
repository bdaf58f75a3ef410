package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;

/**
 * Ends a connection whose client renegotiates on TLS 1.2, for a server with {@code {client_renegotiation, false}}; JSSE could refuse it
 * for the whole process only. Stands before the {@link io.netty.handler.ssl.SslHandler} and reads the headers of records, which
 * are in clear: after the first handshake a record of the type handshake is a renegotiation. TLS 1.3 has none, and hides the types.
 */
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
    private static final int HEADER_BYTES = 5;

    private final byte[] header = new byte[HEADER_BYTES];
    private int headerBytes; // event loop only
    private int bodyLeft; // event loop only
    private boolean handshakeDone; // event loop only

    /** From now on a handshake record is a renegotiation. Event loop only. */
    void handshakeDone() {
        handshakeDone = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && renegotiates(bytes)) {
            ReferenceCountUtil.release(message);
            ctx.fireExceptionCaught(new CarrierException(
                    Reason.TLS,
                    null,
                    "TLS connection from " + ctx.channel().remoteAddress()
                            + ": the peer renegotiates, and our options say {client_renegotiation, false}. A BEAM does so on TLS 1.2"
                            + " after 2^28 records; allow it, or use TLS 1.3",
                    null));
            var unused = ctx.close();
            return;
        }
        ctx.fireChannelRead(message);
    }

    private boolean renegotiates(ByteBuf bytes) {
        int at = bytes.readerIndex();
        int end = bytes.writerIndex();
        while (at < end) {
            if (bodyLeft > 0) {
                int skipped = Math.min(bodyLeft, end - at);
                bodyLeft -= skipped;
                at += skipped;
                continue;
            }
            header[headerBytes++] = bytes.getByte(at++);
            if (headerBytes < HEADER_BYTES) continue;
            headerBytes = 0;
            bodyLeft = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
            if (handshakeDone && header[0] == TlsFailures.HANDSHAKE_RECORD) return true;
        }
        return false;
    }
}
