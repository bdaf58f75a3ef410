package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.settee.codec.TermBuffer;

/**
 * Cuts one encoded signal into fragments, as {@link PacketReader} draws them, all at once or as its payload is encoded. One thread at a time.
 */
final class FragmentWriter {
    /** What a fragment takes beside its part of the signal: two bytes that tell the form, and two numbers. */
    private static final int HEAD_BYTES = 2 + 2 * Long.BYTES;

    private final TermBuffer encoded;
    private final PacketWriter.Sink out;
    private final ByteBufAllocator alloc;
    private final int fragmentBytes;
    private final long sequence;
    private final long count;
    private long next;

    /** What the next fragment holds if it is not the last: the first has the control message besides. */
    private int content;

    /**
     * Begins one.
     *
     * @param encoded begins with the control message
     */
    FragmentWriter(
            TermBuffer encoded,
            int controlBytes,
            long payloadBytes,
            int fragmentBytes,
            long sequence,
            ByteBufAllocator alloc,
            PacketWriter.Sink out) {
        this.encoded = encoded;
        this.out = out;
        this.alloc = alloc;
        this.fragmentBytes = fragmentBytes;
        this.sequence = sequence;
        this.count = (payloadBytes + fragmentBytes - 1) / fragmentBytes;
        this.next = count;
        this.content = controlBytes + fragmentBytes;
    }

    /** Gives away the fragments that the buffer has whole. */
    void writeFull() {
        while (next > 1 && encoded.undrained() >= content) write(content);
        encoded.compact();
    }

    /** Gives away all that is left. */
    void writeRest() {
        while (next > 1) write(content);
        write((int) encoded.undrained());
    }

    private void write(int bytes) {
        boolean first = next == count;
        int length = HEAD_BYTES + (first ? encoded.header().encode() : 0) + bytes;
        ByteBuf packet = PacketWriter.packet(length, alloc);
        packet.writeShort(PacketForm.VERSION << 8 | (first ? PacketForm.FIRST_FRAGMENT : PacketForm.FRAGMENT));
        packet.writeLong(sequence);
        packet.writeLong(next);
        if (first) encoded.header().drainTo(packet);
        encoded.drainTo(packet, bytes);
        out.packet(packet, next == 1);
        if (first) encoded.header().queued();
        next--;
        content = fragmentBytes;
    }
}
