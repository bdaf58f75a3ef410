package io.settee.call;

import io.settee.term.Pid;
import java.util.Optional;

/** Finds the process behind a name of a registry, as {@code Module:whereis_name/1} does. Called on the thread of whoever asks, or on a virtual one. */
@FunctionalInterface
public interface ServerLookup {
    /**
     * The process that has the name now; empty if there is none.
     *
     * @throws IllegalStateException if there is nobody to ask; to who wanted to call it is a {@link NoProcessException} with this message
     * @throws RuntimeException if the registry fails otherwise; who wanted to call gets it
     */
    Optional<Pid> find() throws InterruptedException;
}
