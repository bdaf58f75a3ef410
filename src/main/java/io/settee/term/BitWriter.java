package io.settee.term;

import java.math.BigInteger;
import java.util.Arrays;

/** Collects bits from the top of each byte on. The caller bounds how many. */
final class BitWriter {
    private byte[] array = new byte[16];
    private long bitCount;

    /** The low {@code count} bits of {@code value}; at most 8. */
    void write(int value, int count) {
        if (count == 0) return;
        int low = value & (0xff >>> (8 - count));
        int index = reserve(count);
        int used = (int) (bitCount % 8);
        int window = low << (16 - count - used);
        array[index] |= (byte) (window >>> 8);
        if (used + count > 8) array[index + 1] |= (byte) window;
        bitCount += count;
    }

    /** The first {@code count} bits of {@code bytes}. */
    void write(Bytes bytes, long count) {
        int whole = (int) (count / 8);
        int rest = (int) (count % 8);
        if (bitCount % 8 == 0 && whole == bytes.length()) {
            int index = reserve(count);
            bytes.copyInto(array, index);
            bitCount += count;
            return;
        }
        for (int i = 0; i < whole; i++) write(bytes.at(i), 8);
        if (rest > 0) write((bytes.at(whole) & 0xff) >>> (8 - rest), rest);
    }

    /** An integer in {@code count} bits of two's complement: cut off above, or filled with its sign. */
    void write(BigInteger value, long count, boolean little) {
        byte[] big = value.toByteArray();
        byte sign = (byte) (value.signum() < 0 ? 0xff : 0);
        int whole = (int) (count / 8);
        int rest = (int) (count % 8);
        if (!little) write(significant(big, whole, sign), rest);
        for (int i = 0; i < whole; i++) write(significant(big, little ? i : whole - 1 - i, sign), 8);
        if (little) write(significant(big, whole, sign), rest);
    }

    /** The byte of this significance, 0 being the least. */
    private static byte significant(byte[] big, int significance, byte sign) {
        return significance < big.length ? big[big.length - 1 - significance] : sign;
    }

    /** Makes room, and returns the index of the byte that the next bit goes into. */
    private int reserve(long count) {
        int needed = Math.toIntExact((bitCount + count + 7) / 8);
        if (needed > array.length) array = Arrays.copyOf(array, Math.max(needed, array.length * 2));
        return (int) (bitCount / 8);
    }

    Term toTerm() {
        int length = Math.toIntExact((bitCount + 7) / 8);
        int rest = (int) (bitCount % 8);
        return Bits.of(Bytes.wrap(Arrays.copyOf(array, length)), rest == 0 ? 8 : rest);
    }
}
