package io.settee.export;

import io.settee.term.Term;

/** What {@code throw(Term)} is in Erlang: {@code erpc:call} throws the term at the caller, {@code rpc:call} returns it. */
public final class ErlangThrow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Term term;

    public ErlangThrow(Term term) {
        super("throw: " + term.brief());
        this.term = term;
    }

    /** Any term. */
    public Term term() {
        return term;
    }
}
