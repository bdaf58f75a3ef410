package io.settee.error;

import io.settee.identity.NodeName;
import org.jspecify.annotations.Nullable;

/** Two nodes reached each other and did not agree. Source: OTP "Distribution Protocol", section "Distribution Handshake". */
public final class HandshakeException extends SetteeException {
    private static final long serialVersionUID = 1L;

    /** Why, for programs. */
    public enum Reason {
        BAD_COOKIE,
        NOT_ALLOWED,
        /** The peer dials us at the same moment, and its attempt wins. */
        NOK,
        /** The peer believes that it is connected to us, and we did not ask it to replace that connection. */
        ALIVE,
        MISSING_FLAGS,
        /** Another node answered than the one that was dialled. */
        WRONG_NODE,
        PROTOCOL,
        TIMEOUT,
        CLOSED
    }

    private final Reason reason;

    public HandshakeException(Reason reason, @Nullable NodeName peer, String message) {
        super(peer, message, null);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
