package io.settee.node;

import io.settee.control.Signal;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way from one recipient of this node to another.
 *
 * <p>A recipient answers under its own lock, and the one it answers takes a lock, too. Two that do so at once would wait for each other
 * for ever, so signals go through one queue that is worked off by whoever finds it idle: only that one thread ever takes a second lock, all others leave
 * their signal and go. A signal that finds the queue idle and empty is delivered directly.
 */
final class HomeRoute implements Route {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");

    private final SignalRouter router;
    private final ConcurrentLinkedQueue<Signal> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    HomeRoute(SignalRouter router) {
        this.router = router;
    }

    @Override
    public void send(Signal signal) {
        answer(signal);
    }

    @Override
    public void awaitRoom() {}

    @Override
    public void answer(Signal signal) {
        queue.add(signal);
        if (pending.getAndIncrement() != 0) return;
        do {
            Signal next = queue.poll();
            try {
                if (next != null) router.route(next, this);
            } catch (RuntimeException e) {
                // A defect of ours; it must not stop the queue for everybody.
                LOG.error("a signal within this node failed: {}", next, e);
            }
        } while (pending.decrementAndGet() != 0);
    }

    @Override
    public boolean acknowledgesUnlink() {
        return true;
    }

    @Override
    public boolean attach(Recipient recipient) {
        return true;
    }

    @Override
    public void detach(Recipient recipient) {}
}
