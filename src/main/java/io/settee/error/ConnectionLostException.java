package io.settee.error;

import io.settee.identity.NodeName;

/** A connection that was up, or was coming up, is gone; the message says why. */
public final class ConnectionLostException extends SetteeException {
    private static final long serialVersionUID = 1L;

    public ConnectionLostException(NodeName peer, String message) {
        super(peer, message, null);
    }
}
