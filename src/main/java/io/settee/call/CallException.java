package io.settee.call;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * A call that has no answer. What a function or server of the peer has raised is one of {@link RemoteErrorException}, {@link RemoteExitException}
 * and {@link RemoteThrowException}, with its terms; {@link NoProcessException}, {@link NoConnectionException} and {@link CallTimeoutException} say
 * that it could not be asked, or did not answer.
 */
public abstract sealed class CallException extends SetteeException
        permits RemoteErrorException,
                RemoteExitException,
                RemoteThrowException,
                NoProcessException,
                NoConnectionException,
                CallTimeoutException {
    private static final long serialVersionUID = 1L;

    CallException(NodeName peer, String message, @Nullable Throwable cause) {
        super(peer, message, cause);
    }
}
