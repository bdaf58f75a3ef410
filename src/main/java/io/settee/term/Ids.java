package io.settee.term;

/** Range checks shared by pids, ports and references. */
final class Ids {
    private Ids() {}

    static void check32(String what, long value) {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException(what + " must be 32 bits, unsigned: " + value);
        }
    }
}
