package io.settee.io;

import io.settee.term.Ref;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests that read, one after the other. One whose asker has ended is dropped, also while its line is being typed; the monitor of a
 * request tells.
 */
final class Reads {
    private final Turns turns = new Turns();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Ref, Runnable> waiting = new HashMap<>(); // guarded by lock
    private @Nullable Ref current; // guarded by lock
    private @Nullable Thread reader; // guarded by lock

    /** Reads when its turn comes. The task ends soon when its thread is interrupted. */
    void add(Ref asker, Runnable read) {
        locked(() -> waiting.put(asker, read));
        turns.add(() -> turn(asker));
    }

    private void turn(Ref asker) {
        Runnable read = begin(asker);
        if (read == null) return;
        try {
            read.run();
        } finally {
            locked(() -> {
                current = null;
                reader = null;
                Thread.interrupted(); // it was meant for this read alone
            });
        }
    }

    private @Nullable Runnable begin(Ref asker) {
        lock.lock();
        try {
            Runnable read = waiting.remove(asker);
            if (read != null) {
                current = asker;
                reader = Thread.currentThread();
            }
            return read;
        } finally {
            lock.unlock();
        }
    }

    /** The asker has ended. */
    void drop(Ref asker) {
        locked(() -> {
            waiting.remove(asker);
            if (asker.equals(current) && reader != null) reader.interrupt();
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
