package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.settee.codec.SentAtoms;
import io.settee.codec.TermBuffer;
import io.settee.identity.DistFlags;
import io.settee.term.Term;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Turns signals into packets, in the forms that {@link PacketReader} draws. One per connection, any thread.
 *
 * <p>A signal is encoded whole, on the heap, before the first buffer is allocated: then its size is known, and nothing has to be
 * released if it cannot be encoded.
 */
public final class PacketWriter {
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** Two bytes that tell the form, and two numbers. */
    private static final int FRAGMENT_HEAD_BYTES = 2 + 2 * Long.BYTES;

    /** The longest header has 255 references, all of them new and as long as an atom can be; twice that is out of its reach. */
    private static final int MOST_HEAD_BYTES = 1 << 19;

    /** Where packets go. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes a packet, its 4-byte length included, and must release it. It may block. When it returns, the packet must be on its way before all
         * that is written later, on whatever thread: those may use the atoms that this one tells the peer.
         *
         * @param last whether it ends its signal; packets of other signals may go out before that one
         */
        void packet(ByteBuf packet, boolean last);
    }

    private final int fragmentBytes;
    private final boolean headers;
    private final boolean fragments;
    private final @Nullable SentAtoms atoms;
    private final ControlWriter controls;
    private final AtomicLong lastSequence = new AtomicLong();

    /**
     * For a fresh connection.
     *
     * @param agreed the flags that both sides have: they decide which control messages and which form of packet are used
     * @param fragmentBytes so much of a payload goes into one packet at most, if the peer takes fragments
     * @param atomCache whether to number atoms that come often, if the peer takes that
     */
    public PacketWriter(DistFlags agreed, int fragmentBytes, boolean atomCache) {
        this.fragmentBytes = fragmentBytes;
        boolean cache = agreed.has(DistFlags.DIST_HDR_ATOM_CACHE);
        fragments = agreed.has(DistFlags.FRAGMENTS);
        headers = fragments || cache;
        atoms = cache && atomCache ? new SentAtoms() : null;
        controls = new ControlWriter(agreed);
    }

    /** Whether the peer knows a message for this signal; {@link #write} leaves out one for which it does not. */
    public boolean canSay(Signal signal) {
        return controls.canSay(signal);
    }

    /**
     * Encodes a signal. One for which the peer knows no message is left out, as a BEAM does: a message or exit signal to an alias
     * without {@code DFLAG_ALIAS} or {@code DFLAG_ALTACT_SIG}, an acknowledgement without {@code DFLAG_UNLINK_ID}.
     *
     * @throws IllegalArgumentException if the signal cannot be encoded, see {@link TermBuffer#put}, or takes more than 2 GiB where
     *     it may not be cut into fragments; nothing has been given to {@code out} then
     */
    public void write(Signal signal, ByteBufAllocator alloc, Sink out) {
        if (!controls.canSay(signal)) return;
        try (var encoded = TermBuffer.open(atoms)) {
            if (!headers) encoded.putByte(PacketForm.VERSION);
            Term payload = controls.put(signal, encoded);
            long controlBytes = encoded.length();
            if (payload != null) {
                if (!headers) encoded.putByte(PacketForm.VERSION);
                encoded.put(payload);
            }
            long payloadBytes = encoded.length() - controlBytes;
            if (fragments && payloadBytes > fragmentBytes) {
                writeFragments(encoded, size(controlBytes), payloadBytes, alloc, out);
            } else {
                writeWhole(encoded, size(encoded.length()), alloc, out);
            }
        }
    }

    private void writeWhole(TermBuffer encoded, int bytes, ByteBufAllocator alloc, Sink out) {
        int length = bytes + (headers ? 2 + encoded.header().encode() : 1);
        ByteBuf packet = packet(length, alloc);
        if (headers) {
            packet.writeShort(PacketForm.VERSION << 8 | PacketForm.HEADER);
            encoded.header().drainTo(packet);
        } else {
            packet.writeByte(PacketForm.PASS_THROUGH);
        }
        encoded.drainTo(packet, bytes);
        out.packet(packet, true);
        encoded.header().queued();
    }

    private void writeFragments(
            TermBuffer encoded, int controlBytes, long payloadBytes, ByteBufAllocator alloc, Sink out) {
        long sequence = lastSequence.incrementAndGet();
        long count = (payloadBytes + fragmentBytes - 1) / fragmentBytes;
        long left = payloadBytes;
        for (long fragment = count; fragment > 0; fragment--) {
            boolean first = fragment == count;
            int content = (int) Math.min(left, fragmentBytes) + (first ? controlBytes : 0);
            int length = FRAGMENT_HEAD_BYTES + (first ? encoded.header().encode() : 0) + content;
            ByteBuf packet = packet(length, alloc);
            packet.writeShort(PacketForm.VERSION << 8 | (first ? PacketForm.FIRST_FRAGMENT : PacketForm.FRAGMENT));
            packet.writeLong(sequence);
            packet.writeLong(fragment);
            if (first) encoded.header().drainTo(packet);
            encoded.drainTo(packet, content);
            out.packet(packet, fragment == 1);
            if (first) encoded.header().queued();
            left -= fragmentBytes;
        }
    }

    private static ByteBuf packet(int length, ByteBufAllocator alloc) {
        int size = LENGTH_BYTES + length;
        return alloc.ioBuffer(size, size).writeInt(length);
    }

    private int size(long bytes) {
        // What stands before it comes on top of this.
        if (bytes > Integer.MAX_VALUE - MOST_HEAD_BYTES - fragmentBytes) {
            throw new IllegalArgumentException("the signal takes " + bytes + " bytes in one packet; 2 GiB is the most");
        }
        return (int) bytes;
    }
}
