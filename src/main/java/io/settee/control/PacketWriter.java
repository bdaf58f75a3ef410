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
 * <p>Nothing is given away before it is certain that all of a signal can be encoded. As a rule it is encoded whole, on the heap, before the first
 * buffer is allocated. Where that would take more than 1 MiB besides its large binaries, and the peer takes fragments, it is
 * encoded twice: once to see that it can be and how long it is, keeping nothing, and once more from fragment to fragment as they
 * are taken. So a list of a hundred million numbers takes some 2 MiB on its way, and twice the time.
 */
public final class PacketWriter {
    private static final int LENGTH_BYTES = Integer.BYTES;

    /** The longest header has 255 references, all of them new and as long as an atom can be; twice that is out of its reach. */
    private static final int MOST_HEAD_BYTES = 1 << 19;

    /**
     * So many frames deeper in the stack is a term encoded for a trial: then there is room, wherever it is encoded again, for what has to be called
     * to give a fragment away.
     */
    private static final int RESERVED_FRAMES = 400;

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
        write(signal, Long.MAX_VALUE, alloc, out);
    }

    /**
     * As {@link #write(Signal, ByteBufAllocator, Sink)}, if control message and payload take no more than so many bytes.
     *
     * @return false if they do; nothing has been given to {@code out} then
     */
    public boolean write(Signal signal, long mostBytes, ByteBufAllocator alloc, Sink out) {
        if (!controls.canSay(signal)) return true;
        try (var encoded = TermBuffer.open(atoms)) {
            if (!headers) encoded.putByte(PacketForm.VERSION);
            Term payload = controls.put(signal, encoded);
            long controlBytes = encoded.length();
            if (payload != null) {
                if (!headers) encoded.putByte(PacketForm.VERSION);
                if (!putWhole(payload, encoded)) {
                    if (mostBytes <= TermBuffer.PIECE_BYTES) return false;
                    return writePieces(signal, payload, mostBytes, encoded, alloc, out);
                }
            }
            if (encoded.length() > mostBytes) return false;
            long payloadBytes = encoded.length() - controlBytes;
            if (fragments && payloadBytes > fragmentBytes) {
                fragments(encoded, size(controlBytes), payloadBytes, alloc, out).writeRest();
            } else {
                writeWhole(encoded, size(encoded.length()), alloc, out);
            }
            return true;
        }
    }

    /** False if that would take too much memory, and need not be. */
    private boolean putWhole(Term payload, TermBuffer encoded) {
        if (fragments) {
            encoded.whenFull(() -> {
                throw new TooLong();
            });
        }
        try {
            encoded.put(payload);
            return true;
        } catch (TooLong e) {
            return false;
        }
    }

    private boolean writePieces(
            Signal signal, Term payload, long mostBytes, TermBuffer encoded, ByteBufAllocator alloc, Sink out) {
        encoded.header().freeze();
        encoded.clear();
        var measured = new Object() {
            long bytes;

            void takePiece() {
                bytes += encoded.length();
                encoded.clear();
            }
        };
        encoded.whenFull(measured::takePiece);
        deeper(RESERVED_FRAMES, () -> encoded.put(payload));
        measured.takePiece();
        if (measured.bytes > mostBytes) return false;
        encoded.whenFull(null);
        controls.put(signal, encoded);
        FragmentWriter pieces = fragments(encoded, size(encoded.length()), measured.bytes, alloc, out);
        encoded.whenFull(pieces::writeFull);
        encoded.put(payload);
        pieces.writeRest();
        return true;
    }

    private static void deeper(int frames, Runnable task) {
        if (frames == 0) task.run();
        else deeper(frames - 1, task);
    }

    private FragmentWriter fragments(
            TermBuffer encoded, int controlBytes, long payloadBytes, ByteBufAllocator alloc, Sink out) {
        return new FragmentWriter(
                encoded, controlBytes, payloadBytes, fragmentBytes, lastSequence.incrementAndGet(), alloc, out);
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

    static ByteBuf packet(int length, ByteBufAllocator alloc) {
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

    /** Ends the encoding of a term that would take too much memory. */
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1;

        private TooLong() {
            super("more than one piece", null, false, false);
        }
    }
}
