package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.settee.codec.AtomRefs;
import io.settee.codec.DecodeLimits;
import io.settee.codec.TermDecoder;
import io.settee.error.TermFormatException;
import io.settee.identity.DistFlags;
import io.settee.term.Term;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets into signals. One per connection, on its event loop only: it owns the inbound atom cache and the unfinished
 * fragment sequences.
 *
 * <p>Which form packets have depends on the agreed flags alone; any other form closes the connection, on either side. OTP
 * "Distribution Protocol", section "Protocol between Connected Nodes", and "External Term Format", section "Distribution Header":
 *
 * <pre>
 * neither flag          112  131 Control  [131 Payload]                    pass-through
 * DIST_HDR_ATOM_CACHE   131 68  Header  Control  [Payload]
 *      or FRAGMENTS
 * FRAGMENTS             131 69  SeqId:64 FragId:64  Header  Control  [start of the payload]
 *                       131 70  SeqId:64 FragId:64  [more of the payload]  FragId counts down to 1
 * </pre>
 */
public final class PacketReader implements AutoCloseable {
    private static final int FRAGMENT_HEAD_BYTES = 2 * Long.BYTES;

    private final DecodeLimits limits;
    private final boolean headers;
    private final boolean cache;
    private final boolean fragments;
    private final TermDecoder decoder;
    private final AtomCache atomCache;
    private final ControlMessage.Payload payload = new Payload();
    private final Map<Long, FragmentSequence> open = new HashMap<>();
    private long heldBytes;

    /**
     * For a fresh connection.
     *
     * @param agreed the flags that both sides have: they decide which form every packet must have
     */
    public PacketReader(DistFlags agreed, DecodeLimits limits) {
        this.limits = limits;
        cache = agreed.has(DistFlags.DIST_HDR_ATOM_CACHE);
        fragments = agreed.has(DistFlags.FRAGMENTS);
        headers = cache || fragments;
        decoder = new TermDecoder(limits);
        atomCache = new AtomCache(decoder);
    }

    /**
     * Reads one packet.
     *
     * @param packet the bytes behind the 4-byte length. It is not released here; what must be kept is retained. Its reader index
     *     moves
     * @return the signal; null for a tick and for a fragment that does not end its sequence
     * @throws TermFormatException the connection must be closed
     */
    public @Nullable Signal read(ByteBuf packet) {
        if (!packet.isReadable()) return null;
        int first = packet.readUnsignedByte();
        if (!headers) {
            if (first != PacketForm.PASS_THROUGH) throw wrongForm("112 (pass-through)", first);
            return signal(packet, AtomRefs.NONE);
        }
        if (first != PacketForm.VERSION || !packet.isReadable()) throw wrongForm("131 (a distribution header)", first);
        int form = packet.readUnsignedByte();
        if (form == PacketForm.HEADER) return signal(packet, header(packet));
        if (fragments && form == PacketForm.FIRST_FRAGMENT) return firstFragment(packet);
        if (fragments && form == PacketForm.FRAGMENT) return fragment(packet);
        throw wrongForm(fragments ? "131 and 68, 69 or 70" : "131 68 (no fragments)", form);
    }

    /** The memory that unfinished fragment sequences take, roughly. */
    long heldBytes() {
        return heldBytes;
    }

    /** Forgets unfinished fragment sequences. May be repeated. */
    @Override
    public void close() {
        open.clear();
        heldBytes = 0;
    }

    /** Reads a control message and what follows it, all of which is here. */
    private Signal signal(ByteBuf packet, AtomRefs atoms) {
        try (var terms = decoder) {
            terms.open(packet, atoms);
            return control().signal(payload);
        }
    }

    private ControlMessage control() {
        Term control;
        try {
            control = headers ? decoder.next() : decoder.nextVersioned();
        } catch (TermFormatException e) {
            throw new TermFormatException("control message: " + e.getMessage());
        }
        return ControlMessage.of(control);
    }

    private AtomRefs header(ByteBuf packet) {
        AtomRefs atoms = atomCache.readHeader(packet);
        if (!cache && atoms.size() > 0) {
            throw new TermFormatException(
                    "distribution header with " + atoms.size() + " atoms, but no atom cache was agreed on");
        }
        return atoms;
    }

    private @Nullable Signal firstFragment(ByteBuf packet) {
        if (packet.readableBytes() < FRAGMENT_HEAD_BYTES) throw shortFragment(packet);
        long sequenceId = packet.readLong();
        long fragmentId = packet.readLong();
        if (fragmentId == 0) throw new TermFormatException(describe(sequenceId) + " begins with fragment 0");
        AtomRefs atoms = header(packet);
        if (fragmentId == 1) {
            drop(sequenceId);
            return signal(packet, atoms);
        }
        int start = packet.readerIndex();
        ControlMessage message;
        long heapBytes;
        try (var terms = decoder) {
            terms.open(packet, atoms);
            // Whole in this packet, and decoded now: only the payload may be cut.
            message = control();
            heapBytes = terms.heapBytes();
            terms.moveReaderIndex();
        }
        drop(sequenceId);
        if (open.size() >= limits.maxOpenFragments()) {
            throw new TermFormatException(
                    describe(sequenceId) + " would be one more than DecodeLimits.maxOpenFragments = "
                            + limits.maxOpenFragments() + " unfinished ones");
        }
        // The decoder has not counted the bytes of binaries; on the wire they are the same.
        long controlBytes = packet.readerIndex() - start + heapBytes;
        var sequence = new FragmentSequence(message, atoms, controlBytes, fragmentId);
        open.put(sequenceId, sequence);
        heldBytes += sequence.heldBytes();
        add(sequenceId, sequence, packet);
        return null;
    }

    private @Nullable Signal fragment(ByteBuf packet) {
        if (packet.readableBytes() < FRAGMENT_HEAD_BYTES) throw shortFragment(packet);
        long sequenceId = packet.readLong();
        long fragmentId = packet.readLong();
        FragmentSequence sequence = open.get(sequenceId);
        if (sequence == null) {
            throw new TermFormatException(describe(sequenceId) + ": fragment " + Long.toUnsignedString(fragmentId)
                    + " came, but no first one before it");
        }
        if (fragmentId != sequence.nextFragment()) {
            throw new TermFormatException(describe(sequenceId) + ": fragment "
                    + Long.toUnsignedString(sequence.nextFragment()) + " must come next, not "
                    + Long.toUnsignedString(fragmentId));
        }
        add(sequenceId, sequence, packet);
        if (fragmentId != 1) return null;
        open.remove(sequenceId);
        heldBytes -= sequence.heldBytes();
        try (var terms = decoder) {
            terms.openToKeep(sequence.payload(), sequence.atoms);
            return sequence.message.signal(payload);
        }
    }

    private void add(long sequenceId, FragmentSequence sequence, ByteBuf packet) {
        if (sequence.payloadBytes() + packet.readableBytes() > FragmentSequence.MOST_BYTES) {
            throw new TermFormatException(describe(sequenceId) + ": a payload of more than 2 GiB");
        }
        long before = sequence.heldBytes();
        // Negative if the control message, which is held already, was too much.
        long room = limits.maxReassemblyBytes() - heldBytes;
        if (room < 0 || !sequence.add(packet, room)) {
            throw new TermFormatException(describe(sequenceId) + ": more than DecodeLimits.maxReassemblyBytes = "
                    + limits.maxReassemblyBytes() + " bytes in " + open.size() + " unfinished sequences");
        }
        heldBytes += sequence.heldBytes() - before;
    }

    private void drop(long sequenceId) {
        FragmentSequence stale = open.remove(sequenceId);
        if (stale == null) return;
        heldBytes -= stale.heldBytes();
    }

    private static String describe(long sequenceId) {
        return "fragment sequence " + Long.toUnsignedString(sequenceId);
    }

    private static TermFormatException shortFragment(ByteBuf packet) {
        return new TermFormatException(
                "a fragment must begin with 16 bytes of identifiers; " + packet.readableBytes() + " came");
    }

    private static TermFormatException wrongForm(String expected, int found) {
        return new TermFormatException(
                "by the agreed flags a packet must begin with " + expected + ", not with " + found);
    }

    /** What the decoder has open: the rest of a packet, or the joined payload of fragments. */
    private final class Payload implements ControlMessage.Payload {
        @Override
        public boolean isPresent() {
            return decoder.hasNext();
        }

        @Override
        public Term read() {
            return headers ? decoder.next() : decoder.nextVersioned();
        }
    }
}
