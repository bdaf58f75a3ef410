package io.settee.term;

/**
 * An atom.
 *
 * @param name at most 255 characters (code points)
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
        if (name.length() > MAX_CHARACTERS && name.codePointCount(0, name.length()) > MAX_CHARACTERS) {
            throw new IllegalArgumentException("an atom has at most 255 characters, this one has "
                    + name.codePointCount(0, name.length()) + ": " + name.substring(0, 40) + "…");
        }
    }

    public static Atom of(boolean value) {
        return value ? TRUE : FALSE;
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
