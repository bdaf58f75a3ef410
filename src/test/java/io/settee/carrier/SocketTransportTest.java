package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.local.LocalIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.settee.ErlangNode;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Term;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SocketTransportTest {
    private final BlockingQueue<Channel> opened = new LinkedBlockingQueue<>();

    private final class Opened extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            opened.add(channel);
        }
    }

    @Test
    void usesTheEventLoopsItIsGiven() throws Exception {
        IoEventLoopGroup own =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("own-loops"), NioIoHandler.newFactory());
        Carriers carriers = Carriers.tcp().over(Transport.sockets(own));
        try (var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").carriers(carriers).start();
                ErlangNode b = cluster.node("b").carriers(carriers).start();
                Mailbox from = a.mailbox();
                Mailbox to = b.mailbox("to")) {
            from.send("to", b.name(), Term.parse("hello"));
            assertThat(to.receive(Duration.ofSeconds(10))).contains(Term.parse("hello"));
            // A loop starts its thread when it is first used.
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .anyMatch(name -> name.startsWith("own-loops"));
        } finally {
            own.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    @Test
    void refusesEventLoopsThatHaveNoSockets() {
        var local = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
        assertThatThrownBy(() -> Transport.sockets(local)).isInstanceOf(IllegalArgumentException.class);
        local.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** Both ends: a tick or a short message must not wait for more. */
    @Test
    void sendsSmallPacketsAtOnce() throws Exception {
        var loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        // The end of one would be the end of the other, so neither is closed before both have been looked at.
        List<Channel> ends = new ArrayList<>();
        Channel listener =
                SocketTransport.INSTANCE.bind(loopback, new Opened()).sync().channel();
        try {
            SocketTransport.INSTANCE
                    .connect(listener.localAddress(), new Opened(), Duration.ofSeconds(5))
                    .sync();
            for (int end = 0; end < 2; end++) {
                Channel channel = opened.poll(10, TimeUnit.SECONDS);
                assertThat(channel).isNotNull();
                ends.add(channel);
                assertThat(channel.config().getOption(ChannelOption.TCP_NODELAY))
                        .isTrue();
                assertThat(channel.config().getOption(ChannelOption.SO_KEEPALIVE))
                        .isTrue();
            }
        } finally {
            ends.forEach(Channel::close);
            listener.close().sync();
        }
    }
}
