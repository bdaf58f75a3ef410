package io.settee.codec;

import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.term.Binary;
import io.settee.term.Term;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class CompressedTermTest {
    private static final Term LARGE = Binary.copyOf(new byte[1_000_000]);

    private static byte[] compress(Term term) {
        ByteBuf target = Unpooled.buffer();
        TermEncoder.writeCompressed(term, 6, target);
        return ByteBufUtil.getBytes(target);
    }

    /** 131 80, the claimed size and the zlib stream of the bytes. */
    private static byte[] compressed(int claimed, byte[] inflated) throws Exception {
        var stream = new ByteArrayOutputStream();
        stream.write(new byte[] {(byte) 131, 80});
        stream.write(ByteBuffer.allocate(4).putInt(claimed).array());
        try (var deflating = new DeflaterOutputStream(stream)) {
            deflating.write(inflated);
        }
        return stream.toByteArray();
    }

    @Test
    void comesBackAndEndsWhereItsStreamEnds() {
        byte[] bytes = compress(LARGE);
        assertThat(bytes).hasSizeLessThan(2000);
        for (ByteBuf buf : new ByteBuf[] {Unpooled.buffer(), Unpooled.directBuffer()}) {
            buf.writeBytes(bytes).writeBytes(Wire.encode(integer(7)));
            var decoder = new TermDecoder(DecodeLimits.DEFAULT);
            assertThat(decoder.readVersioned(buf)).isEqualTo(LARGE);
            assertThat(decoder.readVersioned(buf)).isEqualTo(integer(7));
            buf.release();
        }
    }

    @Test
    void isWrittenPlainWhereThatIsNotLonger() {
        assertThat(compress(integer(7))).isEqualTo(Wire.encode(integer(7)));
    }

    @Test
    void mayNotInflateBeyondTheLimit() {
        var limits = DecodeLimits.DEFAULT.withMaxInflatedBytes(1_000_004);
        assertThatThrownBy(() -> Wire.decode(limits, compress(LARGE)))
                .hasMessage("COMPRESSED term of 1000005 inflated bytes: at most DecodeLimits.maxInflatedBytes = 1000004"
                        + " are allowed");
        assertThat(Wire.decode(limits.withMaxInflatedBytes(1_000_005), compress(LARGE)))
                .isEqualTo(LARGE);
    }

    @Test
    void mayNotClaimMoreThanDeflateCanDo() throws Exception {
        byte[] lie = compressed(60_000_000, Wire.hex("6a"));
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, lie))
                .hasMessage(
                        "COMPRESSED term claims 60000000 inflated bytes, but the 9 bytes that remain cannot inflate to"
                                + " more than 9288");
    }

    @Test
    void mustInflateToWhatItClaims() throws Exception {
        byte[] more = compressed(1, Wire.hex("6a 6a"));
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, more))
                .hasMessage("COMPRESSED term inflates to more than the 1 bytes it claims");
        byte[] less = compressed(7, Wire.hex("62 000000"));
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, less))
                .hasMessage("COMPRESSED term: the zlib stream ends after 4 of 7 inflated bytes");
        byte[] longer = compressed(2, Wire.hex("6a 6a"));
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, longer))
                .hasMessage("COMPRESSED term has 1 inflated bytes behind its end");
    }

    @Test
    void namesThePlaceOfAFailureInTheInflatedBytes() throws Exception {
        byte[] bad = compressed(4, Wire.hex("68 02 6a ff"));
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, bad))
                .hasMessage("term at byte 3 of the inflated bytes: tag 255 is not known");
    }

    @Test
    void mustBeAWholeZlibStreamWithItsCheckSum() {
        byte[] bytes = compress(LARGE);
        for (int length = 1; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, cut)).isInstanceOf(TermFormatException.class);
        }
        bytes[bytes.length - 1] ^= 1;
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, bytes))
                .hasMessageStartingWith("COMPRESSED term: not a zlib stream: ");
    }

    @Test
    void standsBehindTheVersionByteOrNowhere() {
        String inner = Wire.hex(compress(LARGE)).substring(2);
        assertThatThrownBy(() -> Wire.decode("68 01" + inner))
                .hasMessage("term at byte 3: COMPRESSED stands directly behind the version byte 131 or nowhere");
        ByteBuf unversioned = Unpooled.wrappedBuffer(Wire.hex(inner));
        assertThatThrownBy(() -> new TermDecoder(DecodeLimits.DEFAULT).read(unversioned))
                .hasMessage("term at byte 0: COMPRESSED stands directly behind the version byte 131 or nowhere");
    }
}
