package io.settee.error;

import org.jspecify.annotations.Nullable;

/** EPMD, the name server of Erlang nodes, could not be asked or said no. */
public final class EpmdException extends SetteeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure, for programs. */
    public enum Reason {
        /** Nothing answers at EPMD's address. */
        UNREACHABLE,
        /** EPMD answered: no node of that name. */
        UNKNOWN_NAME,
        /** EPMD answered: the name belongs to another node. */
        NAME_TAKEN,
        /** It answered something that is not EPMD's protocol. */
        MALFORMED,
        /** It accepted the connection and did not answer in time. */
        TIMEOUT,
        /** Our embedded EPMD cannot listen where it should. */
        PORT_TAKEN
    }

    private final Reason reason;

    public EpmdException(Reason reason, String message, @Nullable Throwable cause) {
        super(null, message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
