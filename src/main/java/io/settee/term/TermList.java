package io.settee.term;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** A proper list; the empty one is {@link #NIL}. An Erlang string is a list of characters, see {@link #ofChars} and {@link #chars}. */
public record TermList(List<Term> elements) implements Term, Iterable<Term> {
    public static final TermList NIL = new TermList(List.of());

    public TermList {
        elements = List.copyOf(elements);
    }

    public static TermList of(Term... elements) {
        return elements.length == 0 ? NIL : new TermList(List.of(elements));
    }

    /** The list of a string's code points: Erlang's {@code "text"}. */
    public static TermList ofChars(String text) {
        return new TermList(text.codePoints().<Term>mapToObj(Int::of).toList());
    }

    public int size() {
        return elements.size();
    }

    public boolean isEmpty() {
        return elements.isEmpty();
    }

    public Term at(int index) {
        return elements.get(index);
    }

    /** The text, if every element is a Unicode code point; the empty list is the empty text. */
    public Optional<String> chars() {
        var text = new StringBuilder(elements.size());
        for (Term element : elements) {
            if (!(element instanceof Int.Small(long c)) || c < 0 || c > Character.MAX_CODE_POINT)
                return Optional.empty();
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) return Optional.empty();
            text.appendCodePoint((int) c);
        }
        return Optional.of(text.toString());
    }

    @Override
    public Iterator<Term> iterator() {
        return elements.iterator();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TermList(var others) && Elements.equal(elements, others);
    }

    @Override
    public int hashCode() {
        return Elements.hash(elements);
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
