package io.settee.codec;

import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import java.nio.charset.CharacterCodingException;

/** Reads atoms in every spelling, those of the distribution header included. Keeps the last ones; one thread at a time. */
final class AtomReader {
    /** In bytes: 255 characters of at most 4 bytes of UTF-8. */
    private static final int LONGEST_BYTES = 4 * Atom.MAX_CHARACTERS;

    private final AtomTexts texts = new AtomTexts();
    private AtomRefs refs = AtomRefs.NONE;

    /** From now on references mean these. */
    void open(AtomRefs newRefs) {
        refs = newRefs;
    }

    /** How many atoms had to be made for what was read, since no other was at hand; it wraps around. */
    int made() {
        return texts.made();
    }

    /** Reads the atom behind a tag that is an atom's. */
    Atom read(ByteSource in, int tag) {
        return switch (tag) {
            case Tag.SMALL_ATOM_UTF8 -> utf8(in, in.u8());
            case Tag.ATOM_UTF8 -> utf8(in, in.u16());
            case Tag.ATOM_CACHE_REF -> cached(in, in.u8());
            case Tag.SMALL_ATOM -> latin1(in, in.u8());
            default -> latin1(in, in.u16());
        };
    }

    /** Reads an atom where nothing else may stand. */
    Atom expect(ByteSource in, String role) {
        int tag = in.tag();
        return switch (tag) {
            case Tag.SMALL_ATOM_UTF8, Tag.ATOM_CACHE_REF, Tag.ATOM_UTF8, Tag.SMALL_ATOM, Tag.ATOM -> read(in, tag);
            default -> throw in.failure("where an atom must stand: the " + role);
        };
    }

    /** Reads an atom's bare text. */
    Atom utf8(ByteSource in, int bytes) {
        if (bytes > LONGEST_BYTES) throw tooLong(in, bytes + " bytes");
        in.take(bytes);
        try {
            return texts.utf8(in.array(), in.index() - bytes, bytes);
        } catch (CharacterCodingException e) {
            throw in.failure("is an atom whose text is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw tooLong(in, bytes + " bytes");
        }
    }

    private Atom latin1(ByteSource in, int characters) {
        if (characters > Atom.MAX_CHARACTERS) throw tooLong(in, characters + " characters");
        in.take(characters);
        return texts.latin1(in.array(), in.index() - characters, characters);
    }

    private static TermFormatException tooLong(ByteSource in, String length) {
        return in.failure("is an atom of " + length + "; at most 255 characters are allowed");
    }

    private Atom cached(ByteSource in, int index) {
        if (index >= refs.size()) {
            throw in.failure(index + " points past the " + refs.size() + " atoms of the distribution header");
        }
        return refs.at(index);
    }
}
