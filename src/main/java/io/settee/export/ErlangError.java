package io.settee.export;

import io.settee.term.Term;

/**
 * What {@code error(Reason)} is in Erlang: {@code erpc:call} raises {@code error:{exception, Reason, Stack}}, where the stack is Java's. Other exceptions come to
 * the same, with a reason of {@code io.settee.process.Crash}'s.
 */
public final class ErlangError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Term reason;

    public ErlangError(Term reason) {
        super("error: " + reason.brief());
        this.reason = reason;
    }

    /** Such as {@code badarg}; any term. */
    public Term reason() {
        return reason;
    }
}
