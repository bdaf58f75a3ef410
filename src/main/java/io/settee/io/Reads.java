package io.settee.io;

import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The requests that read, one after the other. One whose asker has ended or given up is dropped, also while its line is being typed.
 */
final class Reads {
    /**
     * A request.
     *
     * @param end our monitor of the asker
     * @param as what the asker knows the reply by; its monitor of us has the same reference
     * @param task reads; ends soon when its thread is interrupted
     * @param after done once, whether it has read or was dropped
     */
    record Read(Ref end, Term as, Runnable task, Runnable after) {
        boolean isOf(Ref ref) {
            return end.equals(ref) || as.equals(ref);
        }
    }

    private final Turns turns = new Turns();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Read> waiting = new LinkedHashSet<>(); // guarded by lock
    private @Nullable Read current; // guarded by lock
    private @Nullable Thread reader; // guarded by lock

    /** Reads when its turn comes. */
    void add(Read read) {
        lock.lock();
        try {
            waiting.add(read);
        } finally {
            lock.unlock();
        }
        turns.add(() -> turn(read));
    }

    private void turn(Read read) {
        if (!begin(read)) return;
        try {
            read.task().run();
        } finally {
            end();
            read.after().run();
        }
    }

    private boolean begin(Read read) {
        lock.lock();
        try {
            if (!waiting.remove(read)) return false;
            current = read;
            reader = Thread.currentThread();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void end() {
        lock.lock();
        try {
            current = null;
            reader = null;
            Thread.interrupted(); // it was meant for this read alone
        } finally {
            lock.unlock();
        }
    }

    /** One of its two monitors is over: that of the asker has fired, or the asker has ended its own. */
    void drop(Ref ref) {
        Read dropped = null;
        lock.lock();
        try {
            for (Read read : waiting) {
                if (read.isOf(ref)) dropped = read;
            }
            if (dropped != null) waiting.remove(dropped);
            if (current != null && current.isOf(ref) && reader != null) reader.interrupt();
        } finally {
            lock.unlock();
        }
        if (dropped != null) dropped.after().run();
    }
}
