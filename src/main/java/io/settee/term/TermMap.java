package io.settee.term;

import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map, its keys in the order that Erlang's maps have among themselves: the term order, but with integers before floats.
 *
 * <p>Sorted rather than hashed: a peer chooses the keys, and a million of them with one hash code would turn a hash map into a
 * list. It also makes printing and comparing deterministic.
 */
public record TermMap(SortedMap<Term, Term> entries) implements Term {
    public static final TermMap EMPTY = new TermMap(Collections.emptySortedMap());

    public TermMap {
        // The comparator of the argument may be any, so the keys are sorted anew (in linear time if it is ours).
        var sorted = new TreeMap<Term, Term>(TermOrder.KEYS);
        sorted.putAll(entries);
        entries = Collections.unmodifiableSortedMap(sorted);
    }

    public static TermMap of(Map<? extends Term, ? extends Term> entries) {
        var sorted = new TreeMap<Term, Term>(TermOrder.KEYS);
        sorted.putAll(entries);
        return new TermMap(sorted);
    }

    /** The order of the keys. A {@code TreeMap} that has it is taken over in linear time. */
    public static Comparator<Term> keyOrder() {
        return TermOrder.KEYS;
    }

    public Optional<Term> get(Term key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** The value under an atom key. */
    public Optional<Term> get(String atomKey) {
        return get(new Atom(atomKey));
    }

    public int size() {
        return entries.size();
    }

    @Override
    public boolean equals(Object other) {
        // Not that of SortedMap, which looks each key up: both sides are in the same order.
        if (!(other instanceof TermMap(var otherEntries)) || entries.size() != otherEntries.size()) return false;
        var others = otherEntries.entrySet().iterator();
        for (Map.Entry<Term, Term> entry : entries.entrySet()) {
            if (!entry.equals(others.next())) return false;
        }
        return true;
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
