package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.codec.AtomRefs;
import java.util.Arrays;

/**
 * An unfinished signal: the control message of its first fragment, and the payload as far as it came.
 *
 * <p>Each fragment is copied while the processor still has it at hand, into one array that can become part of the term. All fragments but
 * the last have one size (OTP erts, ERTS_DIST_FRAGMENT_SIZE), so what the numbers and the first sizes tell is the size of the
 * whole; the peer may lie, so the array is never much larger than what has come.
 */
final class FragmentSequence { // event loop only
    /** No Java array is longer. */
    static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    /** How many times more memory than bytes that have come. */
    private static final int MOST_AHEAD = 16;

    /** What a sequence costs beside its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 256;

    /** Some of them are known to nobody else any more: the peer may number others in their place. */
    private static final int ATOM_BYTES = 64;

    final ControlMessage message;
    final AtomRefs atoms;
    private byte[] payload = {};
    private int length;
    private long nextFragment;
    private final long overheadBytes;

    /**
     * Begins with the first fragment.
     *
     * @param fragment its number: the numbers count down to 1
     * @param controlBytes the memory that the control message takes
     */
    FragmentSequence(ControlMessage message, AtomRefs atoms, long controlBytes, long fragment) {
        this.message = message;
        this.atoms = atoms;
        this.nextFragment = fragment;
        this.overheadBytes = OVERHEAD_BYTES + controlBytes + (long) ATOM_BYTES * atoms.size();
    }

    /** The number that the next fragment must have; 0 when all have come. */
    long nextFragment() {
        return nextFragment;
    }

    /** The memory this takes, roughly. */
    long heldBytes() {
        return overheadBytes + payload.length;
    }

    /** The size of the payload that has come. */
    long payloadBytes() {
        return length;
    }

    /**
     * Adds the rest of a packet, the next fragment.
     *
     * @param room how much more memory this may take
     * @return false, and nothing is added, if that is too little
     */
    boolean add(ByteBuf packet, long room) {
        int more = packet.readableBytes();
        long needed = (long) length + more;
        if (needed > payload.length) {
            long most = Math.min(payload.length + room, MOST_BYTES);
            if (needed > most) return false;
            payload = Arrays.copyOf(payload, (int) Math.clamp(foreseen(more), needed, most));
        }
        packet.readBytes(payload, length, more);
        length += more;
        nextFragment--;
        return true;
    }

    private long foreseen(int more) {
        long needed = (long) length + more;
        long fragmentsToCome = Math.min(Integer.MAX_VALUE, nextFragment - 1 & Long.MAX_VALUE);
        long ahead = length == 0 ? MOST_AHEAD : 2;
        return Math.min(needed * ahead, needed + fragmentsToCome * more);
    }

    /** All that came; its array is given away. */
    ByteBuf payload() {
        return Unpooled.wrappedBuffer(payload, 0, length);
    }
}
