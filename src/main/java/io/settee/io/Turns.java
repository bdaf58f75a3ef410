package io.settee.io;

import io.settee.node.Guard;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Runs tasks one after the other, each when its turn comes, on a virtual thread that there is only while there are tasks. */
final class Turns {
    private final Guard guard = new Guard();
    private final Queue<Runnable> waiting = new ArrayDeque<>(); // under guard
    private boolean running; // under guard

    void add(Runnable task) {
        boolean begins = guard.locked(() -> {
            waiting.add(task);
            boolean first = !running;
            running = true;
            return first;
        });
        if (begins) Thread.ofVirtual().name("settee-io").start(this::work);
    }

    private void work() {
        for (Runnable task = next(); task != null; task = next()) task.run();
    }

    private @Nullable Runnable next() {
        return guard.locked(() -> {
            Runnable task = waiting.poll();
            running = task != null;
            return task;
        });
    }
}
