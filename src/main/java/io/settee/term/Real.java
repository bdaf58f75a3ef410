package io.settee.term;

/** A float. Erlang has no NaN and no infinities, so neither has this type. */
public record Real(double value) implements Term {
    public Real {
        if (!Double.isFinite(value)) throw new IllegalArgumentException("not an Erlang float: " + value);
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
