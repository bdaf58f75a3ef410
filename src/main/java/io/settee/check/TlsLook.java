package io.settee.check;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.TlsCarrier;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsOptionsBuilder;
import io.settee.carrier.TlsSettings;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Goes through a TLS handshake without verifying anybody, to see what a peer shows that would be refused otherwise. Nothing is said in it. */
final class TlsLook {
    private TlsLook() {}

    /** What the peer shows; empty if it refuses us, whatever we accept. Blocks. */
    static Optional<WatchedCarrier.Seen> at(NodeName peer, SocketAddress address, TlsSettings settings)
            throws InterruptedException {
        WatchedCarrier carrier;
        try {
            carrier =
                    new WatchedCarrier(TlsCarrier.load(new TlsSettings(settings.server(), lenient(settings.client()))));
        } catch (ConfigException e) {
            // Told when the settings were looked at.
            return Optional.empty();
        }
        Duration limit = settings.client().handshakeTimeout();
        var over = new CompletableFuture<Void>();
        var connect = carrier.transport()
                .connect(
                        address,
                        new ChannelInitializer<>() {
                            @Override
                            protected void initChannel(Channel channel) {
                                carrier.prepareDialled(channel, peer);
                                channel.pipeline().addLast(new End(over));
                            }
                        },
                        limit);
        try {
            connect.await();
            if (connect.isSuccess()) over.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // Nothing was shown in time, which the answer says.
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes this exceptionally", e);
        } finally {
            connect.channel().close();
        }
        return carrier.seen();
    }

    /** As the client's options, but for whom they accept. */
    private static TlsOptions lenient(TlsOptions client) {
        TlsOptionsBuilder options = TlsOptions.client()
                .source(client.source())
                .verifyPeer(false)
                .checkHost(client.checkHost())
                .versions(client.versions())
                .handshakeTimeout(client.handshakeTimeout());
        client.certFile().ifPresent(options::certFile);
        client.keyFile().ifPresent(options::keyFile);
        client.password().ifPresent(options::password);
        return options.build();
    }

    private static final class End extends ChannelInboundHandlerAdapter {
        private final CompletableFuture<Void> over;

        End(CompletableFuture<Void> over) {
            this.over = over;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event instanceof CarrierReady) over.complete(null);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            over.complete(null);
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            over.complete(null);
        }
    }
}
