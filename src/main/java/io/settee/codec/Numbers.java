package io.settee.codec;

import io.settee.term.Int;
import io.settee.term.Real;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads the numbers that take more than one look. */
final class Numbers {
    private static final int OLD_FLOAT_BYTES = 31;

    /** Less than what {@code parseDouble} takes: that reads "NaN", "0x1p3", "1f" and spaces, too. */
    private static final Pattern OLD_FLOAT = Pattern.compile("([+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?)\0*");

    private Numbers() {}

    /**
     * Reads {@code Sign:8} and so many digits to the base of 256, the lowest first. Whatever its spelling, a number that fits into
     * a {@code long} becomes an {@link Int.Small}.
     */
    static Int big(ByteSource in, long bytes, DecodeLimits limits) {
        if (bytes <= Long.BYTES) return shortBig(in, (int) bytes);
        if (bytes > limits.maxIntegerBytes()) {
            throw in.failure("of " + bytes + " bytes: at most DecodeLimits.maxIntegerBytes = "
                    + limits.maxIntegerBytes() + " are allowed");
        }
        int sign = in.u8();
        byte[] digits = in.bytes((int) bytes);
        for (int low = 0, high = digits.length - 1; low < high; low++, high--) {
            byte swapped = digits[low];
            digits[low] = digits[high];
            digits[high] = swapped;
        }
        var magnitude = new BigInteger(1, digits);
        return Int.of(sign == 0 ? magnitude : magnitude.negate());
    }

    private static Int shortBig(ByteSource in, int bytes) {
        int sign = in.u8();
        long magnitude = 0;
        for (int i = 0; i < bytes; i++) magnitude |= (long) in.u8() << (8 * i);
        if (magnitude >= 0) return Int.of(sign == 0 ? magnitude : -magnitude);
        if (sign != 0 && magnitude == Long.MIN_VALUE) return Int.of(magnitude);
        var unsigned = BigInteger.valueOf(magnitude).add(BigInteger.ONE.shiftLeft(Long.SIZE));
        return Int.of(sign == 0 ? unsigned : unsigned.negate());
    }

    static Real real(ByteSource in) {
        return finite(in, Double.longBitsToDouble(in.i64()));
    }

    /** Reads a {@code FLOAT_EXT}: what C prints with {@code %.20e}, and zero bytes. */
    static Real oldFloat(ByteSource in) {
        in.take(OLD_FLOAT_BYTES);
        var text = new String(in.array(), in.index() - OLD_FLOAT_BYTES, OLD_FLOAT_BYTES, StandardCharsets.ISO_8859_1);
        var number = OLD_FLOAT.matcher(text);
        if (!number.matches()) throw in.failure("is not a number in text");
        return finite(in, Double.parseDouble(number.group(1)));
    }

    private static Real finite(ByteSource in, double value) {
        if (!Double.isFinite(value)) throw in.failure("is " + value + ", which is no Erlang float");
        return new Real(value);
    }
}
