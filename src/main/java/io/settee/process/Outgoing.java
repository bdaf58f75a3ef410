package io.settee.process;

import io.settee.term.Atom;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a process sends without waiting itself: for each node one queue and, while there is something in it, one virtual thread that sends
 * it in order. Any thread.
 */
public final class Outgoing {
    /** Sends one signal, waiting as long as that takes. */
    @FunctionalInterface
    public interface Sending {
        void run() throws InterruptedException;
    }

    private record Task(Sending sending, CompletableFuture<@Nullable Void> done) {
        void run() {
            if (done.isDone()) return; // cancelled
            Throwable failure = null;
            try {
                sending.run();
            } catch (InterruptedException | RuntimeException | Error e) {
                failure = e;
            }
            // On another thread, because whoever waits for this may go on to wait for the queue that we work off.
            Throwable outcome = failure;
            Thread.startVirtualThread(() -> {
                if (outcome == null) done.complete(null);
                else done.completeExceptionally(outcome);
            });
        }
    }

    /** A node has an entry while its thread runs. */
    private final Map<Atom, Queue<Task>> queues = new ConcurrentHashMap<>();

    /** Sends behind everything that waits for this node. */
    public CompletableFuture<@Nullable Void> add(Atom node, Sending sending) {
        var task = new Task(sending, new CompletableFuture<>());
        var started = new Object() {
            boolean now;
        };
        queues.compute(node, (n, queue) -> {
            started.now = queue == null;
            Queue<Task> tasks = queue == null ? new ConcurrentLinkedQueue<>() : queue;
            tasks.add(task);
            return tasks;
        });
        if (started.now) Thread.ofVirtual().name("settee-send-" + node.name()).start(() -> workOff(node));
        return task.done;
    }

    private void workOff(Atom node) {
        // Emptied and removed in one step, or a task that is added between the two would be left behind.
        while (true) {
            Queue<Task> tasks = queues.computeIfPresent(node, (n, queue) -> queue.isEmpty() ? null : queue);
            if (tasks == null) return;
            tasks.remove().run();
        }
    }

    /** Whether nothing waits for this node, nor is being sent. */
    public boolean isIdle(Atom node) {
        return !queues.containsKey(node);
    }

    /** Waits until what waits for this node has been sent. */
    public void await(Atom node) throws InterruptedException {
        if (isIdle(node)) return;
        try {
            add(node, () -> {}).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an empty task failed", e);
        }
    }
}
