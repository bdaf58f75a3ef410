package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.settee.codec.AtomRefs;
import io.settee.codec.TermDecoder;
import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import org.jspecify.annotations.Nullable;

/**
 * The atoms that a peer has numbered, one cache per connection. OTP "External Term Format", section "Distribution Header":
 *
 * <pre>
 * NumberOfAtomCacheRefs:8  Flags  AtomCacheRefs
 * </pre>
 *
 * Flags are half-bytes, the low one of a byte first: one per reference (bit 3: new entry, bits 2 to 0: segment) and a last one
 * whose bit 0 says that lengths have two bytes. A reference is the index in its segment, for a new entry followed by length
 * and text. No references, no flags.
 */
final class AtomCache { // event loop only
    private static final int SEGMENTS = 8;
    private static final int SEGMENT_SIZE = 256;
    private static final int NEW_ENTRY = 8;
    private static final int LONG_ATOMS = 1;

    private final @Nullable Atom[] entries = new @Nullable Atom[SEGMENTS * SEGMENT_SIZE];
    private final TermDecoder decoder;

    AtomCache(TermDecoder decoder) {
        this.decoder = decoder;
    }

    /** Reads a header from the number of its references on, and enters what is new. */
    AtomRefs readHeader(ByteBuf packet) {
        need(packet, 1, "number of atoms");
        int count = packet.readUnsignedByte();
        if (count == 0) return AtomRefs.NONE;
        int flags = packet.readerIndex();
        int flagBytes = count / 2 + 1;
        need(packet, flagBytes, "flags");
        packet.skipBytes(flagBytes);
        boolean longAtoms = (halfByte(packet, flags, count) & LONG_ATOMS) != 0;
        var atoms = new Atom[count];
        for (int i = 0; i < count; i++) atoms[i] = readReference(packet, halfByte(packet, flags, i), longAtoms);
        return AtomRefs.of(atoms);
    }

    private static int halfByte(ByteBuf packet, int flags, int index) {
        return packet.getByte(flags + index / 2) >> ((index & 1) * 4) & 0xf;
    }

    private Atom readReference(ByteBuf packet, int halfByte, boolean longAtoms) {
        need(packet, 1, "reference");
        int entry = (halfByte & SEGMENTS - 1) * SEGMENT_SIZE + packet.readUnsignedByte();
        if ((halfByte & NEW_ENTRY) == 0) {
            Atom known = entries[entry];
            if (known == null) {
                throw new TermFormatException("distribution header: atom cache entry " + entry + " was never written");
            }
            return known;
        }
        need(packet, longAtoms ? 2 : 1, "length of an atom");
        int length = longAtoms ? packet.readUnsignedShort() : packet.readUnsignedByte();
        need(packet, length, "text of an atom");
        try {
            Atom atom = decoder.readAtomText(packet, length);
            entries[entry] = atom;
            return atom;
        } catch (TermFormatException e) {
            throw new TermFormatException("distribution header, atom cache entry " + entry + ": " + e.getMessage());
        }
    }

    private static void need(ByteBuf packet, int bytes, String what) {
        if (packet.readableBytes() < bytes) {
            throw new TermFormatException("distribution header: " + what + " needs " + bytes + " bytes, "
                    + packet.readableBytes() + " remain");
        }
    }
}
