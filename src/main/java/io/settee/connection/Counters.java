package io.settee.connection;

import java.util.concurrent.atomic.LongAdder;

/** What went through a connection. Messages are signals; ticks count as bytes only. */
final class Counters {
    private final LongAdder messagesOut = new LongAdder();
    private volatile long messagesIn; // written by the event loop only
    private volatile long bytesIn; // written by the event loop only

    void sent() {
        messagesOut.increment();
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the event loop; others only read
    void received() {
        messagesIn++;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer, the event loop; others only read
    void read(int bytes) {
        bytesIn += bytes;
    }

    long messagesOut() {
        return messagesOut.sum();
    }

    long messagesIn() {
        return messagesIn;
    }

    long bytesIn() {
        return bytesIn;
    }
}
