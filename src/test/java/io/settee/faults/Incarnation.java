package io.settee.faults;

import io.settee.testkit.ErlNode;
import java.time.Instant;

/**
 * One life of a peer, with what goes each way.
 *
 * @param number counted from 1
 * @param out from us to it
 * @param in from it to us
 */
record Incarnation(int number, ErlNode erl, Ledger out, Arrivals in) {
    static Incarnation of(ErlNode erl, int number) {
        String name = erl.name() + " (" + number + ")";
        return new Incarnation(number, erl, new Ledger("to " + name), new Arrivals("from " + name));
    }

    /** Our node has lost this connection to it. */
    void lost(Instant connection) {
        out.ended(connection);
        in.reported();
    }

    /** It could not reach our node, or our node could not reach it. */
    void reported() {
        in.reported();
    }
}
