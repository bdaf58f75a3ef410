package io.settee.term;

/**
 * A bit string whose length is no multiple of 8; one of whole bytes is a {@link Binary} and never this.
 *
 * @param bytes all bits from the top; the unused low bits of the last byte are zero
 * @param bitsInLastByte 1 to 7
 */
public record Bits(Bytes bytes, int bitsInLastByte) implements Term {
    public Bits {
        if (bitsInLastByte < 1 || bitsInLastByte > 7 || bytes.length() == 0) {
            throw new IllegalArgumentException(
                    "a bit string has at least one byte and 1 to 7 bits in its last byte, not " + bytes.length()
                            + " and " + bitsInLastByte);
        }
        int last = bytes.length() - 1;
        int unused = 0xff >>> bitsInLastByte;
        if ((bytes.at(last) & unused) != 0) {
            byte[] cleared = bytes.toArray();
            cleared[last] &= (byte) ~unused;
            bytes = Bytes.wrap(cleared);
        }
    }

    /** A bit string of any length: a {@link Binary} if {@code bitsInLastByte} is 8 or there are no bytes, else {@link Bits}. */
    public static Term of(Bytes bytes, int bitsInLastByte) {
        return bitsInLastByte == 8 || bytes.length() == 0 ? new Binary(bytes) : new Bits(bytes, bitsInLastByte);
    }

    public long bitLength() {
        return (bytes.length() - 1) * 8L + bitsInLastByte;
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
