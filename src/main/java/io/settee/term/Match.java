package io.settee.term;

import java.util.Map;

/**
 * What a {@link Pattern} found: the whole term and the variables bound in it.
 *
 * <p>Every accessor throws an {@link IllegalArgumentException} if the pattern has no variable of that name; those that name a
 * type also if the value is of another type, and the message shows it.
 */
public record Match(Term term, Map<String, Term> bindings) {
    private static final int SHOWN_CHARACTERS = 80;

    public Match {
        bindings = Map.copyOf(bindings);
    }

    /** The value of a variable. */
    public Term get(String variable) {
        Term value = bindings.get(variable);
        if (value == null) throw new IllegalArgumentException("no variable " + variable + " in the pattern");
        return value;
    }

    public Pid pid(String variable) {
        return as(Pid.class, variable, "a pid");
    }

    public Ref ref(String variable) {
        return as(Ref.class, variable, "a reference");
    }

    public Atom atom(String variable) {
        return as(Atom.class, variable, "an atom");
    }

    /** The value of an integer that fits a {@code long}; {@link #get} reaches larger ones. */
    public long integer(String variable) {
        return as(Int.Small.class, variable, "an integer of at most 64 bits").value();
    }

    public double real(String variable) {
        return as(Real.class, variable, "a float").value();
    }

    public Binary binary(String variable) {
        return as(Binary.class, variable, "a binary");
    }

    public Tuple tuple(String variable) {
        return as(Tuple.class, variable, "a tuple");
    }

    public TermList list(String variable) {
        return as(TermList.class, variable, "a proper list");
    }

    public TermMap map(String variable) {
        return as(TermMap.class, variable, "a map");
    }

    private <T extends Term> T as(Class<T> type, String variable, String wanted) {
        Term value = get(variable);
        if (type.isInstance(value)) return type.cast(value);
        throw new IllegalArgumentException(variable + " is not " + wanted + " but " + value.brief(SHOWN_CHARACTERS));
    }
}
