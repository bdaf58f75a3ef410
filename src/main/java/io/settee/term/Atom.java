package io.settee.term;

import org.jspecify.annotations.Nullable;

/**
 * An atom.
 *
 * @param name at most 255 characters (code points), no half of a surrogate pair: that has no UTF-8, and would arrive as a question
 *     mark in another atom's name
 */
public record Atom(String name) implements Term {
    public static final Atom TRUE = new Atom("true");
    public static final Atom FALSE = new Atom("false");
    public static final Atom OK = new Atom("ok");
    public static final Atom ERROR = new Atom("error");
    public static final Atom UNDEFINED = new Atom("undefined");
    public static final Atom EMPTY = new Atom("");

    /** In characters, not bytes; in UTF-8 they are at most 1020 bytes. */
    public static final int MAX_CHARACTERS = 255;

    public Atom {
        for (int i = 0; i < name.length(); i++) {
            if (Character.isSurrogate(name.charAt(i)) && !isPaired(name, i)) {
                throw new IllegalArgumentException("half a surrogate pair at index " + i + " of an atom's name");
            }
        }
        if (name.length() > MAX_CHARACTERS && name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            throw new IllegalArgumentException("an atom has at most 255 characters, this one has "
                    + name.codePointCount(0, name.length()) + ": " + name.substring(0, 40) + "…");
        }
    }

    private static boolean isPaired(String name, int i) {
        return Character.isHighSurrogate(name.charAt(i))
                ? i + 1 < name.length() && Character.isLowSurrogate(name.charAt(i + 1))
                : i > 0 && Character.isHighSurrogate(name.charAt(i - 1));
    }

    public static Atom of(boolean value) {
        return value ? TRUE : FALSE;
    }

    // Written out, here and in a few others, since the generated ones are made at their first use, which takes 5 ms
    // each.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Atom atom && name.equals(atom.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
