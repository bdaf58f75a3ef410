package io.settee.codec;

import io.settee.term.Atom;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes atoms of their bytes, and remembers the last ones: the same few come again and again. One thread at a time.
 *
 * <p>The memory is a table with one place per hash, so a peer that sends ever new atoms fills it once and no more.
 */
final class AtomTexts {
    private static final int PLACES = 256;
    private static final int LONGEST_REMEMBERED = 64;

    // One place is one index of both.
    private final byte[] @Nullable [] texts = new byte[PLACES] @Nullable [];
    private final @Nullable Atom[] atoms = new @Nullable Atom[PLACES];

    /**
     * The atom with this text in UTF-8.
     *
     * @throws CharacterCodingException if it is not UTF-8
     * @throws IllegalArgumentException if it has more than 255 characters
     */
    Atom utf8(byte[] array, int from, int length) throws CharacterCodingException {
        if (length > LONGEST_REMEMBERED) return new Atom(decode(array, from, length));
        int hash = length;
        for (int i = from; i < from + length; i++) hash = 31 * hash + array[i];
        int place = (hash ^ hash >>> 8) & PLACES - 1;
        byte[] text = texts[place];
        Atom known = atoms[place];
        if (text != null && known != null && Arrays.equals(text, 0, text.length, array, from, from + length)) {
            return known;
        }
        var atom = new Atom(decode(array, from, length));
        texts[place] = Arrays.copyOfRange(array, from, from + length);
        atoms[place] = atom;
        return atom;
    }

    static Atom latin1(byte[] array, int from, int length) {
        return new Atom(new String(array, from, length, StandardCharsets.ISO_8859_1));
    }

    private static String decode(byte[] array, int from, int length) throws CharacterCodingException {
        for (int i = from; i < from + length; i++) {
            if (array[i] < 0) {
                // A fresh decoder reports malformed input, where new String would put U+FFFD.
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(array, from, length))
                        .toString();
            }
        }
        return new String(array, from, length, StandardCharsets.ISO_8859_1);
    }
}
