package io.settee.process;

import io.settee.node.TraceToken;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The part of one process in sequential traces: the token of the message that it received last goes with all that it sends, until it receives one
 * without. Any thread.
 *
 * <p>The numbers are counted as OTP's {@code erl_trace.c}, {@code seq_trace_update_serial}, counts them.
 */
final class Trace {
    /**
     * @param clock the highest serial seen or given
     * @param received the serial of the message received last
     */
    private record State(@Nullable TraceToken token, long clock, long received) {}

    private final AtomicReference<State> state = new AtomicReference<>(new State(null, 0, 0));

    private State update(UnaryOperator<State> change) {
        return state.updateAndGet(change);
    }

    /** The process has received a message with this token, or without one. */
    void received(@Nullable TraceToken token) {
        update(was -> token == null
                ? new State(null, was.clock, was.received)
                : new State(token, Math.max(was.clock, token.serial()), token.serial()));
    }

    /** The process takes this token, or drops the one it has, {@code seq_trace:set_token/1}. */
    void set(@Nullable TraceToken token) {
        update(was -> token == null
                ? new State(null, was.clock, was.received)
                : new State(token, token.serial(), token.previous()));
    }

    @Nullable
    TraceToken token() {
        return state.get().token;
    }

    /** The token for the next message of the process; null if it has none. */
    @Nullable
    Term next(Pid self) {
        TraceToken next = update(was -> was.token == null
                        ? was
                        : new State(
                                new TraceToken(was.token.label(), was.token.flags(), was.clock + 1, self, was.received),
                                was.clock + 1,
                                was.received))
                .token;
        return next == null ? null : next.term();
    }
}
