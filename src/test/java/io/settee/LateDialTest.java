package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.settee.carrier.Carrier;
import io.settee.carrier.Carriers;
import io.settee.carrier.TcpCarrier;
import io.settee.carrier.Transport;
import io.settee.identity.NodeName;
import io.settee.support.LocalCluster;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A thread that dials may be held up for long between its steps. By the time it goes on the peer may have come by itself, and have
 * been sent away again; a connection that came up then would be one that nobody asked for.
 */
@Timeout(60)
class LateDialTest {
    private final LateTransport transport = new LateTransport();
    private final TcpCarrier tcp = new TcpCarrier();

    /** TCP whose dialling thread is held up before the dial until it is released, and after the dial for ever. */
    private static final class LateTransport implements Transport {
        private final CountDownLatch dialling = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private final CountDownLatch end = new CountDownLatch(1);
        private final CompletableFuture<Channel> dialled = new CompletableFuture<>();

        @Override
        public ChannelFuture connect(SocketAddress address, ChannelHandler initializer, Duration timeout) {
            dialling.countDown();
            await(goOn);
            ChannelFuture connected = Transport.sockets().connect(address, initializer, timeout);
            dialled.complete(connected.channel());
            await(end);
            return connected;
        }

        @Override
        public ChannelFuture bind(SocketAddress address, ChannelHandler childInitializer) {
            return Transport.sockets().bind(address, childInitializer);
        }

        private static void await(CountDownLatch latch) {
            try {
                assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** As TCP, over the late transport. */
    private final Carrier late = new Carrier() {
        @Override
        public String name() {
            return tcp.name();
        }

        @Override
        public int handshakeLengthBytes() {
            return tcp.handshakeLengthBytes();
        }

        @Override
        public void prepareDialled(Channel channel, NodeName peer) {
            tcp.prepareDialled(channel, peer);
        }

        @Override
        public void prepareAccepted(Channel channel) {
            tcp.prepareAccepted(channel);
        }

        @Override
        public Transport transport() {
            return transport;
        }
    };

    @Test
    void bringsNoConnectionUpThatNobodyWantsAnyMore() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode lesser =
                        cluster.node("a").carriers(Carriers.only(late)).start();
                ErlangNode greater = cluster.node("z").start()) {
            var connect = CompletableFuture.runAsync(() -> {
                try {
                    lesser.connect(greater.name().toString());
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            LateTransport.await(transport.dialling);
            greater.connect(lesser.name().toString());
            connect.get(SOON.toSeconds(), TimeUnit.SECONDS);
            lesser.disconnect(greater.name().toString());

            transport.goOn.countDown();
            Channel dialled = transport.dialled.get(SOON.toSeconds(), TimeUnit.SECONDS);
            assertThat(dialled.closeFuture().await(SOON.toSeconds(), TimeUnit.SECONDS))
                    .as("the late attempt's channel is closed")
                    .isTrue();
            assertThat(lesser.peers()).isEmpty();
        } finally {
            transport.end.countDown();
        }
    }
}
