package io.settee.term;

import java.util.Map;

/** What a {@link Pattern} found: the whole term and the variables bound in it. */
public record Match(Term term, Map<String, Term> bindings) {
    public Match {
        bindings = Map.copyOf(bindings);
    }

    /**
     * The value of a variable.
     *
     * @throws IllegalArgumentException if the pattern has no such variable
     */
    public Term get(String variable) {
        Term value = bindings.get(variable);
        if (value == null) throw new IllegalArgumentException("no variable " + variable + " in the pattern");
        return value;
    }
}
