package io.settee.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells subscribers what happens, each on a virtual thread of its own and from a queue with a bound, so that a slow one harms nobody. */
final class EventBus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final int MOST_WAITING = 10_000;

    /** Wakes a subscriber that waits, to see that it is to end. */
    private static final Object END = new Object();

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final LongAdder missed = new LongAdder();

    private static final class Subscriber {
        private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>(MOST_WAITING);
        private final AtomicLong missed = new AtomicLong();
        private volatile boolean ending;

        /** False if there is no room. */
        boolean offer(NodeEvent event) {
            boolean room = queue.offer(event);
            if (!room) missed.incrementAndGet();
            return room;
        }

        /** Ends it once it has been told what waits. */
        void end() {
            ending = true;
            // Without room for this one the subscriber is awake, and looks at the flag when it has emptied the queue.
            boolean unused = queue.offer(END);
        }

        void run(Consumer<? super NodeEvent> subscriber) {
            while (!(ending && queue.isEmpty())) {
                Object event;
                try {
                    event = queue.take();
                } catch (InterruptedException e) {
                    // By the subscriber's own code; nobody else knows this thread.
                    continue;
                }
                long lost = missed.getAndSet(0);
                if (lost > 0) tell(subscriber, new NodeEvent.Missed(lost));
                if (event instanceof NodeEvent next) tell(subscriber, next);
            }
        }

        private static void tell(Consumer<? super NodeEvent> subscriber, NodeEvent event) {
            try {
                subscriber.accept(event);
            } catch (RuntimeException | Error e) {
                LOG.warn("a subscriber to node events failed on {}", event, e);
            }
        }
    }

    Subscription subscribe(Consumer<? super NodeEvent> told) {
        var subscriber = new Subscriber();
        subscribers.add(subscriber);
        Thread.ofVirtual().name("settee-events").start(() -> subscriber.run(told));
        return () -> {
            subscribers.remove(subscriber);
            subscriber.queue.clear();
            subscriber.end();
        };
    }

    void publish(NodeEvent event) {
        for (Subscriber subscriber : subscribers) {
            if (!subscriber.offer(event)) missed.increment();
        }
    }

    /** How many events were not told to somebody. */
    long missed() {
        return missed.sum();
    }

    /** Ends all subscribers once they have been told what was published. */
    @Override
    public void close() {
        subscribers.forEach(Subscriber::end);
        subscribers.clear();
    }
}
