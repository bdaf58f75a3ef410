package io.settee.process;

import io.settee.node.Route;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one mailbox: many put, one takes at a time.
 *
 * <p>What arrives goes into a queue without a lock; a reader that finds nothing there parks, and the next message unparks
 * it. Messages that a selective receive has passed over are kept apart in their order, and are looked at first by the next receive. No monitor and
 * no condition is involved, so a virtual thread that waits here never pins its carrier.
 */
final class Inbox implements Route.Sleeper {
    private final ConcurrentLinkedQueue<Term> arriving = new ConcurrentLinkedQueue<>();
    private final AtomicReference<@Nullable Thread> parked = new AtomicReference<>();
    private volatile boolean closed;

    /** Held by the reader, also while it waits: a second reader waits for the first. */
    private final ReentrantLock reading = new ReentrantLock();

    private final ArrayDeque<Term> passedOver = new ArrayDeque<>(0); // guarded by reading

    /** Any thread; never waits. */
    void put(Term message) {
        arriving.add(message);
        wake();
    }

    /** Any thread; never waits. The reader is woken when the route says that what arrived together is all here. */
    void put(Term message, Route via) {
        arriving.add(message);
        if (parked.get() != null) via.wake(this);
    }

    @Override
    public void wake() {
        // Cleared by whoever wakes, so that a burst of messages wakes the reader once.
        if (parked.get() != null) {
            Thread reader = parked.getAndSet(null);
            if (reader != null) LockSupport.unpark(reader);
        }
    }

    /** Ends the waiting of a reader: it gets an empty answer, and the caller asks why. */
    void close() {
        closed = true;
        wake();
    }

    /** The first message; empty if the time is over or the inbox is closed. */
    Optional<Term> take(@Nullable Duration timeout) throws InterruptedException {
        return await(Optional::of, timeout);
    }

    /** The first message that matches; empty if the time is over or the inbox is closed. */
    Optional<Match> take(Pattern pattern, @Nullable Duration timeout) throws InterruptedException {
        return await(pattern::match, timeout);
    }

    /** Drops every waiting message that matches; for a reader that is not waiting. */
    void drop(Pattern pattern) {
        reading.lock();
        try {
            for (Term next = arriving.poll(); next != null; next = arriving.poll()) passedOver.add(next);
            passedOver.removeIf(pattern::matches);
        } finally {
            reading.unlock();
        }
    }

    int size() {
        return arriving.size() + passedOver.size();
    }

    private <T> Optional<T> await(Function<Term, Optional<T>> wanted, @Nullable Duration timeout)
            throws InterruptedException {
        boolean limited = timeout != null;
        long nanos = timeout == null ? 0 : saturatedNanos(timeout);
        long deadline = System.nanoTime() + nanos;
        if (!limited) reading.lockInterruptibly();
        else if (!reading.tryLock(nanos, TimeUnit.NANOSECONDS)) return Optional.empty();
        try {
            Optional<T> found = amongPassedOver(wanted);
            while (found.isEmpty()) {
                Term next = arriving.poll();
                if (next != null) {
                    found = wanted.apply(next);
                    if (found.isEmpty()) passedOver.add(next);
                } else if (closed || !park(limited, deadline)) {
                    return Optional.empty();
                }
            }
            return found;
        } finally {
            reading.unlock();
        }
    }

    private <T> Optional<T> amongPassedOver(Function<Term, Optional<T>> wanted) {
        for (Iterator<Term> messages = passedOver.iterator(); messages.hasNext(); ) {
            Optional<T> found = wanted.apply(messages.next());
            if (found.isPresent()) {
                messages.remove();
                return found;
            }
        }
        return Optional.empty();
    }

    /** Parks until something may have arrived. False if the time is over. */
    private boolean park(boolean limited, long deadline) throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        parked.set(Thread.currentThread());
        // Looked at again after saying that we park: a message put before that has nobody to wake.
        if (arriving.isEmpty() && !closed) {
            if (!limited) {
                LockSupport.park(this);
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    parked.set(null);
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
        }
        parked.set(null);
        return true;
    }

    private static long saturatedNanos(Duration timeout) {
        // Half the range, so that adding it to nanoTime cannot overflow into the past.
        try {
            return Math.min(timeout.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }
}
