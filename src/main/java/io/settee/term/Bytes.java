package io.settee.term;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/** An immutable run of bytes with value equality: what a record may hold where an array would break it. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;
    private final int offset;
    private final int length;

    private Bytes(byte[] array) {
        this(array, 0, array.length);
    }

    private Bytes(byte[] array, int offset, int length) {
        this.array = array;
        this.offset = offset;
        this.length = length;
    }

    /** A copy of the array. */
    public static Bytes copyOf(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array.clone());
    }

    /**
     * The array itself, without a copy. The caller promises never to change it again; this is for code that has just filled it
     * from a socket or a file.
     */
    public static Bytes wrap(byte[] array) {
        return array.length == 0 ? EMPTY : new Bytes(array);
    }

    /**
     * A part of an array, without a copy; see {@link #wrap(byte[])}. As long as these bytes are held the whole array is.
     *
     * @throws IndexOutOfBoundsException if the array has no such part
     */
    public static Bytes wrap(byte[] array, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, array.length);
        return length == 0 ? EMPTY : new Bytes(array, offset, length);
    }

    public static Bytes ofUtf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return length;
    }

    public byte at(int index) {
        return array[offset + Objects.checkIndex(index, length)];
    }

    public byte[] toArray() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    /** A read-only view without a copy. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array, offset, length).slice().asReadOnlyBuffer();
    }

    /** A stream over the bytes, without a copy. */
    public InputStream asStream() {
        return new ByteArrayInputStream(array, offset, length);
    }

    /** Copies all bytes into {@code target} from {@code at} on. */
    public void copyInto(byte[] target, int at) {
        System.arraycopy(array, offset, target, at, length);
    }

    /** Hands the bytes to a writer without a copy; the writer must not keep or change the array. */
    public void writeTo(ArrayWriter writer) {
        writer.write(array, offset, length);
    }

    /** Decoded as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String utf8() {
        return new String(array, offset, length, StandardCharsets.UTF_8);
    }

    /** Takes bytes from an array: {@code ByteBuf::writeBytes} is one. */
    @FunctionalInterface
    public interface ArrayWriter {
        void write(byte[] array, int offset, int length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(
                array, offset, offset + length, other.array, other.offset, other.offset + other.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes b
                && Arrays.equals(array, offset, offset + length, b.array, b.offset, b.offset + b.length);
    }

    @Override
    public int hashCode() {
        // The same for equal bytes, whether they are a part or all of an array.
        if (length == array.length) return Arrays.hashCode(array);
        int hash = 1;
        for (int i = offset; i < offset + length; i++) hash = 31 * hash + array[i];
        return hash;
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(array, offset, offset + Math.min(length, 64)) + (length > 64 ? "…" : "");
    }
}
