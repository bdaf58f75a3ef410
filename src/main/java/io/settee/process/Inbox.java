package io.settee.process;

import io.settee.node.Route;
import io.settee.node.TraceToken;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The messages of one mailbox: many put, one takes at a time.
 *
 * <p>What arrives goes into a queue without a lock; a reader that finds nothing there parks, and the next message unparks
 * it. Messages that a selective receive has passed over are kept apart in their order, and are looked at first by the next receive. No monitor and
 * no condition is involved, so a virtual thread that waits here never pins its carrier.
 */
final class Inbox implements Route.Sleeper {
    // Neither this nor what was passed over is an object of its own in every inbox: there may be a million.
    private static final AtomicReferenceFieldUpdater<Inbox, @Nullable Thread> PARKED =
            AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Thread.class, "parked");

    private static final AtomicReferenceFieldUpdater<Inbox, @Nullable Trace> TRACE =
            AtomicReferenceFieldUpdater.newUpdater(Inbox.class, Trace.class, "trace");

    /** Never added to. */
    private static final ArrayDeque<Object> NOTHING = new ArrayDeque<>(0);

    /**
     * A message of which more is known. One without a trace token, in an inbox that counts no bytes, waits as itself: that is what nearly
     * all of them are, and there may be millions.
     *
     * @param token null if it came without one
     * @param keepsToken whether receiving it leaves the reader's token as it is
     */
    private record Envelope(Term message, @Nullable TraceToken token, boolean keepsToken, long bytes) {}

    /** Terms and envelopes. */
    private final ConcurrentLinkedQueue<Object> arriving = new ConcurrentLinkedQueue<>();

    private volatile @Nullable Thread parked;
    private volatile boolean closed;
    private volatile @Nullable Pump pump;
    private volatile @Nullable Trace trace; // made when the first token comes
    private final @Nullable Quota quota;

    /** Held by the reader, also while it waits: a second reader waits for the first. */
    private final ReentrantLock reading = new ReentrantLock();

    private ArrayDeque<Object> passedOver = NOTHING; // guarded by reading

    /** @param quota null if it takes any number of messages */
    Inbox(@Nullable Quota quota) {
        this.quota = quota;
    }

    /** Any thread; never waits, and is never refused. The reader keeps the trace token that it has. */
    void put(Term message) {
        put(message, null, true);
    }

    /** Any thread; never waits, and is never refused. */
    void put(Term message, @Nullable TraceToken token) {
        put(message, token, false);
    }

    private void put(Term message, @Nullable TraceToken token, boolean keepsToken) {
        long bytes = bytes(message);
        if (quota != null) quota.admit(bytes);
        arriving.add(wrapped(message, token, keepsToken, bytes));
        wake();
    }

    /**
     * Any thread; never waits, though the quota may hold the route. The reader is woken when the route says that what arrived
     * together is all here. False if the quota does not let it in.
     */
    boolean put(Term message, @Nullable TraceToken token, Route via) {
        long bytes = bytes(message);
        if (quota != null && !quota.admit(bytes, via)) return false;
        arriving.add(wrapped(message, token, false, bytes));
        if (parked != null || pump != null) via.wake(this);
        return true;
    }

    private long bytes(Term message) {
        return quota != null && quota.countsBytes() ? Weight.of(message) : 0;
    }

    private Object wrapped(Term message, @Nullable TraceToken token, boolean keepsToken, long bytes) {
        if (token != null) startTrace();
        boolean plain = bytes == 0 && (trace == null || (token == null && !keepsToken));
        return plain ? message : new Envelope(message, token, keepsToken, bytes);
    }

    /** The trace that its process is part of; null as long as no token has come. */
    @Nullable
    Trace trace() {
        return trace;
    }

    /** From now on its process may be part of a trace. */
    Trace startTrace() {
        Trace now = trace;
        if (now != null) return now;
        var started = new Trace();
        return TRACE.compareAndSet(this, null, started) ? started : Objects.requireNonNull(trace);
    }

    /** From now on messages go to a handler. False if somebody is receiving, or they do so already. */
    boolean pumpBy(Pump by) {
        if (!reading.tryLock()) return false;
        try {
            if (pump != null) return false;
            pump = by;
        } finally {
            reading.unlock();
        }
        by.wake();
        return true;
    }

    @Override
    public void wake() {
        // Cleared by whoever wakes, so that a burst of messages wakes the reader once.
        if (parked != null) {
            Thread reader = PARKED.getAndSet(this, null);
            if (reader != null) LockSupport.unpark(reader);
        }
        Pump by = pump;
        if (by != null) by.wake();
    }

    /** Ends the waiting of a reader: it gets an empty answer, and the caller asks why. */
    void close() {
        closed = true;
        if (quota != null) quota.close();
        wake();
    }

    boolean isClosed() {
        return closed;
    }

    /** Whether something has come that nobody has looked at. */
    boolean hasArrived() {
        return !arriving.isEmpty();
    }

    /** The first message; null if there is none. */
    @Nullable
    Term poll() {
        reading.lock();
        try {
            Object first = passedOver.poll();
            if (first == null) first = arriving.poll();
            return first == null ? null : received(first);
        } finally {
            reading.unlock();
        }
    }

    private static Term message(Object waiting) {
        return waiting instanceof Envelope envelope ? envelope.message : (Term) waiting;
    }

    /** This one has been taken out. */
    private Term received(Object waiting) {
        Envelope envelope = waiting instanceof Envelope e ? e : null;
        if (quota != null) quota.left(1, envelope == null ? 0 : envelope.bytes);
        Trace traced = trace;
        if (traced != null && (envelope == null || !envelope.keepsToken))
            traced.received(envelope == null ? null : envelope.token);
        return message(waiting);
    }

    /** The first message; empty if the time is over or the inbox is closed. */
    Optional<Term> take(@Nullable Duration timeout) throws InterruptedException {
        return await(Optional::of, timeout);
    }

    /** The first message that matches; empty if the time is over or the inbox is closed. */
    Optional<Match> take(Pattern pattern, @Nullable Duration timeout) throws InterruptedException {
        return await(pattern::match, timeout);
    }

    /** The first message that is wanted; empty if the inbox is closed. */
    Optional<Term> takeFirst(Predicate<? super Term> wanted) throws InterruptedException {
        return await(message -> wanted.test(message) ? Optional.of(message) : Optional.empty(), null);
    }

    /** Drops every waiting message that matches; for a reader that is not waiting. */
    void drop(Pattern pattern) {
        reading.lock();
        try {
            for (Object next = arriving.poll(); next != null; next = arriving.poll()) passOver(next);
            passedOver.removeIf(waiting -> {
                boolean matches = pattern.matches(message(waiting));
                if (matches && quota != null) quota.left(1, waiting instanceof Envelope envelope ? envelope.bytes : 0);
                return matches;
            });
        } finally {
            reading.unlock();
        }
        // What was here and had arrived is only here now: a handler's turn that has looked just before would leave it.
        Pump by = pump;
        if (by != null) by.wake();
    }

    int size() {
        return arriving.size() + passedOver.size();
    }

    private <T> Optional<T> await(Function<Term, Optional<T>> wanted, @Nullable Duration timeout)
            throws InterruptedException {
        Pump by = pump;
        if (by != null && !by.isCurrentThread()) {
            throw new IllegalStateException("messages of this mailbox go to its handler, and only that may receive");
        }
        boolean limited = timeout != null;
        long nanos = timeout == null ? 0 : saturatedNanos(timeout);
        long deadline = System.nanoTime() + nanos;
        if (!limited) reading.lockInterruptibly();
        else if (!reading.tryLock(nanos, TimeUnit.NANOSECONDS)) return Optional.empty();
        try {
            Optional<T> found = amongPassedOver(wanted);
            while (found.isEmpty()) {
                Object next = arriving.poll();
                if (next != null) {
                    found = offered(next, wanted);
                } else if (closed || !park(limited, deadline)) {
                    return Optional.empty();
                }
            }
            return found;
        } finally {
            reading.unlock();
        }
    }

    /** What is wanted of a message that has just been looked at for the first time. */
    private <T> Optional<T> offered(Object next, Function<Term, Optional<T>> wanted) {
        Optional<T> found = Optional.empty();
        try {
            found = wanted.apply(message(next));
        } finally {
            // Also if the reader's predicate has failed over it: it is still to be received.
            if (found.isEmpty()) passOver(next);
        }
        if (found.isPresent()) received(next);
        return found;
    }

    private void passOver(Object message) {
        if (passedOver.isEmpty()) passedOver = new ArrayDeque<>();
        passedOver.add(message);
    }

    private <T> Optional<T> amongPassedOver(Function<Term, Optional<T>> wanted) {
        for (Iterator<Object> messages = passedOver.iterator(); messages.hasNext(); ) {
            Object next = messages.next();
            Optional<T> found = wanted.apply(message(next));
            if (found.isPresent()) {
                messages.remove();
                received(next);
                return found;
            }
        }
        return Optional.empty();
    }

    /** Parks until something may have arrived. False if the time is over. */
    private boolean park(boolean limited, long deadline) throws InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        parked = Thread.currentThread();
        // Looked at again after saying that we park: a message put before that has nobody to wake.
        if (arriving.isEmpty() && !closed) {
            if (!limited) {
                LockSupport.park(this);
            } else {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    parked = null;
                    return false;
                }
                LockSupport.parkNanos(this, left);
            }
        }
        parked = null;
        return true;
    }

    static long saturatedNanos(Duration timeout) {
        // Half the range, so that adding it to nanoTime cannot overflow into the past.
        try {
            return Math.min(timeout.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2;
        }
    }
}
