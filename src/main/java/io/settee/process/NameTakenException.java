package io.settee.process;

import io.settee.term.Pid;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A name is registered for another process of the node. */
public final class NameTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient @Nullable Pid holder;

    NameTakenException(String message, @Nullable Pid holder) {
        super(message);
        this.holder = holder;
    }

    /** Who has it; empty if that one was just ending. */
    public Optional<Pid> holder() {
        return Optional.ofNullable(holder);
    }
}
