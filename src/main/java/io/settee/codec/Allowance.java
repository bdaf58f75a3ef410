package io.settee.codec;

/**
 * How many terms may still come in the one that is being read. What takes more memory than a small integer counts as so many of them, see
 * {@link DecodeLimits#maxTerms}: the figures are for a JVM of 64 bits with compressed references. One thread at a time.
 */
final class Allowance {
    /** Beyond the one term that each of these is. */
    static final int NEW_ATOM = 2;

    static final int BYTES = 2;
    static final int BIG_INTEGER = 4;
    static final int PID = 1;
    static final int PORT = 1;
    static final int REFERENCE = 1;
    static final int WORD_OF_REFERENCE = 2;
    static final int MAP = 4;
    static final int CLOSURE = 6;

    private final int most;
    private int left;

    Allowance(int most) {
        this.most = most;
    }

    /** Begins with another root. */
    void begin() {
        left = most - 1;
    }

    /** How many terms the root has counted as, so far. */
    int used() {
        return most - left;
    }

    /** Checks that so many times so many terms can follow, each of at least one byte, before any of them is read. */
    void expect(ByteSource in, String what, long count, int termsEach) {
        long terms = count * termsEach;
        if (terms > in.remaining()) {
            throw in.failure(what + " " + count + " needs at least " + terms + " bytes, " + in.remaining() + " remain");
        }
        if (terms > left) throw in.failure(what + " " + count + " " + tooMany());
        left -= (int) terms;
    }

    /** Counts a term as so many more. */
    void more(ByteSource in, int terms) {
        left -= terms;
        if (left < 0) throw in.failure(tooMany());
    }

    private String tooMany() {
        return "makes more than DecodeLimits.maxTerms = " + most + " terms";
    }
}
