package io.settee.process;

import io.settee.term.Term;

/**
 * Thrown by a process to end itself, {@code erlang:exit/1}: those linked to it and those who monitor it see the reason as it is. Nothing is logged.
 */
public final class ProcessExit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Term reason;

    public ProcessExit(Term reason) {
        super("exit: " + reason.brief());
        this.reason = reason;
    }

    /** The exit reason, any term. */
    public Term reason() {
        return reason;
    }
}
