package io.settee.io;

import io.settee.term.Term;
import java.util.Optional;

/** Who types has thought better of it: what was read of a request so far is forgotten, and it begins anew or has its reply. */
public final class ReadCancelled extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Optional<Term> reply;

    private ReadCancelled(Optional<Term> reply) {
        super("cancelled by who types", null, false, false);
        this.reply = reply;
    }

    /** The request begins anew, and the asker does not learn of it. */
    public static ReadCancelled again() {
        return new ReadCancelled(Optional.empty());
    }

    /** The asker gets this instead of what it wanted. */
    public static ReadCancelled replying(Term reply) {
        return new ReadCancelled(Optional.of(reply));
    }

    Optional<Term> reply() {
        return reply;
    }
}
