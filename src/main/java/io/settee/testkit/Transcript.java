package io.settee.testkit;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a process has printed so far, and a way to wait for more. Any thread. */
final class Transcript {
    /** Enough for any report; a node that logs in a loop must not eat the heap of the tests. */
    private static final int MAX_CHARS = 1 << 20;

    private static final int TAIL_CHARS = 8000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final StringBuilder text = new StringBuilder();
    private boolean ended;

    void addLine(String line) {
        lock.lock();
        try {
            text.append(line).append('\n');
            if (text.length() > MAX_CHARS) {
                text.delete(0, text.length() - MAX_CHARS / 2);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The process has closed its output: nothing more can come, and who waits may give up. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until the output matches somewhere.
     *
     * @return the text that matched, or null if the time is up or the output has ended without a match
     */
    @Nullable
    String await(Pattern pattern, Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (true) {
                Matcher matcher = pattern.matcher(text);
                if (matcher.find()) return matcher.group();
                if (ended || left <= 0) return null;
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end of the output. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (!ended && left > 0) left = changed.awaitNanos(left);
            return ended;
        } finally {
            lock.unlock();
        }
    }

    String text() {
        lock.lock();
        try {
            return text.toString();
        } finally {
            lock.unlock();
        }
    }

    /** The last of it, for messages. */
    String tail() {
        String all = text();
        if (all.isEmpty()) return "(it printed nothing)";
        return all.length() <= TAIL_CHARS ? all : "…" + all.substring(all.length() - TAIL_CHARS);
    }
}
