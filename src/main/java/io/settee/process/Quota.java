package io.settee.process;

import io.settee.node.Route;
import io.settee.process.Bound.WhenFull;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Counts what waits in a bounded inbox, holds up those who fill it, and lets them go on when half of the bound is free. Any thread. */
final class Quota {
    private final Bound bound;
    private final int low;
    private final long lowBytes;
    private final Runnable whenFull;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicBoolean full = new AtomicBoolean();
    private final LongAdder dropped = new LongAdder();
    private final Set<Route> held = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final AtomicInteger senders = new AtomicInteger();

    /** @param whenFull told when the inbox has become full, by the thread that has filled it; must return at once */
    Quota(Bound bound, Runnable whenFull) {
        this.bound = bound;
        this.low = bound.messages() / 2;
        this.lowBytes = bound.bytes() / 2;
        this.whenFull = whenFull;
    }

    /** Whether the size of messages matters. */
    boolean countsBytes() {
        return bound.bytes() != Bound.ANY_BYTES;
    }

    /** A message is about to be queued. False if it has to be dropped. */
    boolean admit(long bytes, Route via) {
        if (fits(waiting.incrementAndGet(), waitingBytes.addAndGet(bytes))) return true;
        tellFull();
        if (bound.whenFull() == WhenFull.DROP) {
            waiting.decrementAndGet();
            waitingBytes.addAndGet(-bytes);
            dropped.increment();
            return false;
        }
        if (held.add(via)) {
            via.hold();
            // Whoever has emptied the inbox meanwhile may not have seen the line above.
            if (isLow(waiting.get(), waitingBytes.get()) || closed) letGo();
        }
        return true;
    }

    private boolean fits(int messages, long bytes) {
        return messages <= bound.messages() && bytes <= bound.bytes();
    }

    private boolean isLow(int messages, long bytes) {
        return messages <= low && bytes <= lowBytes;
    }

    /** A message is about to be queued that must not be lost. */
    void admit(long bytes) {
        waiting.incrementAndGet();
        waitingBytes.addAndGet(bytes);
    }

    private void tellFull() {
        if (!full.get() && full.compareAndSet(false, true)) whenFull.run();
    }

    /** Messages have left the inbox. */
    void left(int messages, long bytes) {
        if (!isLow(waiting.addAndGet(-messages), waitingBytes.addAndGet(-bytes))) return;
        if (full.get()) full.set(false);
        letGo();
    }

    private void letGo() {
        for (Route via : Set.copyOf(held)) {
            if (held.remove(via)) via.release();
        }
        if (senders.get() == 0) return;
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean hasRoom() {
        return (waiting.get() < bound.messages() && waitingBytes.get() < bound.bytes()) || closed;
    }

    /** For senders on this node: waits if they have to. */
    void awaitRoom() throws InterruptedException {
        if (bound.whenFull() == WhenFull.DROP || hasRoom()) return;
        tellFull();
        lock.lockInterruptibly();
        try {
            senders.incrementAndGet();
            while (!isLow(waiting.get(), waitingBytes.get()) && !closed) room.await();
        } finally {
            senders.decrementAndGet();
            lock.unlock();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    /** The inbox takes no more: nobody waits for it any longer. */
    void close() {
        closed = true;
        letGo();
    }
}
