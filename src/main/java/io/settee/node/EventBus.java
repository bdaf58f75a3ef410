package io.settee.node;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells subscribers what happens, each on a virtual thread of its own, so that a slow one delays nobody. */
final class EventBus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");

    /** Put behind the last event, so that a subscriber is told everything before it ends. */
    private static final Object END = new Object();

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();

    private static final class Subscriber {
        private final LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        private final Thread thread;

        Subscriber(Consumer<? super NodeEvent> subscriber) {
            thread = Thread.ofVirtual().name("settee-events").unstarted(() -> run(subscriber));
        }

        private void run(Consumer<? super NodeEvent> subscriber) {
            while (true) {
                Object event;
                try {
                    event = queue.take();
                } catch (InterruptedException e) {
                    return;
                }
                if (!(event instanceof NodeEvent next)) return;
                try {
                    subscriber.accept(next);
                } catch (RuntimeException e) {
                    LOG.warn("a subscriber to node events failed on {}", event, e);
                }
            }
        }
    }

    Subscription subscribe(Consumer<? super NodeEvent> told) {
        var subscriber = new Subscriber(told);
        subscribers.add(subscriber);
        subscriber.thread.start();
        return () -> {
            subscribers.remove(subscriber);
            subscriber.thread.interrupt();
        };
    }

    void publish(NodeEvent event) {
        for (Subscriber subscriber : subscribers) subscriber.queue.add(event);
    }

    /** Ends all subscribers once they have been told what was published. */
    @Override
    public void close() {
        for (Subscriber subscriber : subscribers) subscriber.queue.add(END);
        subscribers.clear();
    }
}
