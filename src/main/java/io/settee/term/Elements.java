package io.settee.term;

import java.util.List;

/**
 * Equality of the terms that hold others. What a record and {@code List} do by themselves is the same, but takes several times
 * the stack for each level of nesting: too much for the depth that the decoder lets in.
 */
final class Elements {
    private Elements() {}

    static boolean equal(List<Term> x, List<Term> y) {
        int size = x.size();
        if (size != y.size()) return false;
        for (int i = 0; i < size; i++) if (!x.get(i).equals(y.get(i))) return false;
        return true;
    }

    static int hash(List<Term> elements) {
        int hash = 1;
        for (int i = 0; i < elements.size(); i++)
            hash = 31 * hash + elements.get(i).hashCode();
        return hash;
    }
}
