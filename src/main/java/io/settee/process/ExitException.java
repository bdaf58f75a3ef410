package io.settee.process;

import io.settee.error.SetteeException;
import io.settee.term.Pid;
import io.settee.term.Term;

/** A mailbox was ended by an exit signal that it does not trap; thrown to whoever receives from it or sends with it. */
public final class ExitException extends SetteeException {
    private static final long serialVersionUID = 1L;

    private final transient Pid from;
    private final transient Term reason;

    public ExitException(Pid from, Term reason) {
        super(null, "ended by an exit signal from " + from + ": " + reason.brief(), null);
        this.from = from;
        this.reason = reason;
    }

    /** Who sent the signal. */
    public Pid from() {
        return from;
    }

    /** The exit reason, any term. */
    public Term reason() {
        return reason;
    }
}
