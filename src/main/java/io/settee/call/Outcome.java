package io.settee.call;

import io.settee.error.SetteeException;
import io.settee.term.Atom;
import io.settee.term.Ref;
import io.settee.term.Term;

/** How a call ended, as the signals tell it; what that means is for the {@link Question} to say. */
sealed interface Outcome {
    /** A message with the tag of the call. */
    record Replied(Term reply) implements Outcome {}

    /**
     * The monitor has fired.
     *
     * @param ref of the call
     * @param monitored a pid or, for a registered name, an atom
     */
    record Down(Ref ref, Term monitored, Term reason) implements Outcome {}

    /** The process that was to make the call was not spawned. */
    record NotSpawned(Atom reason) implements Outcome {}

    /** There was no way to the node. */
    record Unreachable(SetteeException cause) implements Outcome {}

    /** The connection was lost. */
    record Lost() implements Outcome {}

    /** The time was over. */
    record TimedOut() implements Outcome {}

    /** Nobody waits for it any more. */
    record GivenUp() implements Outcome {}

    /** This node was closed, or has lost its name. */
    record Closed() implements Outcome {}
}
