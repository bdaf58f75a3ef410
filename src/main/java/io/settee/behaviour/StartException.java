package io.settee.behaviour;

import io.settee.error.SetteeException;
import io.settee.process.NameTakenException;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.Tuple;
import org.jspecify.annotations.Nullable;

/** A server or supervisor did not start: what {@code gen_server:start} tells by {@code {error, Reason}} and by {@code ignore}. */
public final class StartException extends SetteeException {
    private static final long serialVersionUID = 1L;
    private static final Atom ALREADY_STARTED = new Atom("already_started");
    static final Atom IGNORE = new Atom("ignore");

    private final transient Term reason;

    StartException(String what, Term reason, @Nullable Throwable cause) {
        super(null, what + " did not start: " + reason.brief(500), cause);
        this.reason = reason;
    }

    static StartException nameTaken(String what, NameTakenException taken) {
        Term holder = taken.holder().<Term>map(pid -> pid).orElse(Atom.UNDEFINED);
        return new StartException(what, Tuple.of(ALREADY_STARTED, holder), taken);
    }

    /**
     * {@code {already_started, Pid}} if its name was taken, {@code ignore} if it did not want to start, otherwise the reason with which its process ended in {@code init}.
     */
    public Term reason() {
        return reason;
    }
}
