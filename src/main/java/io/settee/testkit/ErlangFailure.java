package io.settee.testkit;

/**
 * Something on the Erlang side did not go as the test needs: a node did not start, an expression failed or took too long, a release is
 * missing. An {@link AssertionError}, so that test frameworks count it as a failed test; the message has Erlang's own words.
 */
public final class ErlangFailure extends AssertionError {
    private static final long serialVersionUID = 1L;

    ErlangFailure(String message) {
        super(message);
    }

    ErlangFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
