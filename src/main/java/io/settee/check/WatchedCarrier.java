package io.settee.check;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.settee.carrier.Carrier;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.TlsSession;
import io.settee.carrier.Transport;
import io.settee.identity.NodeName;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;

/** A carrier that keeps what TLS has shown of the peer, also for the time after the connection has failed. */
final class WatchedCarrier implements Carrier {
    /**
     * What TLS has agreed on.
     *
     * @param chain the peer's certificate and those that came behind it
     */
    record Seen(TlsSession session, List<X509Certificate> chain) {
        Seen {
            chain = List.copyOf(chain);
        }
    }

    private final Carrier carrier;
    private final AtomicReference<Seen> seen = new AtomicReference<>();

    WatchedCarrier(Carrier carrier) {
        this.carrier = carrier;
    }

    /** Empty if TLS was not used, or not agreed on. */
    Optional<Seen> seen() {
        return Optional.ofNullable(seen.get());
    }

    @Override
    public String name() {
        return carrier.name();
    }

    @Override
    public int handshakeLengthBytes() {
        return carrier.handshakeLengthBytes();
    }

    @Override
    public void prepareDialled(Channel channel, NodeName peer) {
        carrier.prepareDialled(channel, peer);
        channel.pipeline().addLast(new Watcher());
    }

    @Override
    public void prepareAccepted(Channel channel) {
        throw new UnsupportedOperationException("a checkup accepts nobody");
    }

    @Override
    public Transport transport() {
        return carrier.transport();
    }

    private final class Watcher extends ChannelInboundHandlerAdapter {
        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (event instanceof CarrierReady ready
                    && tls != null
                    && ready.tls().isPresent()) {
                seen.set(new Seen(ready.tls().get(), chain(tls)));
            }
            ctx.fireUserEventTriggered(event);
        }

        private static List<X509Certificate> chain(SslHandler tls) {
            try {
                return Arrays.stream(tls.engine().getSession().getPeerCertificates())
                        .filter(X509Certificate.class::isInstance)
                        .map(X509Certificate.class::cast)
                        .toList();
            } catch (SSLPeerUnverifiedException e) {
                // The peer has shown none.
                return List.of();
            }
        }
    }
}
