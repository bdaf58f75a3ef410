package io.settee.shell;

/** The node has no such shell; the message says what it answered. */
public final class NoShellException extends Exception {
    private static final long serialVersionUID = 1L;

    NoShellException(String message) {
        super(message);
    }
}
