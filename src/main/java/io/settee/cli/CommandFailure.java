package io.settee.cli;

/** A command cannot do what it was asked for, and the message tells the user all there is to say. */
class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitStatus status;

    /** With {@link ExitStatus#FAILED}. */
    CommandFailure(String message) {
        this(ExitStatus.FAILED, message);
    }

    /** With {@link ExitStatus#FAILED}. */
    CommandFailure(String message, Throwable cause) {
        this(ExitStatus.FAILED, message, cause);
    }

    CommandFailure(ExitStatus status, String message) {
        super(message);
        this.status = status;
    }

    CommandFailure(ExitStatus status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    ExitStatus status() {
        return status;
    }
}
