package io.settee.carrier;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.time.Duration;

/**
 * Has an event loop look for more a little while before it sleeps, as the schedulers of a BEAM do ({@code +sbwt}): to be woken takes longer than most
 * answers do, and a question has the loop woken twice, for the question and for its answer. While it looks it yields to whoever can use the processor. A
 * loop without traffic sleeps. On its event loop only.
 */
final class BusyWait implements SelectStrategy {
    private final long nanos;
    private long busyAt = System.nanoTime();
    private boolean slept;

    /** @param time from the last event or task on; zero sleeps at once */
    BusyWait(Duration time) {
        this.nanos = time.toNanos();
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // nothing relies on it; it is a courtesy to other threads
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int ready = hasTasks || nanos > 0 ? selectNow.get() : 0;
        long now = System.nanoTime();
        if (ready > 0 || hasTasks || slept) busyAt = now;
        slept = false;
        if (ready > 0 || hasTasks) return ready;
        if (now - busyAt >= nanos) {
            slept = true;
            return SELECT;
        }
        Thread.yield();
        return 0;
    }
}
