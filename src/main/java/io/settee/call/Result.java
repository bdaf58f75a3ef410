package io.settee.call;

import io.settee.term.Term;

/** What one of many nodes has made of a call. */
public sealed interface Result {
    /** It has answered. */
    record Value(Term term) implements Result {
        @Override
        public Term get() {
            return term;
        }
    }

    /** It has not. */
    record Failure(CallException exception) implements Result {
        @Override
        public Term get() {
            throw exception;
        }
    }

    /**
     * The answer.
     *
     * @throws CallException if there is none
     */
    Term get();
}
