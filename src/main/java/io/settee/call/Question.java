package io.settee.call;

import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What is asked and of whom, before it is: the signals that ask it, and what its outcome means. Immutable. */
interface Question {
    /** The node that is asked. */
    Atom node();

    /** The way there, connecting if need be. */
    Route route(Node from) throws InterruptedException;

    /** The way there if it is up. */
    @Nullable
    Route routeIfUp(Node from);

    /** A call that is not sent yet. */
    Call over(Route via, Pid asker, Ref ref);

    /**
     * The answer.
     *
     * @param limit the time that there was, null for any
     * @throws CallException if the outcome is not one
     */
    Term answer(Outcome outcome, @Nullable Duration limit);
}
