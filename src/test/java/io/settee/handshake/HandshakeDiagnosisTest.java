package io.settee.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeDiagnosisTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 15030300020228         | a TLS alert came: the peer speaks TLS",
                "2 | 1603010200010001fc0303 | a TLS handshake came to a plain TCP port",
                "2 | 000000204e00           | the peer seems to use lengths of 4 bytes",
                "4 | 00204e0000000d         | the peer seems to use lengths of 2 bytes",
                "4 | 0003736f6b             | the peer seems to use lengths of 2 bytes",
                "2 | ff00ff00               | the bytes ff 00 ff 00 are no handshake"
            })
    void recognises(int lengthBytes, String hex, String expected) {
        ByteBuf seen = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        assertThat(implausible(seen, lengthBytes))
                .as("this length is not plausible")
                .isTrue();
        assertThat(HandshakeDiagnosis.explain(seen, lengthBytes)).contains(expected);
        assertThat(seen.readerIndex()).isZero();
    }

    @Test
    void quotesTextUpToItsFirstLineEnd() {
        assertQuoted("GET / HTTP/1.1\r\nHost:", "HTTP came instead of a handshake: 'GET / HTTP/1.1'");
        assertQuoted("HTTP/1.1 400 Bad Req\r\n", "HTTP came instead of a handshake: 'HTTP/1.1 400 Bad Req'");
        assertQuoted("SSH-2.0-OpenSSH_9.2\r\n", "text came instead of a handshake: 'SSH-2.0-OpenSSH_9.2'");
    }

    private static void assertQuoted(String text, String expected) {
        ByteBuf seen = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
        assertThat(implausible(seen, 2)).isTrue();
        assertThat(HandshakeDiagnosis.explain(seen, 2)).contains(expected);
        assertThat(HandshakeDiagnosis.explain(seen, 4)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void neverReadsBeyondWhatHasArrived(int arrived) {
        for (String start : new String[] {"1503", "1603", "0020", "ffff", "4745"}) {
            ByteBuf seen = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(start + "4e4e"))
                    .slice(0, arrived);
            assertThat(HandshakeDiagnosis.explain(seen, 2)).isNotEmpty();
            assertThat(HandshakeDiagnosis.explain(seen, 4)).isNotEmpty();
        }
    }

    @Test
    void takesTheLengthsOfRealMessagesForPlausible() {
        assertThat(HandshakeDiagnosis.plausible(3)).isTrue();
        assertThat(HandshakeDiagnosis.plausible(HandshakeCodec.MAX_MESSAGE_BYTES))
                .isTrue();
        assertThat(HandshakeDiagnosis.plausible(HandshakeCodec.MAX_MESSAGE_BYTES + 1))
                .isFalse();
        assertThat(HandshakeDiagnosis.plausible(0)).isFalse();
    }

    private static boolean implausible(ByteBuf seen, int lengthBytes) {
        long length = lengthBytes == 2 ? seen.getUnsignedShort(0) : seen.getUnsignedInt(0);
        return !HandshakeDiagnosis.plausible(length);
    }
}
