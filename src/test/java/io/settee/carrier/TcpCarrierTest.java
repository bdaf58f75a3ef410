package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.settee.error.CarrierException;
import io.settee.error.CarrierException.Reason;
import io.settee.identity.NodeName;
import io.settee.testkit.FreePort;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TcpCarrierTest {
    private static final NodeName PEER = NodeName.of("couch@db1");

    private final Loopback loopback = new Loopback();
    private final Loopback.End client = new Loopback.End();
    private final Loopback.End server = new Loopback.End();
    private final TcpCarrier carrier = new TcpCarrier();

    @AfterEach
    void close() {
        loopback.close();
    }

    @Test
    void isReadyOnBothEndsBeforeAnyByte() throws Exception {
        InetSocketAddress address = loopback.listen(carrier::prepareAccepted, server);
        Channel channel = loopback.dial(address, carrier, PEER, client);
        channel.writeAndFlush(Loopback.bytes("\0"));
        channel.writeAndFlush(Loopback.bytes("\1x"));
        assertThat(client.next(CarrierReady.class)).isEqualTo(new CarrierReady(carrier, Optional.empty()));
        assertThat(server.next(CarrierReady.class).carrier()).isSameAs(carrier);
        assertThat(server.text(3)).isEqualTo("\0\1x");
    }

    /** R11 of the research: 15 03 read as a length is 5379, and "expected 5379 bytes" helps nobody. */
    @Test
    void saysThatAPeerThatAnswersWithAnAlertListensForTls() throws Exception {
        for (int cut = 1; cut <= 7; cut++) {
            String alert = "\25\3\3\0\2\2\50";
            String head = alert.substring(0, cut);
            String tail = alert.substring(cut);
            var end = new Loopback.End();
            InetSocketAddress tls = loopback.listen(
                    channel -> channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                        @Override
                        public void channelActive(ChannelHandlerContext ctx) {
                            ctx.writeAndFlush(Loopback.bytes(head))
                                    .addListener(sent ->
                                            ctx.executor().execute(() -> ctx.writeAndFlush(Loopback.bytes(tail))));
                        }
                    }),
                    server);
            loopback.dial(tls, carrier, PEER, end);
            end.next(CarrierReady.class);
            Object next = end.next();
            CarrierException e = (CarrierException) (next.equals("\25") ? end.next() : next);
            assertThat(e.reason()).isEqualTo(Reason.OTHER_CARRIER);
            assertThat(e)
                    .hasMessageStartingWith(
                            "couch@db1: dialled over TCP, and answered with a TLS alert (bytes 15 03): it listens for TLS only.")
                    .hasMessageContaining("couch@db1 will dial us over TCP");
            assertThat(end.next()).isEqualTo(Loopback.End.CLOSED);
        }
    }

    @Test
    void saysThatAPeerSpokeTlsToAPlainPort() throws Exception {
        InetSocketAddress address = loopback.listen(carrier::prepareAccepted, server);
        Channel channel = loopback.dial(address, c -> {}, client);
        channel.writeAndFlush(Loopback.bytes("\26\3\1\2\0"));
        server.next(CarrierReady.class);
        CarrierException e = server.next(CarrierException.class);
        assertThat(e.reason()).isEqualTo(Reason.OTHER_CARRIER);
        assertThat(e).hasMessageContaining("speaks TLS (bytes 16 03), and this node listens for plain TCP only");
        assertThat(client.next()).isEqualTo(Loopback.End.CLOSED);
    }

    @Test
    void aPortWhereNobodyListensFailsTheFuture() throws Exception {
        var free = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next());
        ChannelFuture future =
                Transport.sockets().connect(free, new ChannelInboundHandlerAdapter(), Duration.ofSeconds(5));
        assertThat(future.await().cause()).isInstanceOf(ConnectException.class);
    }

    @Test
    void refusesAnAddressThatWouldNeedANameServer() {
        InetSocketAddress unresolved = InetSocketAddress.createUnresolved("db1.example", 1);
        assertThatThrownBy(() -> Transport.sockets()
                        .connect(unresolved, new ChannelInboundHandlerAdapter(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void itsThreadsAreDaemonsWithAName() throws Exception {
        InetSocketAddress address = loopback.listen(carrier::prepareAccepted, server);
        Channel channel = loopback.dial(address, carrier, PEER, client);
        Thread thread = channel.eventLoop().submit(Thread::currentThread).get();
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).matches("settee-io-\\d+");
    }
}
