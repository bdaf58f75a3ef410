package io.settee.behaviour;

import io.settee.call.CallException;
import io.settee.call.CallTimeoutException;
import io.settee.call.Caller;
import io.settee.call.NoConnectionException;
import io.settee.call.NoProcessException;
import io.settee.call.RemoteErrorException;
import io.settee.call.RemoteExitException;
import io.settee.call.RemoteThrowException;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.time.Duration;

/**
 * Applies a fun of Erlang, which cannot run in Java, on the node of whoever has sent it: there its code is. In a process of its own, so its {@code self()} is not
 * what it would be on the BEAM.
 *
 * <p>The asker is who it says it is only as far as its node goes, so no connection is made for this: a state is sent to no node that could not ask for it.
 */
final class StateFun {
    /** As long as {@code sys:replace_state/2} waits. The server waits, too. */
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private static final Atom EXIT = new Atom("exit");
    private static final Atom THROW = new Atom("throw");

    /** What came of it. */
    sealed interface Outcome permits Returned, Raised, NobodyWaits {}

    record Returned(Term value) implements Outcome {}

    /** @param kind {@code error}, {@code exit} or {@code throw} */
    record Raised(Atom kind, Term why) implements Outcome {}

    /** The asker's node is not connected any more. */
    record NobodyWaits() implements Outcome {}

    private StateFun() {}

    static Outcome apply(Caller caller, Term fun, Term state, Pid asker) throws InterruptedException {
        if (!(fun instanceof Fun)) return new Raised(Atom.ERROR, Tuple.of(new Atom("badfun"), fun));
        if (!caller.reaches(asker)) return new NobodyWaits();
        try {
            return new Returned(caller.rpc(NodeName.of(asker.node().name()))
                    .within(LIMIT)
                    .call("erlang", "apply", fun, TermList.of(state)));
        } catch (CallException e) {
            return raised(e);
        }
    }

    private static Outcome raised(CallException failure) {
        return switch (failure) {
            case RemoteErrorException e -> new Raised(Atom.ERROR, e.reason());
            case RemoteExitException e -> new Raised(EXIT, e.reason());
            case RemoteThrowException e -> new Raised(THROW, e.value());
            case CallTimeoutException e -> new Raised(Atom.ERROR, new Atom("timeout"));
            case NoConnectionException e -> new NobodyWaits();
            case NoProcessException e -> new NobodyWaits();
        };
    }
}
