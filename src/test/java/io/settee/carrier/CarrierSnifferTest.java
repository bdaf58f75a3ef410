package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.error.CarrierException;
import io.settee.identity.NodeName;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CarrierSnifferTest {
    private static final NodeName PEER = NodeName.of("couch@127.0.0.1");
    private static final String SEND_NAME = "\0\25N\0\0\0\1\3\337\377\275\0\0\0\1\0\7a@b.c.d";

    /** Takes what comes and keeps the order of events and bytes. */
    private static final class Recorder extends ChannelInboundHandlerAdapter {
        private final List<String> seen = new ArrayList<>();

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            seen.add("ready by " + ((CarrierReady) event).carrier().name());
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            seen.add(bytes.toString(StandardCharsets.ISO_8859_1));
            bytes.release();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            seen.add(cause.toString());
        }
    }

    /** Stands for TLS, whose first bytes are not to be lost either. */
    private record FakeTls() implements Carrier {
        @Override
        public String name() {
            return TlsCarrier.NAME;
        }

        @Override
        public int handshakeLengthBytes() {
            return 4;
        }

        @Override
        public void prepareDialled(Channel channel, NodeName peer) {
            throw new AssertionError("nothing is dialled here");
        }

        @Override
        public void prepareAccepted(Channel channel) {
            channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelRead(ChannelHandlerContext ctx, Object message) {
                    ctx.fireUserEventTriggered(new CarrierReady(FakeTls.this, Optional.empty()));
                    ctx.pipeline().remove(this);
                    ctx.fireChannelRead(message);
                }
            });
        }
    }

    private Recorder recorder = new Recorder();

    private EmbeddedChannel sniffing() {
        Map<String, Carrier> carriers = new LinkedHashMap<>();
        carriers.put(TcpCarrier.NAME, new TcpCarrier());
        carriers.put(TlsCarrier.NAME, new FakeTls());
        return new EmbeddedChannel(new CarrierSniffer(carriers), recorder);
    }

    @Test
    void passesOnEveryByteOfAPlainHandshakeWhereverItIsCut() {
        for (int cut = 0; cut <= SEND_NAME.length(); cut++) {
            recorder = new Recorder();
            EmbeddedChannel channel = sniffing();
            channel.writeInbound(Loopback.bytes(SEND_NAME.substring(0, cut)), Loopback.bytes(SEND_NAME.substring(cut)));
            assertThat(recorder.seen.getFirst()).isEqualTo("ready by tcp");
            assertThat(String.join("", recorder.seen.subList(1, recorder.seen.size())))
                    .isEqualTo(SEND_NAME);
            assertThat(channel.pipeline().names()).hasSize(2); // the recorder and the tail: nobody stays in the way
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void handsATlsRecordToTls() {
        EmbeddedChannel channel = sniffing();
        channel.writeInbound(Loopback.bytes("\26"), Loopback.bytes("\3\1\2\0hello"));
        assertThat(recorder.seen.getFirst()).isEqualTo("ready by tls");
        assertThat(String.join("", recorder.seen.subList(1, recorder.seen.size())))
                .isEqualTo("\26\3\1\2\0hello");
        channel.finishAndReleaseAll();
    }

    @Test
    void closesWhatIsNeitherAndShowsItsFirstBytes() {
        EmbeddedChannel channel = sniffing();
        channel.writeInbound(Loopback.bytes("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertThat(recorder.seen).hasSize(1);
        assertThat(recorder.seen.getFirst())
                .contains(
                        "speaks neither TLS nor Erlang's distribution protocol; it began with the bytes 474554202f20485454502f312e310d0a")
                .doesNotContain("486f7374");
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void onePortServesBothCarriers(@TempDir Path dir) throws Exception {
        CertificateFolder folder =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        Carriers carriers = Carriers.couch(OptionFile.read(folder.optionFile()), CouchPolicy.noTls("plain@*"));
        var server = new Loopback.End();
        try (var loopback = new Loopback()) {
            InetSocketAddress address = loopback.listen(carriers::prepareAccepted, server);

            var byTls = new Loopback.End();
            Channel tls = loopback.dial(address, carriers.forPeer(PEER), PEER, byTls);
            assertThat(byTls.next(CarrierReady.class).carrier().name()).isEqualTo("tls");
            assertThat(server.next(CarrierReady.class).carrier().name()).isEqualTo("tls");
            tls.writeAndFlush(Loopback.bytes("secret"));
            assertThat(server.text(6)).isEqualTo("secret");

            NodeName plain = NodeName.of("plain@127.0.0.1");
            var byTcp = new Loopback.End();
            Channel tcp = loopback.dial(address, carriers.forPeer(plain), plain, byTcp);
            assertThat(byTcp.next(CarrierReady.class).tls()).isEmpty();
            tcp.writeAndFlush(Loopback.bytes(SEND_NAME));
            assertThat(server.next(CarrierReady.class).carrier().name()).isEqualTo("tcp");
            assertThat(server.text(SEND_NAME.length())).isEqualTo(SEND_NAME);

            var nobody = new Loopback.End();
            Channel http = loopback.dial(address, channel -> {}, nobody);
            http.writeAndFlush(Loopback.bytes("GET / HTTP/1.0\r\n\r\n"));
            assertThat(server.next(CarrierException.class)).hasMessageContaining("speaks neither TLS nor Erlang");
            assertThat(nobody.next()).isEqualTo(Loopback.End.CLOSED);
        }
    }
}
