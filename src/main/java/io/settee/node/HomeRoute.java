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
 * for ever, so signals go through one queue that is worked off by whoever finds it idle: only that one thread ever takes a second lock, all
 * others leave their signal and go. After {@link #TURNS} signals it passes the work on, lest others' signals keep it from its own business.
 *
 * <p>A message needs no lock of its recipient. It goes straight there, unless something that its sender sent before may still be queued.
 *
 * <p>Signals to pids of an earlier incarnation come here, too, and are answered as those to the dead.
 */
final class HomeRoute implements Route {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final int TURNS = 1000;

    private final SignalRouter router;
    private final ConcurrentLinkedQueue<Signal> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger();

    HomeRoute(SignalRouter router) {
        this.router = router;
    }

    @Override
    public void send(Signal signal) throws InterruptedException {
        if (SignalRouter.isMessage(signal)) router.awaitRoom(signal);
        answer(signal);
    }

    @Override
    public boolean trySend(Signal signal) {
        if (!router.hasRoom(signal)) return false;
        answer(signal);
        return true;
    }

    @Override
    public void answer(Signal signal) {
        if (pending.get() == 0 && SignalRouter.isMessage(signal)) {
            route(signal);
            return;
        }
        queue.add(signal);
        if (pending.getAndIncrement() == 0) workOff();
    }

    private void workOff() {
        for (int turn = 0; turn < TURNS; turn++) {
            Signal next = queue.poll();
            if (next != null) route(next);
            if (pending.decrementAndGet() == 0) return;
        }
        Thread.ofVirtual().name("settee-home").start(this::workOff);
    }

    private void route(Signal signal) {
        try {
            router.route(signal, this);
        } catch (RuntimeException | Error e) {
            // A defect of ours, or no memory just now; it must not stop the queue for everybody, for ever.
            tell(signal, e);
        }
    }

    private static void tell(Signal signal, Throwable failure) {
        try {
            LOG.error("a {} within this node failed", signal.getClass().getSimpleName(), failure);
        } catch (RuntimeException | Error e) {
            // Then there is nothing to say it with.
        }
    }
}
