package io.settee.connection;

import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether a connection is read. It is not while the peer provokes answers and takes none, nor while somebody who gets its messages
 * holds it, since there is no room for more.
 */
public final class Reading {
    private final Channel channel;
    private final AtomicInteger holds = new AtomicInteger();
    private final Runnable goOn = this::goOn;
    private boolean flooded; // event loop only
    private boolean discarding; // event loop only
    private boolean pausing; // event loop only

    Reading(Channel channel) {
        this.channel = channel;
    }

    /** Stops until each hold has its {@link #release}. Any thread; on the event loop it takes effect at once. */
    public void hold() {
        if (holds.getAndIncrement() == 0) apply();
    }

    /** Undoes one {@link #hold}. Any thread. */
    public void release() {
        if (holds.decrementAndGet() == 0) apply();
    }

    boolean isHeld() {
        return holds.get() > 0;
    }

    /** Reads on whatever holds it, since what comes from now on is thrown away. Event loop only. */
    void discard() {
        discarding = true;
        apply();
    }

    /** Event loop only. */
    boolean isDiscarding() {
        return discarding;
    }

    /** Event loop only. */
    void flooded(boolean whether) {
        if (flooded == whether) return;
        flooded = whether;
        apply();
    }

    /** Event loop only. */
    boolean isFlooded() {
        return flooded;
    }

    /** Lets more come before the next read. Event loop only. */
    void pause(long nanos) {
        if (pausing) return;
        pausing = true;
        apply();
        channel.eventLoop().schedule(goOn, nanos, TimeUnit.NANOSECONDS);
    }

    private void goOn() {
        pausing = false;
        apply();
    }

    private void apply() {
        if (channel.eventLoop().inEventLoop())
            channel.config().setAutoRead(discarding || (!flooded && !pausing && !isHeld()));
        else channel.eventLoop().execute(this::apply);
    }
}
