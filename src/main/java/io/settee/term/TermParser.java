package io.settee.term;

import io.settee.error.TermSyntaxException;

final class TermParser {
    private TermParser() {}

    static Term parseTerm(String text) {
        if (text.isBlank()) throw new TermSyntaxException(1, 1, "a term is missing");
        return new Atom(text);
    }
}
