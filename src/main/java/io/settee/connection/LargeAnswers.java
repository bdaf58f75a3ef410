package io.settee.connection;

import io.settee.control.Signal;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals that their senders cannot wait for and that are too large to be queued whole: exit reasons, as a rule, and messages. While there are any,
 * one virtual thread sends them, in order, as the peer takes them; what waits is terms, not bytes. Any thread.
 *
 * <p>Small messages wait behind them, since they may be of the same process; other small signals overtake them. None of those is of the same process,
 * which has ended if its exit reason waits here, except that the node may answer for it that it has: a BEAM, too, does so while a process is still busy
 * sending its exit signals.
 */
final class LargeAnswers {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.connection");

    private final String peer;
    private final Predicate<Signal> sending;
    private final Queue<Signal> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger left = new AtomicInteger();
    private volatile boolean closed;

    /** @param sending sends one, waiting as long as that takes; false if the connection is gone or going */
    LargeAnswers(String peer, Predicate<Signal> sending) {
        this.peer = peer;
        this.sending = sending;
    }

    void add(Signal signal) {
        waiting.add(signal);
        if (left.getAndIncrement() == 0) {
            Thread.ofVirtual().name("settee-answers-" + peer).start(this::workOff);
        }
    }

    private void workOff() {
        do {
            Signal next = waiting.poll();
            // It and all behind it stay counted.
            if (next == null || !send(next)) return;
        } while (left.decrementAndGet() > 0);
    }

    private boolean send(Signal signal) {
        try {
            return sending.test(signal);
        } catch (RuntimeException | Error e) {
            // Also if there is no memory for it: all behind it would wait for ever.
            LOG.warn("{}: a {} could not be sent", peer, signal.getClass().getSimpleName(), e);
            return true;
        }
    }

    /** Whether any waits or is being sent. */
    boolean isBusy() {
        return left.get() > 0;
    }

    /** The connection is gone. */
    void close() {
        closed = true;
        waiting.clear();
    }

    /** How many the end of the connection has kept here; 0 before that. */
    int unsent() {
        return closed ? left.get() : 0;
    }
}
