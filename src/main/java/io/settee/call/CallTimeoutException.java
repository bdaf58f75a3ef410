package io.settee.call;

import io.settee.identity.NodeName;
import java.time.Duration;

/** No answer came in time. Whether the peer acts on the call is not known; an answer that comes later is dropped. */
public final class CallTimeoutException extends CallException {
    private static final long serialVersionUID = 1L;

    private final Duration limit;

    CallTimeoutException(NodeName peer, String what, Duration limit) {
        super(
                peer,
                what + ": no answer within " + limit.toMillis()
                        + " ms. The peer may still be at work on it; a call that waits for nothing may also have had no connection in this time.",
                null);
        this.limit = limit;
    }

    /** The time that there was. */
    public Duration limit() {
        return limit;
    }
}
