package io.settee.node;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Keeps one cause from filling the log: each may be logged once in a while, and is then told how often it was not. Remembers a bounded number of
 * causes, those heard of last. Any thread.
 */
final class LogLimit {
    private static final int MOST_CAUSES = 1000;

    private final long pauseNanos;
    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Cause> causes = new LinkedHashMap<>(16, 0.75f, true) { // guarded by lock
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Cause> eldest) {
                    return size() > MOST_CAUSES;
                }
            };

    private static final class Cause {
        long loggedAt;
        long silent;
    }

    LogLimit(Duration pause) {
        this(pause, System::nanoTime);
    }

    LogLimit(Duration pause, LongSupplier clock) {
        this.pauseNanos = pause.toNanos();
        this.clock = clock;
    }

    /** If this is to be logged now: how often it was not since the last time. Empty if it is not to be logged. */
    OptionalLong turn(String cause) {
        lock.lock();
        try {
            long now = clock.getAsLong();
            Cause known = causes.get(cause);
            if (known == null) {
                known = new Cause();
                causes.put(cause, known);
            } else if (now - known.loggedAt < pauseNanos) {
                known.silent++;
                return OptionalLong.empty();
            }
            long silent = known.silent;
            known.loggedAt = now;
            known.silent = 0;
            return OptionalLong.of(silent);
        } finally {
            lock.unlock();
        }
    }
}
