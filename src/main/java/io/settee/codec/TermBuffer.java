package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.term.Bytes;
import io.settee.term.Term;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Encoded terms on the heap, before they go into buffers: their length is known before the first buffer is allocated, and
 * nothing is to be released if encoding fails. Large binaries are held by reference, so their bytes are copied once, by
 * {@link #drainTo}. One thread at a time.
 */
public final class TermBuffer implements AutoCloseable {
    /** From this size on a binary is referred to and not copied; below, a copy is cheaper than the bookkeeping. */
    private static final int LARGE_BINARY_BYTES = 4096;

    private static final int FRESH_BYTES = 1024;
    private static final int LARGEST_KEPT_BYTES = 1 << 16;

    /** A buffer that is taken from {@linkplain #whenFull piece by piece} is full with so many bytes, or references to large binaries. */
    public static final int PIECE_BYTES = 1 << 20;

    private static final int PIECE_REFERENCES = 1024;

    /**
     * Those nobody uses. Not in thread locals: an application may have a hundred thousand virtual threads, each sending now and
     * then, but not many sending at once.
     */
    private static final AtomicReferenceArray<@Nullable TermBuffer> IDLE = new AtomicReferenceArray<>(64);

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** A large binary and the index in {@link #array} before which its bytes belong. */
    private record Reference(int index, Bytes bytes) {}

    byte[] array = new byte[FRESH_BYTES];
    int at;

    private final AtomHeader header = new AtomHeader();
    private final List<Reference> references = new ArrayList<>();
    private long referredBytes;

    private @Nullable Runnable whenFull;
    private int holds;

    // How far drainTo has come.
    private int drained;
    private int drainedReferences;
    private int drainedOfReference;

    private TermBuffer() {}

    /** An empty one, to be closed when done. Atoms are spelled out. */
    public static TermBuffer open() {
        return open(null);
    }

    /**
     * An empty one, to be closed when done.
     *
     * @param atoms what the receiver knows by number: then atoms may be references to the {@link #header} of this message; null to
     *     spell them out
     */
    public static TermBuffer open(@Nullable SentAtoms atoms) {
        TermBuffer idle = IDLE.getAndSet(place(), null);
        TermBuffer buffer = idle == null ? new TermBuffer() : idle;
        buffer.header.open(atoms);
        return buffer;
    }

    /** Empties it for the next user. It must not be used again, and not be closed twice. */
    @Override
    public void close() {
        if (array.length > LARGEST_KEPT_BYTES) return;
        header.close();
        whenFull = null;
        holds = 0;
        clear();
        IDLE.setRelease(place(), this);
    }

    /** Forgets what was put in. The {@link #header} stays. */
    public void clear() {
        at = 0;
        drained = 0;
        drainedReferences = 0;
        drainedOfReference = 0;
        referredBytes = 0;
        if (!references.isEmpty()) references.clear();
    }

    /**
     * What to do, from now on, whenever a piece of about 1 MiB is in the buffer and more comes, instead of growing: {@link #drainTo} and
     * {@link #compact}, or {@link #clear}, or throw something that ends {@link #put}. A closure stays in one piece whatever its size, because that stands
     * before it.
     *
     * @param action null to grow again
     */
    public void whenFull(@Nullable Runnable action) {
        whenFull = action;
    }

    /** From here on everything must stay in the buffer, until {@link #release}. */
    void hold() {
        holds++;
    }

    void release() {
        holds--;
    }

    private boolean tookPiece() {
        Runnable action = whenFull;
        if (action == null || holds > 0) return false;
        action.run();
        return true;
    }

    private static int place() {
        // Every fourth: neighbours would share a cache line.
        return ((int) Thread.currentThread().threadId() & 15) << 2;
    }

    /** The atoms to which the terms refer. */
    public AtomHeader header() {
        return header;
    }

    /** How many bytes have been put in. */
    public long length() {
        return at + referredBytes;
    }

    public void putByte(int value) {
        room(1);
        array[at++] = (byte) value;
    }

    public void putInt(int value) {
        room(Integer.BYTES);
        INT.set(array, at, value);
        at += Integer.BYTES;
    }

    /** Puts the head of a tuple, whose elements must follow. */
    public void putTuple(int arity) {
        TermWriter.tuple(this, arity);
    }

    public void putInteger(long value) {
        TermWriter.integer(this, value);
    }

    /**
     * Puts a term, without a version byte.
     *
     * @throws IllegalArgumentException if it is nested too deeply for the stack of this thread
     */
    public void put(Term term) {
        try {
            TermWriter.write(this, term);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the term is nested too deeply to be encoded on this thread's stack", e);
        }
    }

    /** Overwrites four bytes. */
    public void setInt(int index, int value) {
        INT.set(array, index, value);
    }

    /** How many bytes {@link #drainTo} has left. */
    public long undrained() {
        if (drainedReferences == 0) return length() - drained - drainedOfReference;
        long left = (long) at - drained - drainedOfReference;
        for (int i = drainedReferences; i < references.size(); i++)
            left += references.get(i).bytes.length();
        return left;
    }

    /** Makes room where {@link #drainTo} has taken something away. */
    public void compact() {
        System.arraycopy(array, drained, array, 0, at - drained);
        references.subList(0, drainedReferences).clear();
        drainedReferences = 0;
        referredBytes = 0;
        for (int i = 0; i < references.size(); i++) {
            Reference reference = references.get(i);
            references.set(i, new Reference(reference.index - drained, reference.bytes));
            referredBytes += reference.bytes.length();
        }
        at -= drained;
        drained = 0;
    }

    /** Moves the next bytes into a buffer. */
    public void drainTo(ByteBuf target, int bytes) {
        int left = bytes;
        while (left > 0) {
            Reference next = drainedReferences < references.size() ? references.get(drainedReferences) : null;
            int plain = Math.min(left, (next == null ? at : next.index) - drained);
            target.writeBytes(array, drained, plain);
            drained += plain;
            left -= plain;
            if (left == 0) return;
            if (next == null) throw new IllegalStateException(left + " more bytes wanted than were put in");
            int from = drainedOfReference;
            int part = Math.min(left, next.bytes.length() - from);
            next.bytes.writeTo((bytesOf, offset, length) -> target.writeBytes(bytesOf, offset + from, part));
            left -= part;
            drainedOfReference += part;
            if (drainedOfReference == next.bytes.length()) {
                drainedOfReference = 0;
                drainedReferences++;
            }
        }
    }

    /** Makes sure that so many bytes can be put at {@link #at}. */
    void room(int bytes) {
        if (array.length - at < bytes) grow(bytes);
    }

    private void grow(int bytes) {
        if (array.length >= PIECE_BYTES && tookPiece() && array.length - at >= bytes) return;
        long needed = (long) at + bytes;
        if (needed > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException("the term needs more than 2 GiB without its large binaries");
        }
        array = Arrays.copyOf(array, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(needed, array.length * 2L)));
    }

    void putShort(int value) {
        room(Short.BYTES);
        SHORT.set(array, at, (short) value);
        at += Short.BYTES;
    }

    void putLong(long value) {
        room(Long.BYTES);
        LONG.set(array, at, value);
        at += Long.BYTES;
    }

    void putBytes(Bytes bytes) {
        int length = bytes.length();
        if (length >= LARGE_BINARY_BYTES) {
            if (references.size() >= PIECE_REFERENCES) tookPiece();
            references.add(new Reference(at, bytes));
            referredBytes += length;
        } else {
            room(length);
            bytes.copyInto(array, at);
            at += length;
        }
    }
}
