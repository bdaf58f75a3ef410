package io.settee.behaviour;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How many restarts within how long are too many. OTP {@code supervisor.erl}, {@code add_restart/1}. */
final class RestartIntensity {
    private final int most;
    private final long periodNanos;
    private final Deque<Long> restarts = new ArrayDeque<>();

    RestartIntensity(int most, Duration period) {
        if (most < 0) throw new IllegalArgumentException("restarts: " + most + " is less than none");
        if (period.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("the period of restarts is at least 1 ms: " + period);
        }
        this.most = most;
        this.periodNanos = period.toNanos();
    }

    /** One more. False if that is too many. */
    boolean allows(long nowNanos) {
        restarts.addLast(nowNanos);
        while (nowNanos - restarts.getFirst() > periodNanos) restarts.removeFirst();
        return restarts.size() <= most;
    }

    int most() {
        return most;
    }

    Duration period() {
        return Duration.ofNanos(periodNanos);
    }
}
