package io.settee.export;

import io.settee.control.Signal;
import io.settee.node.Route;
import io.settee.node.TraceToken;
import io.settee.term.Pid;
import io.settee.term.Term;
import org.jspecify.annotations.Nullable;

/**
 * A message for a {@link Box}, and what its answer needs: the way back, and the token of the sequential trace that both are part of.
 *
 * @param token the one it came with; null if it is not traced
 * @param box whom it is for
 */
record Incoming(Term message, @Nullable Term token, Route via, Pid box) {
    /** Sends somebody an answer. */
    void answer(Pid to, Term answer) {
        via.answer(new Signal.Send(box, to, answer, answerToken()));
    }

    /** For what the box sends because of it. */
    @Nullable
    Term answerToken() {
        return TraceToken.ofAnswer(token, box);
    }
}
