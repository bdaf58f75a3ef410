package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import io.settee.term.Term;

/** Reads terms in every spelling that a BEAM has ever used. One thread at a time. */
public final class TermDecoder {
    public TermDecoder(DecodeLimits limits) {}

    /**
     * Reads the version byte 131 and one term, as {@code erlang:binary_to_term/1} does, compressed ones too. The buffer's reader
     * index ends behind the term; after an exception it is where it was.
     *
     * @throws TermFormatException if these bytes are no term, or one past the limits
     */
    public Term readVersioned(ByteBuf buf) {
        return Atom.UNDEFINED;
    }

    /** Reads one term without a version byte, with the atoms of the header that stood before it. */
    public Term read(ByteBuf buf, AtomRefs atoms) {
        return Atom.UNDEFINED;
    }

    /** Reads one term without a version byte and without a header. */
    public Term read(ByteBuf buf) {
        return read(buf, AtomRefs.NONE);
    }

    /** Reads an atom's bare text of so many bytes of UTF-8, as new entries of an atom cache have it. */
    public Atom readAtomText(ByteBuf buf, int bytes) {
        return Atom.UNDEFINED;
    }
}
