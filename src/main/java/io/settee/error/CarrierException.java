package io.settee.error;

import io.settee.identity.NodeName;
import org.jspecify.annotations.Nullable;

/** TCP or TLS towards a peer could not be set up. The message names the carrier and, where one is to blame, the file. */
public final class CarrierException extends SetteeException {
    private static final long serialVersionUID = 1L;

    /** What kind of failure, for programs. */
    public enum Reason {
        /** The host cannot be resolved, or nothing listens at the port. */
        UNREACHABLE,
        /** We spoke TLS and the peer answered plain, or the other way round. */
        OTHER_CARRIER,
        /** The certificates of one side do not satisfy the other. */
        CERTIFICATE,
        /** No TLS version or cipher in common, or another failure of the TLS handshake. */
        TLS
    }

    private final Reason reason;

    public CarrierException(Reason reason, @Nullable NodeName peer, String message, @Nullable Throwable cause) {
        super(peer, message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
