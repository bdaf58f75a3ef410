package io.settee.identity;

import java.security.SecureRandom;

/**
 * The incarnation number of a node: what tells the pids of a node from those it made before its last restart.
 *
 * <p>EPMD hands one out at registration; a node without EPMD draws one. 0 is never used: pids that carry it look like
 * foreign identifiers to OTP 25 and later (erlang/otp#5347), and 1 to 3 are those of ancient nodes.
 *
 * @param value 32 bits, unsigned
 */
public record Creation(long value) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long LOWEST_DRAWN = 4;

    public Creation {
        if (value < 0 || value > 0xffff_ffffL) {
            throw new IllegalArgumentException("creation out of range: " + value);
        }
    }

    /** For a node that does not register with EPMD: random, at least 4. */
    public static Creation random() {
        return new Creation(RANDOM.nextLong(LOWEST_DRAWN, 0x1_0000_0000L));
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
