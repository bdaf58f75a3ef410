package io.settee.node;

import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A token of sequential tracing: it travels from message to message, so that a tracer sees which one caused which. Its shape in Erlang is
 * {@code {Flags, Label, Serial, From, Previous}}.
 *
 * <p>Source: OTP, {@code seq_trace}, of which only nodes with a system tracer write anything down; we pass tokens on.
 *
 * @param label which trace it is; an integer for peers before OTP 21
 * @param flags what tracers write down, any of {@link #SEND}, {@link #RECEIVE}, …
 * @param serial counts the messages of this trace, as far as their sender knew of them
 * @param from who sent the message that it came with
 * @param previous the serial of the last message that its sender had received before
 */
public record TraceToken(Term label, int flags, long serial, Pid from, long previous) {
    public static final int SEND = 1;
    public static final int RECEIVE = 2;
    public static final int PRINT = 4;
    public static final int TIMESTAMP = 8;
    public static final int STRICT_MONOTONIC_TIMESTAMP = 16;
    public static final int MONOTONIC_TIMESTAMP = 32;

    private static final int ARITY = 5;

    /** The token in a control message; empty if it is none, which a BEAM would never send. */
    public static Optional<TraceToken> of(@Nullable Term token) {
        return token instanceof Tuple tuple
                        && tuple.arity() == ARITY
                        && tuple.at(0) instanceof Int.Small(long flags)
                        && flags == (int) flags
                        && tuple.at(2) instanceof Int.Small(long serial)
                        && tuple.at(3) instanceof Pid from
                        && tuple.at(4) instanceof Int.Small(long previous)
                ? Optional.of(new TraceToken(tuple.at(1), (int) flags, serial, from, previous))
                : Optional.empty();
    }

    /** {@code {Flags, Label, Serial, From, Previous}}. */
    public Term term() {
        return Tuple.of(Int.of(flags), label, Int.of(serial), from, Int.of(previous));
    }

    /**
     * What goes with the answer to a message, for those that answer each by itself and are no process that keeps count; null if nothing does.
     *
     * @param received what came with the message, in its signal
     * @param by who answers
     */
    public static @Nullable Term ofAnswer(@Nullable Term received, Pid by) {
        return of(received)
                .map(token -> new TraceToken(token.label, token.flags, token.serial + 1, by, token.serial).term())
                .orElse(null);
    }
}
