package io.settee.behaviour;

import io.settee.call.From;
import io.settee.term.Term;

/** What {@link GenServer#handleCall} makes of a call. */
public sealed interface Reply {
    /** {@code {reply, Reply, State}}. */
    record Now(Term reply) implements Reply {}

    /** {@code {noreply, State}}. */
    record Later() implements Reply {}

    /** {@code {stop, Reason, Reply, State}}. */
    record Stop(Term reason, Term reply) implements Reply {}

    /** This answer, at once. */
    static Reply of(Term reply) {
        return new Now(reply);
    }

    /** The answer comes by {@link From#reply}, from any thread, or never: then the caller waits as long as it wants to, or until the server ends. */
    static Reply later() {
        return new Later();
    }

    /** The server ends with this reason, and the caller gets this answer after {@link GenServer#terminate}. */
    static Reply stop(Term reason, Term reply) {
        return new Stop(reason, reply);
    }
}
