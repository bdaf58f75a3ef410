package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LogLimitTest {
    private final AtomicLong now = new AtomicLong();
    private final LogLimit limit = new LogLimit(Duration.ofSeconds(60), now::get);

    private void pass(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void logsEachCauseOnceInAWhileAndTellsHowOftenItDidNot() {
        assertThat(limit.turn("a")).isEqualTo(OptionalLong.of(0));
        assertThat(limit.turn("b")).isEqualTo(OptionalLong.of(0));
        for (int i = 0; i < 7; i++) {
            pass(5);
            assertThat(limit.turn("a")).isEmpty();
        }
        pass(25);
        assertThat(limit.turn("a")).isEqualTo(OptionalLong.of(7));
        assertThat(limit.turn("a")).isEmpty();
        assertThat(limit.turn("b")).isEqualTo(OptionalLong.of(0));
    }

    @Test
    void remembersABoundedNumberOfCauses() {
        limit.turn("first");
        for (int i = 0; i < 1000; i++) limit.turn("cause " + i);
        assertThat(limit.turn("cause 999")).isEmpty();
        assertThat(limit.turn("first")).as("forgotten, hence new").isEqualTo(OptionalLong.of(0));
    }
}
