package io.settee.term;

import java.util.List;

/** A tuple. {@code case Tuple(var e) when e.size() == 2} reaches the elements; {@link Pattern} is easier for deep ones. */
public record Tuple(List<Term> elements) implements Term {
    public static final Tuple EMPTY = new Tuple(List.of());

    public Tuple {
        elements = List.copyOf(elements);
    }

    public static Tuple of(Term... elements) {
        return new Tuple(List.of(elements));
    }

    public int arity() {
        return elements.size();
    }

    /** The element at an index counted from 0; {@code erlang:element/2} counts from 1. */
    public Term at(int index) {
        return elements.get(index);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tuple(var others) && Elements.equal(elements, others);
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
