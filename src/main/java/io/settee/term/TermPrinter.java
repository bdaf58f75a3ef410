package io.settee.term;

final class TermPrinter {
    private TermPrinter() {}

    static String print(Term term) {
        return switch (term) {
            case Atom a -> a.name();
            case Int i -> i.bigValue().toString();
            default -> term.getClass().getSimpleName();
        };
    }
}
