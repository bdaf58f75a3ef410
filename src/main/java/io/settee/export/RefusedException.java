package io.settee.export;

import io.settee.error.SetteeException;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.Tuple;

/**
 * A call is refused. {@code erpc:call} raises {@code error:{erpc, {refused, Text}}}, {@code rpc:call} returns
 * {@code {badrpc, {'EXIT', {refused, Text}}}}, and a spawned process exits with {@code {refused, Text}}.
 */
public final class RefusedException extends SetteeException {
    private static final long serialVersionUID = 1L;
    private static final Atom REFUSED = new Atom("refused");

    /** @param message told to the caller, as a binary */
    public RefusedException(String message) {
        super(null, message, null);
    }

    Term reason() {
        return Tuple.of(REFUSED, Binary.of(String.valueOf(getMessage())));
    }
}
