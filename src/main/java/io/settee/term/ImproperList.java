package io.settee.term;

import java.util.List;
import java.util.stream.Stream;

/**
 * A list whose last tail is no list, {@code [a, b | c]}.
 *
 * @param elements at least one
 * @param tail neither a {@link TermList} nor an {@link ImproperList}; {@link #of} joins those
 */
public record ImproperList(List<Term> elements, Term tail) implements Term {
    public ImproperList {
        elements = List.copyOf(elements);
        if (elements.isEmpty()) throw new IllegalArgumentException("an improper list has at least one element");
        if (tail instanceof TermList || tail instanceof ImproperList) {
            throw new IllegalArgumentException("the tail is itself a list: use ImproperList.of, which joins them");
        }
    }

    /** {@code [Elements | Tail]} for any tail, so the result may be a proper list, or the tail itself if there are no elements. */
    public static Term of(List<Term> elements, Term tail) {
        if (elements.isEmpty()) return tail;
        return switch (tail) {
            case TermList(var rest) -> new TermList(joined(elements, rest));
            case ImproperList(var rest, var last) -> new ImproperList(joined(elements, rest), last);
            default -> new ImproperList(elements, tail);
        };
    }

    private static List<Term> joined(List<Term> first, List<Term> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ImproperList(var others, Term otherTail)
                && Elements.equal(elements, others)
                && tail.equals(otherTail);
    }

    @Override
    public int hashCode() {
        return 31 * Elements.hash(elements) + tail.hashCode();
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
