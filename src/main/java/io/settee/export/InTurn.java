package io.settee.export;

import io.settee.process.ProcessStart;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** Starts calls one after the other, each when the one before has ended. Any thread; nothing here waits. */
final class InTurn {
    private final ConcurrentLinkedQueue<BooleanSupplier> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    void add(ProcessStart process, AdmittedCall call) {
        waiting.add(() -> call.start(process, this::ended));
        if (pending.getAndIncrement() == 0) startNext();
    }

    private void ended() {
        if (pending.decrementAndGet() > 0) startNext();
    }

    /** Those that cannot be started must not keep the others waiting. */
    private void startNext() {
        while (!waiting.remove().getAsBoolean()) {
            if (pending.decrementAndGet() == 0) return;
        }
    }
}
