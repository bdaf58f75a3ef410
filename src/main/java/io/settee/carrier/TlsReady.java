package io.settee.carrier;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.settee.identity.NodeName;
import io.settee.x509.CertificateHosts;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** Stands behind the {@link SslHandler}, tells when it is ready, and turns what it reports into sentences. */
final class TlsReady extends ChannelInboundHandlerAdapter {
    private final Carrier carrier;
    private final TlsOptions options;
    private final TlsEngine engine;
    private final @Nullable NodeName dialled;
    private final InstantSource clock;
    private final Runnable engineFailed;
    private boolean active; // event loop only
    private boolean failed; // event loop only

    /**
     * One for a channel.
     *
     * @param dialled the peer; null for an accepted connection
     * @param clock for the dates of certificates
     * @param engineFailed told of a handshake that failed for another reason than our verdict on the peer's certificate
     */
    TlsReady(
            Carrier carrier,
            TlsOptions options,
            TlsEngine engine,
            @Nullable NodeName dialled,
            InstantSource clock,
            Runnable engineFailed) {
        this.carrier = carrier;
        this.options = options;
        this.engine = engine;
        this.dialled = dialled;
        this.clock = clock;
        this.engineFailed = engineFailed;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        active = ctx.channel().isActive();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        active = true;
        ctx.fireChannelActive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent end) {
            // The peer sends no more, and waits for our end, as after the end of a TCP stream, where Netty closes by
            // itself.
            if (end.isSuccess()) ctx.close();
        } else if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            ctx.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            RenegotiationGuard guard = ctx.pipeline().get(RenegotiationGuard.class);
            if (guard != null) guard.handshakeDone();
            agreed(ctx, describe(ctx.pipeline().get(SslHandler.class).engine().getSession()));
        } else {
            fail(ctx, handshake.cause());
        }
    }

    private void agreed(ChannelHandlerContext ctx, TlsSession session) {
        Optional<Instant> expired =
                session.peerExpiry().filter(end -> options.verifyPeer() && end.isBefore(clock.instant()));
        if (expired.isEmpty()) {
            ctx.fireUserEventTriggered(new CarrierReady(carrier, Optional.of(session)));
            return;
        }
        // Engines verify nothing when they resume a session, and sessions may outlive the certificates that were shown
        // in them.
        fail(
                ctx,
                new PeerRefusedException(
                        "its certificate expired at " + expired.get()
                                + ", after the TLS session began that it resumes. Issue a new one",
                        null));
        ctx.close();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (failed) return; // The same failure again: SslHandler reports it as event and as exception.
        if (cause instanceof SSLException || cause.getCause() instanceof SSLException) {
            fail(ctx, cause);
        } else {
            ctx.fireExceptionCaught(cause);
        }
    }

    private void fail(ChannelHandlerContext ctx, Throwable cause) {
        // A channel that never became active failed to connect, which its future tells.
        if (failed || !active) return;
        failed = true;
        if (isEngineFailure(cause)) engineFailed.run();
        ctx.fireExceptionCaught(
                TlsFailures.explain(options, dialled, ctx.channel().remoteAddress(), cause));
        // SslHandler closes the channel itself, after the alert.
    }

    /** Not if nothing came or the peer hung up, which says nothing of TLS. */
    private static boolean isEngineFailure(Throwable cause) {
        for (Throwable t = cause; t != null; t = t.getCause()) {
            if (t instanceof PeerRefusedException) return false;
        }
        return cause instanceof SSLHandshakeException || cause.getCause() instanceof SSLHandshakeException;
    }

    private TlsSession describe(SSLSession session) {
        try {
            if (session.getPeerCertificates()[0] instanceof X509Certificate peer) {
                Instant end = peer.getNotAfter().toInstant();
                return new TlsSession(
                        session.getProtocol(),
                        session.getCipherSuite(),
                        engine,
                        peer.getSubjectX500Principal().getName(),
                        Optional.of(end),
                        CertificateHosts.of(peer).names());
            }
        } catch (SSLPeerUnverifiedException e) {
            // The peer has shown no certificate.
        }
        return new TlsSession(session.getProtocol(), session.getCipherSuite(), engine, "", Optional.empty(), List.of());
    }
}
