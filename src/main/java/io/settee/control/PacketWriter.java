package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.settee.codec.TermBuffer;
import io.settee.identity.DistFlags;
import io.settee.term.Term;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Turns signals into packets, in the forms that {@link PacketReader} draws. One per connection, any thread.
 *
 * <p>A signal is encoded whole, on the heap, before the first buffer is allocated: then its size is known, and nothing has to be
 * released if it cannot be encoded. Atoms are always spelled out, never cached.
 */
public final class PacketWriter {
    private static final int LENGTH_BYTES = Integer.BYTES;

    private static final int FRAGMENT_HEAD_BYTES = LENGTH_BYTES + 2 + 2 * Long.BYTES + 1;

    private final int fragmentBytes;
    private final boolean headers;
    private final boolean fragments;
    private final ControlWriter controls;
    private final AtomicLong lastSequence = new AtomicLong();

    /**
     * For a fresh connection.
     *
     * @param agreed the flags that both sides have: they decide which control messages and which form of packet are used
     * @param fragmentBytes so much of a payload goes into one packet at most, if the peer takes fragments
     */
    public PacketWriter(DistFlags agreed, int fragmentBytes) {
        this.fragmentBytes = fragmentBytes;
        fragments = agreed.has(DistFlags.FRAGMENTS);
        headers = fragments || agreed.has(DistFlags.DIST_HDR_ATOM_CACHE);
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
     * @param out takes buffers of one whole packet each, its 4-byte length included, in order; it must release them. It may
     *     block. Packets of other signals may go out between them
     * @throws IllegalArgumentException if the signal cannot be encoded, see {@link TermBuffer#put}, or takes more than 2 GiB where
     *     it may not be cut into fragments; nothing has been given to {@code out} then
     */
    public void write(Signal signal, ByteBufAllocator alloc, Consumer<ByteBuf> out) {
        if (!controls.canSay(signal)) return;
        try (var encoded = TermBuffer.open()) {
            encoded.putInt(0);
            if (headers) {
                encoded.putByte(PacketForm.VERSION);
                encoded.putByte(PacketForm.HEADER);
                encoded.putByte(0);
            } else {
                encoded.putByte(PacketForm.PASS_THROUGH);
                encoded.putByte(PacketForm.VERSION);
            }
            int controlStart = (int) encoded.length();
            Term payload = controls.put(signal, encoded);
            long payloadStart = encoded.length();
            if (payload != null) {
                if (!headers) encoded.putByte(PacketForm.VERSION);
                encoded.put(payload);
            }
            long payloadBytes = encoded.length() - payloadStart;
            if (fragments && payloadBytes > fragmentBytes) {
                encoded.skip(controlStart);
                writeFragments(encoded, size(payloadStart - controlStart), payloadBytes, alloc, out);
            } else {
                int size = size(encoded.length());
                encoded.setInt(0, size - LENGTH_BYTES);
                ByteBuf packet = alloc.ioBuffer(size, size);
                encoded.drainTo(packet, size);
                out.accept(packet);
            }
        }
    }

    private void writeFragments(
            TermBuffer encoded, int controlBytes, long payloadBytes, ByteBufAllocator alloc, Consumer<ByteBuf> out) {
        long sequence = lastSequence.incrementAndGet();
        long count = (payloadBytes + fragmentBytes - 1) / fragmentBytes;
        long left = payloadBytes;
        for (long fragment = count; fragment > 0; fragment--) {
            boolean first = fragment == count;
            int content = (int) Math.min(left, fragmentBytes) + (first ? controlBytes : 0);
            int length = 2 + 2 * Long.BYTES + (first ? 1 : 0) + content;
            ByteBuf packet = alloc.ioBuffer(LENGTH_BYTES + length, LENGTH_BYTES + length);
            packet.writeInt(length);
            packet.writeByte(PacketForm.VERSION);
            packet.writeByte(first ? PacketForm.FIRST_FRAGMENT : PacketForm.FRAGMENT);
            packet.writeLong(sequence);
            packet.writeLong(fragment);
            if (first) packet.writeByte(0);
            encoded.drainTo(packet, content);
            out.accept(packet);
            left -= fragmentBytes;
        }
    }

    private int size(long bytes) {
        // The head of a first fragment comes on top of this.
        if (bytes > Integer.MAX_VALUE - FRAGMENT_HEAD_BYTES - fragmentBytes) {
            throw new IllegalArgumentException("the signal takes " + bytes + " bytes in one packet; 2 GiB is the most");
        }
        return (int) bytes;
    }
}
