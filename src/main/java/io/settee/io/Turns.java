package io.settee.io;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Runs tasks one after the other, each when its turn comes, on a virtual thread that there is only while there are tasks. */
final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // guarded by lock
    private boolean running; // guarded by lock

    void add(Runnable task) {
        lock.lock();
        try {
            waiting.add(task);
            if (running) return;
            running = true;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("settee-io").start(this::work);
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) task.run();
    }

    private @Nullable Runnable next() {
        lock.lock();
        try {
            Runnable task = waiting.poll();
            running = task != null;
            return task;
        } finally {
            lock.unlock();
        }
    }
}
