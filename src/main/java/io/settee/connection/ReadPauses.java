package io.settee.connection;

/**
 * How long to let more come before the next read, so that small signals in streams are read many at a time, as network cards do it with
 * interrupts: a read for each few of them costs more than they do, on both sides. A question and its answer must not wait, nor those of a dozen
 * callers, nor anything large.
 *
 * <p>A stream has two steady states. Where reads find many signals, pauses keep it so. Where each read finds one, it stays so, too: to wake us
 * for each signal is what keeps the peer from writing more of them, and 64 callers get half of what they could. Neither leads to the other by
 * itself; so a pause is tried now and then, and twice as rarely each time that it brings nothing. A single caller pays for one pause in a
 * thousand reads.
 *
 * <p>Event loop only.
 */
final class ReadPauses {
    private static final int FEW_SIGNALS = 32;
    private static final int LARGE_BYTES = 8 * 1024;
    private static final long IN_STREAM_NANOS = 50_000;
    private static final long TRIED_NANOS = 100_000;
    private static final int READS_BEFORE_TRYING = 32;
    private static final int MOST_READS_BEFORE_TRYING = 1024;

    private int readsOfFew;
    private int patience = READS_BEFORE_TRYING;

    /**
     * The pause after a read, in nanoseconds; 0 for none.
     *
     * @param signals that ended with it
     * @param bytes of it
     */
    long after(int signals, int bytes) {
        if (bytes >= LARGE_BYTES) return 0;
        if (signals > FEW_SIGNALS) {
            readsOfFew = 0;
            patience = READS_BEFORE_TRYING;
            return IN_STREAM_NANOS;
        }
        if (++readsOfFew < patience) return 0;
        readsOfFew = 0;
        patience = Math.min(2 * patience, MOST_READS_BEFORE_TRYING);
        return TRIED_NANOS;
    }
}
