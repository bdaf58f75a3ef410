package io.settee.metrics;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.settee.ErlangNode;
import io.settee.support.LocalCluster;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What {@code ObservedTest} has not: a peer that comes just when the meters go. */
class SetteeMetricsTest {
    private static final String LAST = "settee.peer.connected";

    @Test
    void leavesNoMeterOfAPeerThatConnectsWhileItIsClosed() throws Exception {
        var binds = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var bound = new CountDownLatch(1);
        var registry = new SimpleMeterRegistry();
        registry.config().meterFilter(new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                if (!id.getName().equals(LAST)) return id;
                binds.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return id;
            }
        });
        registry.config().onMeterAdded(meter -> {
            if (meter.getId().getName().equals(LAST)) bound.countDown();
        });
        try (var cluster = new LocalCluster();
                ErlangNode node = cluster.node("a").start();
                ErlangNode peer = cluster.node("b").start()) {
            var metrics = new SetteeMetrics(node);
            metrics.bindTo(registry);
            node.connect(peer.name().toString());
            assertThat(binds.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

            metrics.close();
            closed.countDown();

            assertThat(bound.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            await().atMost(SOON).until(() -> registry.getMeters().isEmpty());
        } finally {
            closed.countDown();
        }
    }
}
