package io.settee.call;

import io.settee.identity.NodeName;
import org.jspecify.annotations.Nullable;

/** The peer could not be reached, and then the cause says at which step and why; or the connection was lost before the answer came. */
public final class NoConnectionException extends CallException {
    private static final long serialVersionUID = 1L;

    NoConnectionException(NodeName peer, String what, @Nullable Throwable cause) {
        super(
                peer,
                what
                        + (cause == null
                                ? ": the connection was lost before an answer came. Whether the peer has acted on it is not known."
                                : ": the peer cannot be reached: " + cause.getMessage()),
                cause);
    }
}
