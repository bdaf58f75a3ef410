package io.settee.process;

import io.settee.term.Term;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What a process sends without waiting itself: for each node, or name of which the node is not known yet, one queue and, while there is something in it, one virtual thread that sends
 * it in order. Any thread.
 */
public final class Outgoing {
    /** Sends one signal, waiting as long as that takes. */
    @FunctionalInterface
    public interface Sending {
        void run() throws InterruptedException;
    }

    private record Task(Sending sending, CompletableFuture<@Nullable Void> done) {
        /** What went wrong; null if nothing did, or it was cancelled before. */
        @Nullable
        Throwable run() {
            if (done.isDone()) return null; // cancelled
            try {
                sending.run();
                return null;
            } catch (InterruptedException | RuntimeException | Error e) {
                return e;
            }
        }

        /** On another thread, because whoever waits for this may go on to wait for the queue that we work off. */
        void tell(@Nullable Throwable failure) {
            Thread.startVirtualThread(() -> {
                if (failure == null) done.complete(null);
                else done.completeExceptionally(failure);
            });
        }
    }

    /** A node or name has an entry while its thread runs. */
    private final Map<Term, Queue<Task>> queues = new ConcurrentHashMap<>();

    /** Sends behind everything that waits for this node. */
    public CompletableFuture<@Nullable Void> add(Term node, Sending sending) {
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
        if (started.now) Thread.ofVirtual().name("settee-send-" + node).start(() -> workOff(node));
        return task.done;
    }

    private void workOff(Term node) {
        Queue<Task> tasks = queues.get(node);
        while (tasks != null) {
            Task task = tasks.element();
            Throwable failure = task.run();
            // Emptied and removed in one step, or a task that is added between the two would be left behind; and before
            // it is told, so that who
            // has been told finds nothing waiting.
            tasks = queues.computeIfPresent(node, (n, queue) -> {
                queue.remove();
                return queue.isEmpty() ? null : queue;
            });
            task.tell(failure);
        }
    }

    /** Whether nothing waits for this node, nor is being sent. */
    public boolean isIdle(Term node) {
        return !queues.containsKey(node);
    }

    /** Waits until what waits for this node has been sent. */
    public void await(Term node) throws InterruptedException {
        if (isIdle(node)) return;
        try {
            add(node, () -> {}).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an empty task failed", e);
        }
    }
}
