package io.settee.faults;

import io.settee.testkit.ErlNode;

/**
 * One life of a peer, with its two ledgers.
 *
 * @param number counted from 1
 * @param out from us to it
 * @param in from it to us
 */
record Incarnation(int number, ErlNode erl, Ledger out, Ledger in) {
    static Incarnation of(ErlNode erl, int number) {
        String name = erl.name() + " (" + number + ")";
        return new Incarnation(number, erl, new Ledger("to " + name), new Ledger("from " + name));
    }

    void reported() {
        out.reported();
        in.reported();
    }
}
