package io.settee.process;

import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;

/** A function and what to apply it to: {@code Module:Function(Arguments…)}. */
public record FunctionCall(Atom module, Atom function, TermList arguments) {
    public static FunctionCall of(String module, String function, Term... arguments) {
        return new FunctionCall(new Atom(module), new Atom(function), TermList.of(arguments));
    }

    public int arity() {
        return arguments.size();
    }

    /** {@code lists:nth/2}. */
    public String name() {
        return module + ":" + function + "/" + arity();
    }

    /** {@code lists:nth/2 with [3,[]]}, shortened if it is long. */
    @Override
    public String toString() {
        return name() + " with " + arguments.brief();
    }
}
