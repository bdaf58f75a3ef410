package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.fuzz.FuzzTarget;
import io.settee.support.TermGenerator;
import io.settee.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The decoder of terms: what it accepts can be written and read again, printed and compared. */
public final class TermDecoderFuzz implements FuzzTarget {
    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT.withMaxInflatedBytes(1 << 14);

    private final TermDecoder decoder = new TermDecoder(LIMITS);

    @Override
    public List<byte[]> seeds() {
        var seeds = new ArrayList<byte[]>();
        Stream.concat(GoldenTermTest.otp25(), GoldenTermTest.otp29())
                .forEach(golden -> seeds.add(Wire.hex(golden.hex())));
        var terms = new TermGenerator(1);
        for (int i = 0; i < 30; i++) seeds.add(Wire.encode(terms.any(3)));
        ByteBuf compressed = Unpooled.buffer();
        TermEncoder.writeCompressed(terms.any(5), 9, compressed);
        seeds.add(ByteBufUtil.getBytes(compressed));
        return seeds;
    }

    @Override
    public void read(byte[] input) {
        Term term;
        try {
            term = decoder.readVersioned(Unpooled.wrappedBuffer(input));
        } catch (TermFormatException refused) {
            return;
        }
        byte[] written = Wire.encode(term);
        Term again = decoder.readVersioned(Unpooled.wrappedBuffer(written));
        if (!again.equals(term) || again.hashCode() != term.hashCode() || again.compareTo(term) != 0) {
            throw new AssertionError("read again as another term: " + again);
        }
        if (term.toString().isEmpty()) throw new AssertionError("printed as nothing");
    }
}
