package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.term.Term;
import java.util.HexFormat;

/** Terms to and from bytes in one call. */
final class Wire {
    private Wire() {}

    /** The bytes of hex digits; spaces are for the reader. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    /** With version byte. */
    static byte[] encode(Term term) {
        ByteBuf target = Unpooled.buffer();
        TermEncoder.writeVersioned(term, target);
        return ByteBufUtil.getBytes(target);
    }

    /** Reads hex digits without a version byte, to their end. */
    static Term decode(String digits) {
        return decode(DecodeLimits.DEFAULT, digits);
    }

    static Term decode(DecodeLimits limits, String digits) {
        return decode(limits, hex("83 " + digits));
    }

    /** Reads bytes with a version byte, to their end. */
    static Term decode(DecodeLimits limits, byte[] bytes) {
        ByteBuf buf = Unpooled.wrappedBuffer(bytes);
        Term term = new TermDecoder(limits).readVersioned(buf);
        if (buf.isReadable()) throw new TermFormatException(buf.readableBytes() + " bytes behind the term");
        return term;
    }
}
