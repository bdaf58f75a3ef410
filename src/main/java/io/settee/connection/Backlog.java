package io.settee.connection;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many bytes are queued on a connection, and who waits until they are fewer. Any thread.
 *
 * <p>Those who wait go on one after the other, each letting the next one through, as long as there is room: a hundred thousand threads
 * may wait for one slow peer.
 */
final class Backlog {
    static final long HIGH_BYTES = 1024 * 1024;
    static final long LOW_BYTES = HIGH_BYTES / 2;

    private final AtomicLong queued = new AtomicLong();
    private volatile boolean closed;

    /** Guards nothing but the waiting; never held across I/O. */
    private final ReentrantLock lock = new ReentrantLock();

    /** For the next signal: like a BEAM process on a busy distribution port ({@code +zdbbl}, 1 MiB). */
    final Gate signals = new Gate(HIGH_BYTES, LOW_BYTES);

    /** For the next fragment of a signal that is under way. It shuts earlier, so that large signals alone keep no small one waiting. */
    final Gate fragments = new Gate(LOW_BYTES, LOW_BYTES / 2);

    /** Lets one kind of packet through. */
    final class Gate {
        private final long high;
        private final long low;
        private final Condition passable = lock.newCondition();
        private final AtomicInteger waiting = new AtomicInteger();

        private Gate(long high, long low) {
            this.high = high;
            this.low = low;
        }

        /** Waits until there is room. False if the connection is closed. */
        boolean await() throws InterruptedException {
            if (isOpen()) return !closed;
            lock.lockInterruptibly();
            try {
                waiting.incrementAndGet();
                while (queued.get() > low && !closed) passable.await();
            } finally {
                leave();
            }
            return !closed;
        }

        /** As {@link #await}, whatever interrupts come. */
        void awaitUninterruptibly() {
            if (isOpen()) return;
            lock.lock();
            try {
                waiting.incrementAndGet();
                while (queued.get() > low && !closed) passable.awaitUninterruptibly();
            } finally {
                leave();
            }
        }

        /** Whether nobody has to wait, as far as one can tell. */
        boolean isOpen() {
            return queued.get() <= high;
        }

        private void leave() {
            waiting.decrementAndGet();
            letNextThrough();
            lock.unlock();
        }

        private void letNextThrough() {
            if (queued.get() <= low && waiting.get() > 0) passable.signal();
        }
    }

    boolean hasRoom() {
        return signals.isOpen() && !closed;
    }

    long bytes() {
        return queued.get();
    }

    void add(int bytes) {
        queued.addAndGet(bytes);
    }

    void remove(int bytes) {
        long left = queued.addAndGet(-bytes);
        if (left > LOW_BYTES || (signals.waiting.get() == 0 && fragments.waiting.get() == 0)) return;
        lock.lock();
        try {
            signals.letNextThrough();
            fragments.letNextThrough();
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waiting. */
    void close() {
        closed = true;
        lock.lock();
        try {
            signals.passable.signalAll();
            fragments.passable.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
