package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The outcomes that mean the same for every kind of call. */
final class Failures {
    private static final Atom NOPROC = new Atom("noproc");
    private static final Atom NOCONNECTION = new Atom("noconnection");

    private Failures() {}

    static RuntimeException of(Outcome outcome, NodeName peer, String what, @Nullable Duration limit) {
        return switch (outcome) {
            case Outcome.Down(Ref ref, Term server, Term reason)
            when reason.equals(NOPROC) -> new NoProcessException(peer, what);
            case Outcome.Down(Ref ref, Term server, Term reason)
            when reason.equals(NOCONNECTION) -> new NoConnectionException(peer, what, null);
            case Outcome.Down(Ref ref, Term server, Term reason) -> new RemoteExitException(peer, what, reason, true);
            case Outcome.NotSpawned(Atom reason) -> new RemoteExitException(peer, what, reason, true);
            case Outcome.Unreachable(var cause) -> new NoConnectionException(peer, what, cause);
            case Outcome.Lost() -> new NoConnectionException(peer, what, null);
            case Outcome.TimedOut() -> new CallTimeoutException(peer, what, limit == null ? Duration.ZERO : limit);
            case Outcome.GivenUp() -> new IllegalStateException(what + ": the call was given up");
            case Outcome.Closed() -> new IllegalStateException(what + ": the node was closed");
            case Outcome.Replied(Term reply) -> new IllegalStateException("a reply is no failure: " + reply);
        };
    }
}
