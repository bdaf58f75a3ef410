package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.settee.codec.AtomRefs;
import org.jspecify.annotations.Nullable;

/**
 * An unfinished signal: the control message of its first fragment, and the payload as far as it came. Large pieces are retained
 * where they are; small ones are copied together, since each would pin the whole network buffer it lies in.
 */
final class FragmentSequence { // event loop only
    private static final int SMALLEST_RETAINED_BYTES = 8192;
    private static final int COPY_BYTES = 1 << 16;

    /** What a retained piece costs beside its bytes, roughly. */
    private static final int PIECE_OVERHEAD_BYTES = 256;

    final ControlMessage message;
    final AtomRefs atoms;
    private final CompositeByteBuf payload;
    /** The small pieces since the last large one, not yet part of the payload. */
    private @Nullable ByteBuf copied;

    private long nextFragment;
    private long heldBytes;

    /**
     * Begins with the first fragment.
     *
     * @param fragment its number: the numbers count down to 1
     * @param controlBytes the size of header and control message
     */
    FragmentSequence(ControlMessage message, AtomRefs atoms, int controlBytes, long fragment, ByteBufAllocator alloc) {
        this.message = message;
        this.atoms = atoms;
        this.nextFragment = fragment;
        // No consolidation: it would copy.
        this.payload = alloc.compositeBuffer(Integer.MAX_VALUE);
        this.heldBytes = (long) PIECE_OVERHEAD_BYTES + controlBytes;
    }

    /** The number that the next fragment must have; 0 when all have come. */
    long nextFragment() {
        return nextFragment;
    }

    /** The memory this takes, roughly. */
    long heldBytes() {
        return heldBytes;
    }

    /** The size of the payload that has come. */
    long payloadBytes() {
        return payload.readableBytes() + (copied == null ? 0L : copied.readableBytes());
    }

    /** Adds the rest of a packet, the next fragment. */
    void add(ByteBuf packet) {
        nextFragment--;
        int length = packet.readableBytes();
        heldBytes += length;
        if (length >= SMALLEST_RETAINED_BYTES) {
            seal();
            payload.addComponent(true, packet.readRetainedSlice(length));
            heldBytes += PIECE_OVERHEAD_BYTES;
        } else if (length > 0) {
            copy(packet, length);
        }
    }

    private void copy(ByteBuf packet, int length) {
        if (copied != null && copied.readableBytes() + length > COPY_BYTES) seal();
        if (copied == null) {
            copied = payload.alloc().buffer(length);
            heldBytes += PIECE_OVERHEAD_BYTES;
        }
        copied.writeBytes(packet, length);
    }

    private void seal() {
        if (copied != null) payload.addComponent(true, copied);
        copied = null;
    }

    /** All that came. It stays owned by this sequence. */
    ByteBuf payload() {
        seal();
        return payload;
    }

    void release() {
        seal();
        payload.release();
    }
}
