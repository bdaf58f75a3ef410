package io.settee.codec;

import io.settee.term.Atom;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes atoms of their bytes, and remembers the last ones: the same few come again and again. One thread at a time.
 *
 * <p>The memory is a table with one place for each hash, so a peer that sends ever new atoms fills it once and no more.
 */
final class AtomTexts {
    private static final int PLACE_BITS = 8;
    private static final int PLACES = 1 << PLACE_BITS;
    private static final int LONGEST_REMEMBERED = 64;

    /** Spreads what it is multiplied with over the upper bits: 2^64 divided by the golden ratio. */
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    // One place is one index of both.
    private final byte[] @Nullable [] texts = new byte[PLACES] @Nullable [];
    private final @Nullable Atom[] atoms = new @Nullable Atom[PLACES];
    private int made;

    /** How many atoms were not remembered; it wraps around. */
    int made() {
        return made;
    }

    /**
     * The atom with this text in UTF-8.
     *
     * @throws CharacterCodingException if it is not UTF-8
     * @throws IllegalArgumentException if it has more than 255 characters
     */
    Atom utf8(byte[] array, int from, int length) throws CharacterCodingException {
        if (length == 0) return Atom.EMPTY;
        if (length > LONGEST_REMEMBERED) return make(decode(array, from, length));
        int place = place(array, from, length);
        byte[] text = texts[place];
        Atom known = atoms[place];
        if (text != null && known != null && Arrays.equals(text, 0, text.length, array, from, from + length)) {
            return known;
        }
        Atom atom = make(decode(array, from, length));
        texts[place] = Arrays.copyOfRange(array, from, from + length);
        atoms[place] = atom;
        return atom;
    }

    private static int place(byte[] array, int from, int length) {
        long sample;
        if (length >= Long.BYTES) {
            sample = (long) LONG.get(array, from) * 31 + (long) LONG.get(array, from + length - Long.BYTES);
        } else {
            sample = length;
            for (int i = from; i < from + length; i++) sample = sample << 8 | array[i];
        }
        return (int) ((sample * GOLDEN_RATIO) >>> (Long.SIZE - PLACE_BITS));
    }

    private Atom make(String name) {
        made++;
        return new Atom(name);
    }

    Atom latin1(byte[] array, int from, int length) {
        return make(new String(array, from, length, StandardCharsets.ISO_8859_1));
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
