package io.settee.export;

import io.settee.process.ProcessBody;
import io.settee.process.ProcessStart;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts processes one after the other, each when the one before has ended. Any thread; nothing here waits. */
final class InTurn {
    private final ConcurrentLinkedQueue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    void add(ProcessStart process, ProcessBody body) {
        waiting.add(() -> Exporter.start(process, self -> {
            try {
                body.run(self);
            } finally {
                ended();
            }
        }));
        if (pending.getAndIncrement() == 0) waiting.remove().run();
    }

    private void ended() {
        if (pending.decrementAndGet() > 0) waiting.remove().run();
    }
}
