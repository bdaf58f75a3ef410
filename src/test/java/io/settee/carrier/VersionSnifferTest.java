package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.settee.error.CarrierException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionSnifferTest {
    private static final int RECORD_AND_MESSAGE_HEADER = 9;

    private final List<Boolean> told = new ArrayList<>();

    private EmbeddedChannel channel(Duration timeout) {
        TlsOptions options = TlsOptions.server().handshakeTimeout(timeout).build();
        return new EmbeddedChannel(new VersionSniffer(options, (suitsOpenSsl, name) -> told.add(suitsOpenSsl)));
    }

    /** The first record that a client of the JDK sends. */
    private static byte[] hello(String version, String... groups) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, null, null);
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(true);
        var parameters = engine.getSSLParameters();
        parameters.setProtocols(version.split("/", -1));
        if (groups.length > 0) parameters.setNamedGroups(groups);
        engine.setSSLParameters(parameters);
        ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        engine.wrap(ByteBuffer.allocate(0), record);
        return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(record.flip()));
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.3, x25519, true",
        "TLSv1.3/TLSv1.2, secp384r1, true",
        "TLSv1.2, x25519, false",
        "TLSv1.3, x448, false",
        "TLSv1.3, ffdhe2048, false"
    })
    void tellsByVersionAndGroupAndPassesAllBytesOn(String version, String group, boolean suits) throws Exception {
        byte[] hello = hello(version, group);
        EmbeddedChannel channel = channel(Duration.ofSeconds(1));
        channel.writeInbound(Unpooled.wrappedBuffer(hello));
        assertThat(told).containsExactly(suits);
        assertThat((ByteBuf) channel.readInbound()).isEqualTo(Unpooled.wrappedBuffer(hello));
        assertThat(channel.pipeline().get(VersionSniffer.class)).isNull();
    }

    @Test
    void waitsForAHelloThatComesByteByByte() throws Exception {
        byte[] hello = hello("TLSv1.3");
        EmbeddedChannel channel = channel(Duration.ofSeconds(1));
        for (int i = 0; i < hello.length - 1; i++) channel.writeInbound(Unpooled.wrappedBuffer(hello, i, 1));
        assertThat(told).isEmpty();
        channel.writeInbound(Unpooled.wrappedBuffer(hello, hello.length - 1, 1));
        assertThat(told).containsExactly(true);
        assertThat((ByteBuf) channel.readInbound()).isEqualTo(Unpooled.wrappedBuffer(hello));
    }

    @Test
    void leavesWhatIsNoHelloToTheJdk() {
        EmbeddedChannel channel = channel(Duration.ofSeconds(1));
        channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {0, 21, 'N', 0, 0, 0, 1}));
        assertThat(told).containsExactly(false);
        assertThat((ByteBuf) channel.readInbound()).isNotNull();
    }

    @Test
    void aHelloThatDoesNotComeIsGivenUp() {
        EmbeddedChannel channel = channel(Duration.ofSeconds(1));
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThatThrownBy(channel::checkException)
                .isInstanceOf(CarrierException.class)
                .hasMessageContaining("its TLS handshake was not done within 1 s");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void aHelloOfMegabytesIsNotWaitedFor() {
        EmbeddedChannel channel = channel(Duration.ofSeconds(1));
        byte[] huge = {22, 3, 1, 64, 0, 1, 15, 0, 0, 3, 3};
        assertThatThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOf(huge, 0x4005))))
                .isInstanceOf(CarrierException.class)
                .hasMessageContaining("the TLS handshake failed: ClientHello length exceeds 16384");
        assertThat(channel.isOpen()).isFalse();
        assertThat(told).isEmpty();
    }

    @Test
    void hostileHellosEndInADecoderException() throws Exception {
        byte[] hello = hello("TLSv1.3/TLSv1.2");
        ByteBuf body = Unpooled.wrappedBuffer(hello)
                .slice(RECORD_AND_MESSAGE_HEADER, hello.length - RECORD_AND_MESSAGE_HEADER);
        assertThat(ClientHello.read(body).suitsOpenSsl()).isTrue();
        for (int length = 0; length < body.readableBytes(); length++) readOrRefuse(body.slice(0, length));
        var random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            ByteBuf bent = body.copy();
            bent.setByte(random.nextInt(bent.readableBytes()), random.nextInt());
            readOrRefuse(bent);
        }
    }

    private static void readOrRefuse(ByteBuf body) {
        try {
            ClientHello.read(body);
        } catch (DecoderException e) {
            assertThat(e).hasMessageContaining("ends too early");
        }
    }
}
