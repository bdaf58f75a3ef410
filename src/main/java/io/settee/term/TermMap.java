package io.settee.term;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A map, its keys in term order.
 *
 * <p>Sorted rather than hashed: a peer chooses the keys, and a million of them with one hash code would turn a hash map into a
 * list. It also makes printing and comparing deterministic.
 */
public record TermMap(SortedMap<Term, Term> entries) implements Term {
    public static final TermMap EMPTY = new TermMap(Collections.emptySortedMap());

    public TermMap {
        // The comparator of the argument may be any, so the keys are sorted anew.
        var sorted = new TreeMap<Term, Term>();
        sorted.putAll(entries);
        entries = Collections.unmodifiableSortedMap(sorted);
    }

    public static TermMap of(Map<? extends Term, ? extends Term> entries) {
        return new TermMap(new TreeMap<>(entries));
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
    public String toString() {
        return TermPrinter.print(this);
    }
}
