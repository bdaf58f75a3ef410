package io.settee.term;

final class TermOrder {
    private TermOrder() {}

    static int compare(Term a, Term b) {
        return a.equals(b) ? 0 : a.toString().compareTo(b.toString());
    }
}
