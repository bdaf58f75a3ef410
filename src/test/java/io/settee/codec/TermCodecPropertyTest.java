package io.settee.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.support.TermGenerator;
import io.settee.term.Term;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TermCodecPropertyTest {
    private static final int ROUNDS = 3000;

    private final TermDecoder decoder = new TermDecoder(DecodeLimits.DEFAULT);

    @Test
    void everyTermComesBackEqual() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            Term term = new TermGenerator(seed).any(5);
            ByteBuf buf = seed % 2 == 0 ? Unpooled.buffer() : Unpooled.directBuffer();
            TermEncoder.writeVersioned(term, buf);
            assertThat(decoder.readVersioned(buf)).as("seed %d", seed).isEqualTo(term);
            assertThat(buf.isReadable()).as("seed %d", seed).isFalse();
            buf.release();
        }
    }

    @Test
    void compressedTermsComeBackEqual() {
        for (int seed = 0; seed < ROUNDS / 10; seed++) {
            Term term = new TermGenerator(seed).any(5);
            ByteBuf buf = Unpooled.directBuffer();
            TermEncoder.writeCompressed(term, seed % 10, buf);
            assertThat(decoder.readVersioned(buf)).as("seed %d", seed).isEqualTo(term);
            assertThat(buf.isReadable()).as("seed %d", seed).isFalse();
            buf.release();
        }
    }

    @Test
    void everyTermCutShortIsATermFormatException() {
        for (int seed = 0; seed < ROUNDS / 10; seed++) {
            byte[] bytes = Wire.encode(new TermGenerator(seed).any(3));
            for (int length = 0; length < Math.min(bytes.length, 2000); length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatThrownBy(() -> decoder.readVersioned(Unpooled.wrappedBuffer(cut)))
                        .as("seed %d, cut to %d bytes", seed, length)
                        .isInstanceOf(TermFormatException.class);
            }
        }
    }

    @Test
    void damagedTermsAreTermsOrTermFormatExceptions() {
        var random = new SplittableRandom(42);
        int refused = 0;
        for (int seed = 0; seed < ROUNDS * 3; seed++) {
            byte[] bytes = Wire.encode(new TermGenerator(seed).any(3));
            for (int damage = random.nextInt(1, 4); damage > 0; damage--) {
                bytes[random.nextInt(1, bytes.length)] = (byte) random.nextInt(256);
            }
            refused += refusal(bytes);
        }
        assertThat(refused).as("damage that was seen").isGreaterThan(ROUNDS / 2);
    }

    @Test
    void randomBytesAreTermsOrTermFormatExceptions() {
        var random = new SplittableRandom(43);
        for (int round = 0; round < ROUNDS * 10; round++) {
            byte[] bytes = new byte[random.nextInt(2, 200)];
            random.nextBytes(bytes);
            // Tags lie between 67 and 121; with most bytes among them the nesting gets somewhere.
            for (int i = 1; i < bytes.length; i++) if (random.nextInt(3) > 0) bytes[i] = (byte) random.nextInt(67, 122);
            bytes[0] = (byte) 131;
            refusal(bytes);
        }
    }

    /** 1 if the bytes are refused as they should be; 0 if they are a term, which then survives another turn. */
    private int refusal(byte[] bytes) {
        Term term;
        try {
            term = decoder.readVersioned(Unpooled.wrappedBuffer(bytes));
        } catch (TermFormatException e) {
            return 1;
        } catch (RuntimeException | StackOverflowError e) {
            return fail("for the bytes " + HexFormat.of().formatHex(bytes), e);
        }
        assertThat(decoder.readVersioned(Unpooled.wrappedBuffer(Wire.encode(term))))
                .as("re-encoded %s", HexFormat.of().formatHex(bytes))
                .isEqualTo(term);
        return 0;
    }
}
