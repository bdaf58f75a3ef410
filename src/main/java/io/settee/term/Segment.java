package io.settee.term;

import java.math.BigInteger;
import java.util.Optional;

/**
 * How one value is laid out in a binary: what follows it in {@code <<Value:Size/Types>>}. Source: OTP "Erlang Reference Manual",
 * section "Bit Syntax Expressions".
 *
 * <p>The methods that return an {@code Optional<String>} return what is wrong, if something is: the parser knows where.
 *
 * @param size in units, or negative if none is written
 * @param unit in bits, or 0 if none is written
 */
record Segment(Type type, long size, int unit, boolean little) {
    enum Type {
        INTEGER,
        FLOAT,
        /** Of whole bytes if no unit is written. */
        BINARY,
        BITSTRING,
        UTF8,
        UTF16,
        UTF32
    }

    static final Segment BYTE = new Segment(Type.INTEGER, -1, 0, false);

    private static final int MAX_UNIT = 256;

    Optional<String> problem() {
        return switch (type) {
            case UTF8, UTF16, UTF32 ->
                size >= 0 || unit > 0
                        ? Optional.of("utf8, utf16 and utf32 have neither size nor unit")
                        : Optional.empty();
            case INTEGER, FLOAT -> size < 0 && unit > 0 ? Optional.of("a unit needs a size") : Optional.empty();
            case BINARY, BITSTRING -> Optional.empty();
        };
    }

    /** The unit that a type has by itself and that cannot be changed, or 0; of {@code binary}, other than of {@code bytes}, it can. */
    static int ownUnit(Type type) {
        return switch (type) {
            case BINARY -> 8;
            case BITSTRING -> 1;
            default -> 0;
        };
    }

    static boolean isUnit(long unit) {
        return unit >= 1 && unit <= MAX_UNIT;
    }

    /** How many bits a value takes; {@link Long#MAX_VALUE} if beyond all bounds. */
    long bits(Term value) {
        return switch (type) {
            case INTEGER -> size < 0 ? 8 : sized(1);
            case FLOAT -> size < 0 ? 64 : sized(1);
            case BINARY -> size < 0 ? bitLength(value) : sized(8);
            case BITSTRING -> size < 0 ? bitLength(value) : sized(1);
            case UTF8, UTF16, UTF32 -> 32;
        };
    }

    private long sized(int defaultUnit) {
        int factor = unit == 0 ? defaultUnit : unit;
        return size > Long.MAX_VALUE / MAX_UNIT ? Long.MAX_VALUE : size * factor;
    }

    private static long bitLength(Term value) {
        return switch (value) {
            case Binary b -> b.length() * 8L;
            case Bits b -> b.bitLength();
            default -> 0;
        };
    }

    Optional<String> write(Term value, BitWriter out) {
        return switch (type) {
            case INTEGER -> {
                if (!(value instanceof Int i))
                    yield Optional.of("an integer is needed here, or a type such as /binary");
                out.write(i.bigValue(), bits(value), little);
                yield Optional.empty();
            }
            case FLOAT -> writeFloat(value, out);
            case BINARY -> writeBits(value, unit == 0 ? 8 : unit, out);
            case BITSTRING -> writeBits(value, unit == 0 ? 1 : unit, out);
            case UTF8, UTF16, UTF32 -> writeCharacter(value, out);
        };
    }

    private Optional<String> writeFloat(Term value, BitWriter out) {
        double real;
        if (value instanceof Real r) {
            real = r.value();
        } else if (value instanceof Int i) {
            real = i.bigValue().doubleValue();
        } else {
            return Optional.of("a number is needed for /float");
        }
        long bits = bits(value);
        // A number too large for 16 or 32 bits becomes infinite, as it does in the BEAM.
        if (Double.isInfinite(real)) return Optional.of("too large for a float");
        long raw;
        if (bits == 16) {
            raw = Float.floatToFloat16((float) real);
        } else if (bits == 32) {
            raw = Float.floatToRawIntBits((float) real);
        } else if (bits == 64) {
            raw = Double.doubleToRawLongBits(real);
        } else {
            return Optional.of("a float has 16, 32 or 64 bits, not " + bits);
        }
        out.write(BigInteger.valueOf(raw), bits, little);
        return Optional.empty();
    }

    private Optional<String> writeBits(Term value, int unitBits, BitWriter out) {
        Bytes bytes;
        if (value instanceof Binary(Bytes b)) {
            bytes = b;
        } else if (value instanceof Bits b) {
            bytes = b.bytes();
        } else {
            return Optional.of("a binary is needed for this type");
        }
        long bits = bits(value);
        long length = bitLength(value);
        if (bits > length) return Optional.of("the binary has only " + length + " bits, not " + bits);
        if (bits % unitBits != 0) return Optional.of("the binary's " + bits + " bits are no multiple of " + unitBits);
        out.write(bytes, bits);
        return Optional.empty();
    }

    private Optional<String> writeCharacter(Term value, BitWriter out) {
        if (!(value instanceof Int.Small(long c))
                || !Character.isValidCodePoint((int) c)
                || c != (int) c
                || Syntax.isSurrogate((int) c)) {
            return Optional.of("not a Unicode character");
        }
        String text = Character.toString((int) c);
        switch (type) {
            case UTF8 -> {
                Bytes utf8 = Bytes.ofUtf8(text);
                out.write(utf8, utf8.length() * 8L);
            }
            case UTF16 -> text.chars().forEach(unit16 -> out.write(BigInteger.valueOf(unit16), 16, little));
            default -> out.write(BigInteger.valueOf(c), 32, little);
        }
        return Optional.empty();
    }
}
