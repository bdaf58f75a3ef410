package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Term;

/**
 * A run-time error in the called function, such as {@code badarg} or {@code {badmatch, V}}. The message has Erlang's words for it and where it
 * happened, as Erlang's shell prints them.
 *
 * <p>Errors of {@code erpc} itself have a reason {@code {erpc, Reason}}: {@code notsup} of a node that spawns nothing for others, {@code system_limit} of
 * one with as many processes as it may have.
 */
public final class RemoteErrorException extends CallException {
    private static final long serialVersionUID = 1L;

    private final transient Term reason;
    private final transient Term stack;

    RemoteErrorException(NodeName peer, String what, Term reason, Term stack) {
        super(peer, what + "\n" + ExceptionText.error(reason, stack), null);
        this.reason = reason;
        this.stack = stack;
    }

    /** The reason, any term. */
    public Term reason() {
        return reason;
    }

    /** Erlang's stack trace, a list of {@code {Module, Function, ArityOrArguments, Information}}; empty if the peer sent none. */
    public Term stack() {
        return stack;
    }
}
