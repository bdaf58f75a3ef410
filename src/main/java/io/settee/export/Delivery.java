package io.settee.export;

import io.settee.term.Ref;
import io.settee.term.Term;

/** How the outcome of a call reaches whoever wants it. Any thread; nothing here waits. */
interface Delivery {
    /** To nobody but those who are linked to the process or monitor it. */
    Delivery SPAWN = Outcome::exitReason;

    /** The call is over. Tells whom it tells, and gives the reason with which the process is to end. */
    Term done(Outcome outcome);

    /** By the end of the monitor that {@code erpc:call} has set when it spawned the process. */
    record Erpc(Ref ref) implements Delivery {
        @Override
        public Term done(Outcome outcome) {
            return outcome.forErpc(ref);
        }
    }
}
