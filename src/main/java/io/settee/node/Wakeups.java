package io.settee.node;

import io.settee.node.Route.Sleeper;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;

/**
 * Who has got something in this read of the socket, and is to be woken after it.
 *
 * <p>A few are woken by the event loop. It would pay for each of many: a reader on a virtual thread needs a thread to run it, which is woken for it,
 * takes the processor from the loop where processors are few, finds that one reader, and sleeps again. So many are woken by a virtual thread, whose
 * own thread runs them one after another.
 *
 * <p>Such a thread may come late, or never while all that run virtual threads compute, or are pinned by the very readers that wait here. What it has
 * not begun after a moment the loop does itself.
 *
 * <p>Threads: event loop only.
 */
final class Wakeups {
    private static final int FEW = 4;
    static final Duration PATIENCE = Duration.ofMillis(1);

    private final Executor many;
    private final BiConsumer<Runnable, Duration> later;
    private final ArrayList<Sleeper> sleepers = new ArrayList<>();
    private final ArrayDeque<Flock> handedOver = new ArrayDeque<>();
    private boolean watching;

    /**
     * @param many runs what wakes many
     * @param later runs a task on the event loop after so long
     */
    Wakeups(Executor many, BiConsumer<Runnable, Duration> later) {
        this.many = many;
        this.later = later;
    }

    /** Sleepers that are woken by whoever is first to. */
    private record Flock(List<Sleeper> sleepers, AtomicBoolean begun) implements Runnable {
        @Override
        public void run() {
            if (begun.compareAndSet(false, true)) for (Sleeper sleeper : sleepers) sleeper.wake();
        }
    }

    /** Mostly the one that was added before. */
    void add(Sleeper sleeper) {
        if (sleepers.isEmpty() || !sleepers.getLast().equals(sleeper)) sleepers.add(sleeper);
    }

    /** Has all woken that were added since the last time. */
    void wake() {
        if (sleepers.size() <= FEW) {
            for (Sleeper sleeper : sleepers) sleeper.wake();
        } else {
            var flock = new Flock(List.copyOf(sleepers), new AtomicBoolean());
            handedOver.add(flock);
            if (!watching) watch();
            many.execute(flock);
        }
        sleepers.clear();
    }

    private void watch() {
        watching = true;
        int due = handedOver.size();
        later.accept(() -> help(due), PATIENCE);
    }

    /** Does what was handed over before the moment began; what came during it has another one. */
    private void help(int due) {
        for (int i = 0; i < due; i++) handedOver.remove().run();
        watching = false;
        if (!handedOver.isEmpty()) watch();
    }
}
