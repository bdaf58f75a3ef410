package io.settee.export;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * The name of a function, Erlang's {@code mfa()}: {@code module:function/arity}.
 *
 * @param arity 0 to 255
 */
public record Mfa(String module, String function, int arity) {
    public Mfa {
        if (arity < 0 || arity > 255) throw new IllegalArgumentException("an arity is 0 to 255, not " + arity);
    }

    /** {@code {Module, Function, Arity}}. */
    public Tuple toTerm() {
        return Tuple.of(new Atom(module), new Atom(function), Int.of(arity));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Mfa mfa
                && arity == mfa.arity
                && function.equals(mfa.function)
                && module.equals(mfa.module);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * module.hashCode() + function.hashCode()) + arity;
    }

    /** As Erlang writes it, {@code lists:keyfind/3}. */
    @Override
    public String toString() {
        return new Atom(module) + ":" + new Atom(function) + "/" + arity;
    }
}
