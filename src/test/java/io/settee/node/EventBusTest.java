package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventBusTest {
    private static final int BOUND = 10_000;

    private final EventBus bus = new EventBus();
    private final BlockingQueue<NodeEvent> told = new LinkedBlockingQueue<>();

    private static NodeEvent event(int n) {
        return new NodeEvent.ConnectFailed(NodeName.of("n" + n + "@h"), "no");
    }

    private NodeEvent next() throws InterruptedException {
        NodeEvent event = told.poll(10, TimeUnit.SECONDS);
        assertThat(event).isNotNull();
        return event;
    }

    @Test
    void tellsInOrderOnAVirtualThread() throws Exception {
        var threads = new LinkedBlockingQueue<Thread>();
        bus.subscribe(event -> {
            threads.add(Thread.currentThread());
            told.add(event);
        });
        for (int i = 0; i < 100; i++) bus.publish(event(i));
        for (int i = 0; i < 100; i++) assertThat(next()).isEqualTo(event(i));
        assertThat(threads.stream().distinct()).singleElement().matches(Thread::isVirtual);
    }

    @Test
    void aSlowSubscriberDelaysNobodyAndIsToldWhatItMissed() throws Exception {
        var go = new CountDownLatch(1);
        var slow = new LinkedBlockingQueue<NodeEvent>();
        bus.subscribe(event -> {
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            slow.add(event);
        });
        bus.publish(event(0));
        var quick = bus.subscribe(told::add);
        int published = BOUND + 500;
        for (int i = 1; i <= published; i++) {
            bus.publish(event(i));
            assertThat(next()).isEqualTo(event(i));
        }
        quick.close();
        // It holds the first one, perhaps, and as many as the bound wait.
        assertThat(bus.missed()).isBetween(500L, 501L);
        go.countDown();
        assertThat(slow.poll(10, TimeUnit.SECONDS)).isEqualTo(event(0));
        assertThat(slow.poll(10, TimeUnit.SECONDS)).isEqualTo(new NodeEvent.Missed(bus.missed()));
        assertThat(slow.poll(10, TimeUnit.SECONDS)).isEqualTo(event(1));
    }

    @Test
    void oneThatFailsIsToldTheNext() throws Exception {
        bus.subscribe(event -> {
            told.add(event);
            throw new IllegalStateException("on purpose");
        });
        bus.publish(event(1));
        bus.publish(event(2));
        assertThat(next()).isEqualTo(event(1));
        assertThat(next()).isEqualTo(event(2));
    }

    @Test
    void oneThatFailsBadlyIsToldTheNext() throws Exception {
        bus.subscribe(event -> {
            told.add(event);
            throw new NoClassDefFoundError("on purpose");
        });
        bus.publish(event(1));
        bus.publish(event(2));
        assertThat(next()).isEqualTo(event(1));
        assertThat(next()).isEqualTo(event(2));
    }

    @Test
    void tellsAllThatWasPublishedBeforeItsEndAndNothingAfterTheSubscriptions() throws Exception {
        bus.subscribe(told::add);
        var closed = new LinkedBlockingQueue<NodeEvent>();
        bus.subscribe(closed::add).close();
        for (int i = 0; i < 100; i++) bus.publish(event(i));
        bus.close();
        bus.publish(event(100));
        for (int i = 0; i < 100; i++) assertThat(next()).isEqualTo(event(i));
        assertThat(told).isEmpty();
        assertThat(closed).isEmpty();
    }
}
