package io.settee.term;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable run of bytes with value equality: what a record may hold where an array would break it. */
public final class Bytes implements Comparable<Bytes> {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] array;

    private Bytes(byte[] array) {
        this.array = array;
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

    public static Bytes ofUtf8(String text) {
        return wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public int length() {
        return array.length;
    }

    public byte at(int index) {
        return array[index];
    }

    public byte[] toArray() {
        return array.clone();
    }

    /** A read-only view without a copy. */
    public ByteBuffer asBuffer() {
        return ByteBuffer.wrap(array).asReadOnlyBuffer();
    }

    /** A stream over the bytes, without a copy. */
    public InputStream asStream() {
        return new ByteArrayInputStream(array);
    }

    /** Copies all bytes into {@code target} from {@code offset} on. */
    public void copyInto(byte[] target, int offset) {
        System.arraycopy(array, 0, target, offset, array.length);
    }

    /** Hands the bytes to a writer without a copy; the writer must not keep or change the array. */
    public void writeTo(ArrayWriter writer) {
        writer.write(array, 0, array.length);
    }

    /** Decoded as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public String utf8() {
        return new String(array, StandardCharsets.UTF_8);
    }

    /** Takes bytes from an array: {@code ByteBuf::writeBytes} is one. */
    @FunctionalInterface
    public interface ArrayWriter {
        void write(byte[] array, int offset, int length);
    }

    @Override
    public int compareTo(Bytes other) {
        return Arrays.compareUnsigned(array, other.array);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes b && Arrays.equals(array, b.array);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(array);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(array, 0, Math.min(array.length, 64)) + (array.length > 64 ? "…" : "");
    }
}
