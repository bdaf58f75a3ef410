package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalAddress;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.local.LocalServerChannel;
import io.settee.carrier.Carrier;
import io.settee.carrier.CarrierReady;
import io.settee.carrier.Carriers;
import io.settee.carrier.Transport;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.term.Term;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** That a carrier can be added without any change to Settee: here one through the memory of this process, without EPMD. */
@Timeout(30)
class CarrierSpiTest {
    private static final EventLoopGroup LOOPS = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());

    /** The whole of a new carrier. */
    private record MemoryCarrier(String self) implements Carrier {
        @Override
        public String name() {
            return "memory";
        }

        @Override
        public int handshakeLengthBytes() {
            return 4;
        }

        @Override
        public void prepareDialled(Channel channel, NodeName peer) {
            channel.pipeline().addFirst(new Ready(this));
        }

        @Override
        public void prepareAccepted(Channel channel) {
            channel.pipeline().addFirst(new Ready(this));
        }

        @Override
        public Transport transport() {
            return new MemoryTransport(new LocalAddress(self));
        }
    }

    private static final class Ready extends ChannelInboundHandlerAdapter {
        private final Carrier carrier;

        Ready(Carrier carrier) {
            this.carrier = carrier;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            ctx.fireChannelActive();
            ctx.fireUserEventTriggered(new CarrierReady(carrier, Optional.empty()));
        }
    }

    private record MemoryTransport(LocalAddress own) implements Transport {
        @Override
        public ChannelFuture connect(SocketAddress address, ChannelHandler initializer, Duration timeout) {
            return new Bootstrap()
                    .group(LOOPS)
                    .channel(LocalChannel.class)
                    .handler(initializer)
                    .connect(address);
        }

        @Override
        public ChannelFuture bind(SocketAddress address, ChannelHandler childInitializer) {
            return new ServerBootstrap()
                    .group(LOOPS)
                    .channel(LocalServerChannel.class)
                    .childHandler(childInitializer)
                    .bind(own);
        }

        @Override
        public Optional<SocketAddress> addressOf(NodeName peer) {
            return Optional.of(new LocalAddress(peer.toString()));
        }
    }

    @AfterAll
    static void stop() {
        LOOPS.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static ErlangNode start(String name) throws InterruptedException {
        return ErlangNode.named(name)
                .cookie("memory")
                .carriers(Carriers.only(new MemoryCarrier(name)))
                .start();
    }

    @Test
    void carriesMessagesLinksAndTheEnd() throws Exception {
        try (ErlangNode a = start("a@memory");
                Mailbox here = a.mailbox()) {
            Term farPid;
            try (ErlangNode b = start("b@memory");
                    Mailbox there = b.mailbox("there")) {
                farPid = there.self();
                here.send("there", b.name(), tuple(atom("hello"), here.self()));
                assertThat(there.receive(SOON)).contains(tuple(atom("hello"), here.self()));
                there.send(here.self(), atom("back"));
                assertThat(here.receive(SOON)).contains(atom("back"));
                here.trapExits(true);
                here.link(there.self());
                assertThat(a.ping("b@memory", SOON)).isTrue();
                assertThat(a.peers()).singleElement().satisfies(peer -> {
                    assertThat(peer.carrier()).isEqualTo("memory");
                    assertThat(peer.node()).isEqualTo(b.name());
                });
                assertThat(b.peersTable()).contains("memory");
            }
            assertThat(here.receive(SOON)).contains(tuple(atom("EXIT"), farPid, atom("normal")));
            assertThat(a.ping("b@memory", Duration.ofSeconds(1))).isFalse();
        }
    }
}
