package io.settee.check;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.TlsCarrier;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsOptionsBuilder;
import io.settee.carrier.TlsSettings;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Goes through a TLS handshake without verifying anybody, to see what a peer shows that would be refused otherwise. Nothing is said in it. */
final class TlsLook {
    private TlsLook() {}

    /** What the peer shows; empty if it refuses us, whatever we accept. Blocks. */
    static Optional<WatchedCarrier.Seen> at(NodeName peer, SocketAddress address, TlsSettings settings)
            throws InterruptedException {
        WatchedCarrier carrier;
        try {
            carrier = new WatchedCarrier(
                    TlsCarrier.load(new TlsSettings(settings.server(), lenient(settings.client()), settings.engine())));
        } catch (ConfigException e) {
            // Told when the settings were looked at.
            return Optional.empty();
        }
        var over = new CompletableFuture<Boolean>();
        new Probe(carrier, peer, address, settings.client().handshakeTimeout())
                .ask(new End(over), over, cause -> Boolean.FALSE);
        return carrier.seen();
    }

    /** As the client's options, but for whom they accept. */
    private static TlsOptions lenient(TlsOptions client) {
        TlsOptionsBuilder options = TlsOptions.client()
                .source(client.source())
                .verifyPeer(false)
                .checkHost(client.checkHost())
                .keySources(client.keySources())
                .versions(client.versions())
                .algorithms(client.algorithms())
                .handshakeTimeout(client.handshakeTimeout());
        client.serverName().ifPresent(options::serverName);
        return options.build();
    }

    private static final class End extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Boolean> over;

        End(CompletableFuture<Boolean> over) {
            this.over = over;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof CarrierReady) over.complete(true);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            over.complete(false);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            over.complete(false);
        }
    }
}
