package io.settee.carrier;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the ClientHello of an accepted connection and tells by it whose engines can serve its client; then makes way for them. What
 * is no ClientHello is left to the JDK to complain of.
 */
final class VersionSniffer extends SslClientHelloHandler<Boolean> {
    /** One of OTP has some hundred bytes, with post-quantum key shares two thousand. */
    private static final int MAX_HELLO_BYTES = 16 * 1024;

    private final TlsOptions options;
    private final Served served;
    private @Nullable Future<?> patience; // event loop only

    /** Adds what serves a client to the pipeline, right behind the handler of this name. */
    @FunctionalInterface
    interface Served {
        void by(boolean openSsl, String sniffer);
    }

    VersionSniffer(TlsOptions options, Served served) {
        super(MAX_HELLO_BYTES);
        this.options = options;
        this.served = served;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        patience = ctx.executor()
                .schedule(
                        () -> {
                            exceptionCaught(ctx, new SslHandshakeTimeoutException("no ClientHello"));
                            var unused = ctx.close();
                        },
                        options.handshakeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** In words for people, as {@link TlsReady} does it later. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.fireExceptionCaught(TlsFailures.explain(options, null, ctx.channel().remoteAddress(), cause));
    }

    @Override
    protected Future<Boolean> lookup(ChannelHandlerContext ctx, @Nullable ByteBuf hello) {
        return ctx.executor().newSucceededFuture(hello != null && suitsOpenSsl(hello));
    }

    private static boolean suitsOpenSsl(ByteBuf hello) {
        try {
            return ClientHello.read(hello).suitsOpenSsl();
        } catch (DecoderException e) {
            return false;
        }
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext ctx, Future<Boolean> found) {
        served.by(found.getNow(), ctx.name());
        // What has come so far goes on to the handlers that are behind this one now.
        ctx.pipeline().remove(this);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) throws Exception {
        if (patience != null) patience.cancel(false);
        super.handlerRemoved0(ctx);
    }
}
