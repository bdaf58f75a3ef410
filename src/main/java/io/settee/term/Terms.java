package io.settee.term;

import java.math.BigInteger;
import java.util.TreeMap;

/** Short names for making terms, to be imported statically: {@code tuple(atom("hello"), integer(1), binary("text"))}. */
public final class Terms {
    private Terms() {}

    public static Atom atom(String name) {
        return new Atom(name);
    }

    public static Int integer(long value) {
        return Int.of(value);
    }

    public static Int integer(BigInteger value) {
        return Int.of(value);
    }

    public static Real real(double value) {
        return new Real(value);
    }

    public static Tuple tuple(Term... elements) {
        return Tuple.of(elements);
    }

    public static TermList list(Term... elements) {
        return TermList.of(elements);
    }

    /** An Erlang string, which is a list of characters. */
    public static TermList string(String text) {
        return TermList.ofChars(text);
    }

    /** A binary of the text's UTF-8 bytes. */
    public static Binary binary(String text) {
        return Binary.of(text);
    }

    /** A binary of a copy of the bytes. */
    public static Binary binary(byte[] bytes) {
        return Binary.copyOf(bytes);
    }

    /**
     * A map of keys and values in turn.
     *
     * @throws IllegalArgumentException if their number is odd
     */
    public static TermMap map(Term... keysAndValues) {
        if (keysAndValues.length % 2 != 0) throw new IllegalArgumentException("a key without a value");
        var entries = new TreeMap<Term, Term>(TermMap.keyOrder());
        for (int i = 0; i < keysAndValues.length; i += 2) entries.put(keysAndValues[i], keysAndValues[i + 1]);
        return new TermMap(entries);
    }
}
