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

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();

    private static final class Subscription implements AutoCloseable {
        private final LinkedBlockingQueue<NodeEvent> queue = new LinkedBlockingQueue<>();
        private final Thread thread;

        Subscription(Consumer<? super NodeEvent> subscriber) {
            thread = Thread.ofVirtual().name("settee-events").unstarted(() -> run(subscriber));
        }

        private void run(Consumer<? super NodeEvent> subscriber) {
            while (true) {
                NodeEvent event;
                try {
                    event = queue.take();
                } catch (InterruptedException e) {
                    return;
                }
                try {
                    subscriber.accept(event);
                } catch (RuntimeException e) {
                    LOG.warn("a subscriber to node events failed on {}", event, e);
                }
            }
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }

    AutoCloseable subscribe(Consumer<? super NodeEvent> subscriber) {
        var subscription = new Subscription(subscriber);
        subscriptions.add(subscription);
        subscription.thread.start();
        return () -> {
            subscriptions.remove(subscription);
            subscription.close();
        };
    }

    void publish(NodeEvent event) {
        for (Subscription subscription : subscriptions) subscription.queue.add(event);
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        subscriptions.clear();
    }
}
