package io.settee.call;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.process.FunctionCall;
import io.settee.support.SilentRoute;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Calls to nodes that spawn nothing for others, which no release of OTP is that can be had; and answers that no BEAM gives. */
class RpcCallTest {
    private static final NodeName PEER = NodeName.of("old@127.0.0.1");
    private static final Pid LEADER = new Pid(atom("j@127.0.0.1"), 1, 0, 7);
    private static final Pid ASKER = new Pid(atom("j@127.0.0.1"), 2, 0, 7);
    private static final Ref REF = new Ref(atom("j@127.0.0.1"), 7, List.of(1L, 2L, 3L));

    /** Of a peer of this kind. */
    private record Way(boolean spawns, boolean hasAliases) implements SilentRoute {}

    private final RpcCall call = new RpcCall(PEER, FunctionCall.of("m", "f", integer(1)), () -> LEADER);

    private Term answer(String reply) {
        return call.answer(new Outcome.Replied(Term.parse(reply)), null);
    }

    @Test
    void asksTheRexServerWhereNothingIsSpawned() {
        Call asked = call.over(new Way(false, false), ASKER, REF);
        var request = tuple(atom("call"), atom("m"), atom("f"), list(integer(1)), LEADER);
        var message = tuple(atom("$gen_call"), tuple(ASKER, REF), request);
        assertThat(asked.request()).isEqualTo(new Signal.SendNamed(ASKER, atom("rex"), message, null));
        assertThat(asked.monitored()).isEqualTo(atom("rex"));
    }

    @Test
    void castsToTheRexServerWhereNothingIsSpawned() {
        Signal cast = new RpcCast(FunctionCall.of("m", "f"), () -> LEADER).signal(new Way(false, false), ASKER, REF);
        var message = tuple(atom("$gen_cast"), tuple(atom("cast"), atom("m"), atom("f"), TermList.NIL, LEADER));
        assertThat(cast).isEqualTo(new Signal.SendNamed(ASKER, atom("rex"), message, null));
    }

    @Test
    void readsTheAnswersOfRex() {
        assertThat(answer("{ok, 1}")).isEqualTo(Term.parse("{ok, 1}"));
        var error = catchThrowableOfType(
                RemoteErrorException.class, () -> answer("{badrpc, {'EXIT', {badarith, [{m, f, 1, []}]}}}"));
        assertThat(error.reason()).isEqualTo(atom("badarith"));
        assertThat(error).hasMessageEndingWith("\n  in function  m:f/1");
        var exit = catchThrowableOfType(RemoteExitException.class, () -> answer("{badrpc, {'EXIT', why}}"));
        assertThat(exit.reason()).isEqualTo(atom("why"));
        assertThat(exit.bySignal()).isFalse();
    }

    @Test
    void takesNoExitReasonForAnAnswerThatIsNone() {
        Ref another = new Ref(atom("b@127.0.0.1"), 7, List.of(1L, 2L, 3L));
        for (Term reason : List.of(
                tuple(atom("a"), atom("return"), integer(1)),
                tuple(REF, atom("nonsense"), integer(1)),
                tuple(another, atom("return"), integer(1)),
                atom("normal"),
                tuple(atom("return"), integer(1)))) {
            var down = new Outcome.Down(REF, ASKER, reason);
            var exit = catchThrowableOfType(RemoteExitException.class, () -> call.answer(down, null));
            assertThat(exit.reason()).isEqualTo(reason);
            assertThat(exit.bySignal()).isTrue();
        }
    }
}
