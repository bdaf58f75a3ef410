package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Term;

/** The called function has thrown a term, {@code throw/1}, and not caught it. */
public final class RemoteThrowException extends CallException {
    private static final long serialVersionUID = 1L;

    private final transient Term value;

    RemoteThrowException(NodeName peer, String what, Term value) {
        super(peer, what + "\n" + ExceptionText.thrown(value), null);
        this.value = value;
    }

    /** The term that was thrown. */
    public Term value() {
        return value;
    }
}
