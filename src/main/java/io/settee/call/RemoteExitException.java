package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Term;

/**
 * An exit: the called function has called {@code exit/1}, or the process that was asked has ended, by an exit signal or by itself.
 */
public final class RemoteExitException extends CallException {
    private static final long serialVersionUID = 1L;

    private final transient Term reason;
    private final boolean signal;

    RemoteExitException(NodeName peer, String what, Term reason, boolean signal) {
        super(peer, what + "\n" + ExceptionText.exit(reason, signal), null);
        this.reason = reason;
        this.signal = signal;
    }

    /** The exit reason, any term. */
    public Term reason() {
        return reason;
    }

    /**
     * Whether the process that was asked or made the call has ended, rather than the function has called {@code exit/1}; {@code erpc}
     * raises {@code exit:{signal, Reason}} then.
     */
    public boolean bySignal() {
        return signal;
    }
}
