package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.error.TermFormatException;
import io.settee.term.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The bytes under a decoder, read through a window in an array: over a buffer of any kind, or over what a {@link Inflation}
 * yields. A heap buffer's own array is the window.
 *
 * <p>Every read that finds too few bytes throws a {@link TermFormatException} that names the term which the decoder was in: the one
 * whose tag was read last.
 */
final class ByteSource {
    /** Most packets fit; no atom is longer. */
    static final int WINDOW_BYTES = 8192;

    private static final int SHORTEST_SHARED_BYTES = 4096;

    private static final byte[] NOTHING = {};
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] own = NOTHING;
    private byte[] window = NOTHING;
    private int at;
    private int end;
    /** What to add to an index of the window to get an offset from where this source was opened. */
    private int shift;

    /** How many bytes come behind the window. */
    private int behind;

    /** How long a run must be to be left where it is, in an array that the terms may keep; none is if they may not. */
    private int shortestShared = Integer.MAX_VALUE;

    private @Nullable ByteBuf buf;
    private int bufIndex;
    private @Nullable Inflation inflation;

    private int tag;
    private int tagOffset;

    /** Begins at the buffer's reader index, which is not moved. */
    void open(ByteBuf source) {
        if (source.hasArray()) {
            window = source.array();
            at = source.arrayOffset() + source.readerIndex();
            end = at + source.readableBytes();
            shift = -at;
            behind = 0;
        } else {
            openWindow(source.readableBytes());
            buf = source;
            bufIndex = source.readerIndex();
        }
        tag = Tag.VERSION;
        tagOffset = 0;
    }

    /** Says of the heap buffer that is open: its array is ours and never changes, so long runs may stay in it. */
    void share() {
        // What is kept pins the whole array: that shall not be more than twice of what is wanted.
        shortestShared = Math.max(SHORTEST_SHARED_BYTES, window.length / 2);
    }

    void open(Inflation source) {
        openWindow(source.inflatedBytes());
        inflation = source;
        tag = Tag.COMPRESSED;
        tagOffset = 0;
    }

    private void openWindow(int length) {
        if (own.length == 0) own = new byte[WINDOW_BYTES];
        window = own;
        at = 0;
        end = 0;
        shift = 0;
        behind = length;
    }

    /** Lets go of what it was opened on. */
    void close() {
        window = NOTHING;
        at = 0;
        end = 0;
        behind = 0;
        shortestShared = Integer.MAX_VALUE;
        buf = null;
        inflation = null;
    }

    /** How many bytes were read since it was opened. */
    int offset() {
        return shift + at;
    }

    int remaining() {
        return end - at + behind;
    }

    /** Reads a tag: with it begins the term that failures name. */
    int tag() {
        int offset = shift + at;
        if (at == end && behind == 0) {
            throw new TermFormatException(where(offset) + ": the bytes end where a term must begin");
        }
        tag = u8();
        tagOffset = offset;
        return tag;
    }

    /** The next tag, without reading it; -1 if the bytes end here. */
    int peek() {
        if (at == end) {
            if (behind == 0) return -1;
            fill(1);
        }
        return window[at] & 0xff;
    }

    /** For a term without a tag: how failures should call it. */
    void name(int likeTag) {
        tag = likeTag;
    }

    int tagOffset() {
        return tagOffset;
    }

    int u8() {
        if (at == end) fill(1);
        return window[at++] & 0xff;
    }

    int u16() {
        if (end - at < Short.BYTES) fill(Short.BYTES);
        int value = (short) SHORT.get(window, at) & 0xffff;
        at += Short.BYTES;
        return value;
    }

    int i32() {
        if (end - at < Integer.BYTES) fill(Integer.BYTES);
        int value = (int) INT.get(window, at);
        at += Integer.BYTES;
        return value;
    }

    long u32() {
        return i32() & 0xffff_ffffL;
    }

    long i64() {
        if (end - at < Long.BYTES) fill(Long.BYTES);
        long value = (long) LONG.get(window, at);
        at += Long.BYTES;
        return value;
    }

    /** The next bytes as a part of a term, for a length that was checked against the limits. */
    Bytes run(int length) {
        if (length < shortestShared || length > end - at) return Bytes.wrap(bytes(length));
        at += length;
        return Bytes.wrap(window, at - length, length);
    }

    /** The next bytes, for a length that was checked against the limits; it is checked against what remains here. */
    byte[] bytes(int length) {
        if (length > remaining()) throw tooShort(length);
        var bytes = new byte[length];
        int inWindow = Math.min(length, end - at);
        System.arraycopy(window, at, bytes, 0, inWindow);
        at += inWindow;
        if (inWindow < length) {
            // Not by way of the window: a large binary is copied once.
            read(bytes, inWindow, length - inWindow);
            shift += length - inWindow;
        }
        return bytes;
    }

    /** Goes past bytes that are there. */
    void skip(int length) {
        int inWindow = Math.min(length, end - at);
        at += inWindow;
        if (inWindow < length) {
            bufIndex += length - inWindow;
            behind -= length - inWindow;
            shift += length - inWindow;
        }
    }

    /**
     * Makes sure that so many bytes stand in {@link #array} from {@link #index} on, and goes past them: they stay there until the
     * next call.
     *
     * @param length at most {@link #WINDOW_BYTES}
     */
    void take(int length) {
        if (end - at < length) fill(length);
        at += length;
    }

    byte[] array() {
        return window;
    }

    /** Where the next byte is in {@link #array}. */
    int index() {
        return at;
    }

    private void fill(int needed) {
        int have = end - at;
        if (have + behind < needed) throw tooShort(needed);
        System.arraycopy(window, at, window, 0, have);
        shift += at;
        at = 0;
        end = have + Math.min(behind, window.length - have);
        read(window, have, end - have);
    }

    private void read(byte[] target, int from, int length) {
        if (buf != null) {
            buf.getBytes(bufIndex, target, from, length);
            bufIndex += length;
        } else if (inflation != null) {
            inflation.read(target, from, length);
        }
        behind -= length;
    }

    private TermFormatException tooShort(int needed) {
        return failure("ends early: " + needed + " more bytes needed, " + remaining() + " remain");
    }

    /** What is wrong with the term whose tag was read last: "… is not known". */
    TermFormatException failure(String problem) {
        return failure(tag, tagOffset, problem);
    }

    /** What is wrong with a term whose tag was read earlier. */
    TermFormatException failure(int tag, int tagOffset, String problem) {
        return new TermFormatException(where(tagOffset) + ": " + Tag.name(tag) + " " + problem);
    }

    private String where(int offset) {
        return "term at byte " + offset + (inflation == null ? "" : " of the inflated bytes");
    }
}
