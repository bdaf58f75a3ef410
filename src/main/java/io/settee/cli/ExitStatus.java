package io.settee.cli;

import io.settee.call.CallException;
import io.settee.call.CallTimeoutException;
import io.settee.call.NoConnectionException;
import io.settee.error.CarrierException;
import io.settee.error.ConnectionLostException;
import io.settee.error.EpmdException;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;

/** What a command tells the shell that runs it. {@code settee check} has statuses of its own. */
enum ExitStatus {
    OK(0),
    /** The remote code raised, or the command says no. */
    FAILED(1),
    /** The command line, or settings or code that it names, cannot be understood. */
    USAGE(2),
    /** There is no connection: no such name, no way, another cookie. */
    NO_CONNECTION(3),
    /** There was a connection, and it was lost. */
    LOST(4),
    /** No answer came in time. */
    TIMED_OUT(5),
    /** As a shell says it of a program that SIGINT has ended. */
    INTERRUPTED(130);

    private final int code;

    ExitStatus(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    /** What a failure amounts to. */
    static ExitStatus of(SetteeException failure) {
        return switch (failure) {
            case CallTimeoutException e -> TIMED_OUT;
            case NoConnectionException e -> e.getCause() == null ? LOST : NO_CONNECTION;
            case CallException e -> FAILED;
            case ConnectionLostException e -> LOST;
            case EpmdException e ->
                switch (e.reason()) {
                    case UNREACHABLE, UNKNOWN_NAME, MALFORMED, TIMEOUT -> NO_CONNECTION;
                    case NAME_TAKEN, PORT_TAKEN -> FAILED;
                };
            case CarrierException e -> NO_CONNECTION;
            case HandshakeException e -> NO_CONNECTION;
            default -> FAILED;
        };
    }
}
