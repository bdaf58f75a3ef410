package io.settee.export;

import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;

/**
 * What came of a call, and how each way of calling is told.
 *
 * <p>Source: OTP {@code erpc.erl}, {@code execute_call/4} and {@code result/4}; {@code rpc.erl}, {@code execute_call/3}.
 */
sealed interface Outcome {
    Atom RETURN = new Atom("return");
    Atom THROW = new Atom("throw");
    Atom EXIT = new Atom("exit");
    Atom ERPC = new Atom("erpc");
    Atom BADRPC = new Atom("badrpc");
    Atom EXIT_SIGNAL = new Atom("EXIT");
    Atom NORMAL = new Atom("normal");
    Atom NOCATCH = new Atom("nocatch");
    Atom UNDEF = new Atom("undef");
    Atom BADARG = new Atom("badarg");

    /** The reason with which {@code erpc:execute_call} ends, which {@code erpc:call} takes apart. */
    Term forErpc(Term ref);

    /** What {@code rex} answers. */
    Term forRex();

    /** The reason with which a spawned process ends. */
    Term exitReason();

    record Returned(Term value) implements Outcome {
        @Override
        public Term forErpc(Term ref) {
            return Tuple.of(ref, RETURN, value);
        }

        @Override
        public Term forRex() {
            return value;
        }

        @Override
        public Term exitReason() {
            return NORMAL;
        }
    }

    record Thrown(Term thrown) implements Outcome {
        @Override
        public Term forErpc(Term ref) {
            return Tuple.of(ref, THROW, thrown);
        }

        @Override
        public Term forRex() {
            // So it is: a thrown value looks like a returned one.
            return thrown;
        }

        @Override
        public Term exitReason() {
            return Tuple.of(Tuple.of(NOCATCH, thrown), TermList.NIL);
        }
    }

    record Exited(Term reason) implements Outcome {
        @Override
        public Term forErpc(Term ref) {
            return Tuple.of(ref, EXIT, reason);
        }

        @Override
        public Term forRex() {
            return badrpc(reason);
        }

        @Override
        public Term exitReason() {
            return reason;
        }
    }

    record Failed(Term reason, Term stack) implements Outcome {
        /** Whether it was not even begun, since there is no such function. */
        boolean isUndefined() {
            return reason.equals(UNDEF);
        }

        @Override
        public Term forErpc(Term ref) {
            return Tuple.of(ref, Atom.ERROR, reason, stack);
        }

        @Override
        public Term forRex() {
            return badrpc(exitReason());
        }

        @Override
        public Term exitReason() {
            return Tuple.of(reason, stack);
        }
    }

    /** Not begun. */
    record Refused(Term reason) implements Outcome {
        @Override
        public Term forErpc(Term ref) {
            return Tuple.of(ref, Atom.ERROR, Tuple.of(ERPC, reason));
        }

        @Override
        public Term forRex() {
            return badrpc(reason);
        }

        @Override
        public Term exitReason() {
            return reason;
        }
    }

    /** {@code {badrpc, {'EXIT', Reason}}}. */
    static Term badrpc(Term reason) {
        return Tuple.of(BADRPC, Tuple.of(EXIT_SIGNAL, reason));
    }

    /** No such function: {@code undef}, with the call as the only line of the stack trace. */
    static Outcome undef(Atom module, Atom function, Term args) {
        return new Failed(UNDEF, TermList.of(Tuple.of(module, function, args, TermList.NIL)));
    }

    /** A closure, whose code is not here: what {@code error_handler:undefined_lambda/3} makes of it. */
    static Outcome undef(Fun closure, Term args) {
        return new Failed(UNDEF, TermList.of(Tuple.of(closure, args, TermList.NIL)));
    }

    /** {@code apply/3} with arguments that are no list. */
    static Outcome badarg(Atom module, Atom function, Term args) {
        Term call = TermList.of(module, function, args);
        return new Failed(BADARG, TermList.of(Tuple.of(new Atom("erlang"), new Atom("apply"), call, TermList.NIL)));
    }
}
