package io.settee.error;

import io.settee.identity.NodeName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Anything that went wrong in talking to a cluster.
 *
 * <p>The message is one for people: what was attempted, with whom, what was expected, what came, and what to do next. Misuse
 * of the API is an {@link IllegalArgumentException} or {@link IllegalStateException} instead.
 *
 * <p>Not sealed, since {@code io.settee.process.ExitException} holds terms, and terms stand above this package.
 */
public abstract class SetteeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable NodeName peer;

    protected SetteeException(@Nullable NodeName peer, String message, @Nullable Throwable cause) {
        super(peer == null ? message : peer + ": " + message, cause);
        this.peer = peer;
    }

    /** The node that this is about, if it is about one. Its name already begins the message. */
    public Optional<NodeName> peer() {
        return Optional.ofNullable(peer);
    }
}
