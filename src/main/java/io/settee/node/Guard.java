package io.settee.node;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The lock of one object's fields. What is done under it changes values: no I/O, and no code of a user. Any thread; it may be entered again. */
public final class Guard {
    private final ReentrantLock lock = new ReentrantLock();

    /** What is done under the lock, and what comes of it. */
    @FunctionalInterface
    public interface Change<T extends @Nullable Object, X extends Exception> {
        T make() throws X;
    }

    /** What is done under the lock. */
    @FunctionalInterface
    public interface Step<X extends Exception> {
        void run() throws X;
    }

    public <T extends @Nullable Object, X extends Exception> T locked(Change<T, X> change) throws X {
        lock.lock();
        try {
            return change.make();
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #locked(Change)}, for what nothing comes of. */
    public <X extends Exception> void locked(Step<X> change) throws X {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
