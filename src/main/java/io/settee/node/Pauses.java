package io.settee.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before the next attempt: each pause twice as long as the one before it, and each shortened at random by up to a half, so that
 * the nodes of a cluster do not all come back to a restarted one in the same moment.
 *
 * @param first the longest that the first one may be
 * @param longest what they grow to
 */
public record Pauses(Duration first, Duration longest) {
    public static final Pauses DEFAULT = new Pauses(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private static final int MOST_DOUBLINGS = 30;

    public Pauses {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses of " + first + " to " + longest);
        }
    }

    /** The pause after so many failures in a row, the first one of which is number 1. */
    Duration after(int failures, RandomGenerator random) {
        int doublings = Math.clamp(failures - 1, 0, MOST_DOUBLINGS);
        long full = Math.min(longest.toNanos(), saturated(first.toNanos(), doublings));
        return Duration.ofNanos(full - random.nextLong(full / 2 + 1));
    }

    private static long saturated(long nanos, int doublings) {
        return nanos > Long.MAX_VALUE >> doublings ? Long.MAX_VALUE : nanos << doublings;
    }
}
