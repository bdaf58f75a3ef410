package io.settee.carrier;

import static io.netty.channel.SelectStrategy.SELECT;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class BusyWaitTest {
    private int looks;
    private int ready;

    private int strategy(BusyWait wait, boolean hasTasks) throws Exception {
        return wait.calculateStrategy(
                () -> {
                    looks++;
                    return ready;
                },
                hasTasks);
    }

    @Test
    void sleepsAtOnceWithoutALook() throws Exception {
        var wait = new BusyWait(Duration.ZERO);
        assertThat(strategy(wait, false)).isEqualTo(SELECT);
        assertThat(strategy(wait, false)).isEqualTo(SELECT);
        assertThat(looks).isZero();
        assertThat(strategy(wait, true)).isZero();
        assertThat(looks).as("there is something to do, so it must not sleep").isEqualTo(1);
    }

    @Test
    void looksForMoreWhileItIsTime() throws Exception {
        var wait = new BusyWait(Duration.ofHours(1));
        for (int i = 1; i <= 10; i++) {
            assertThat(strategy(wait, false)).isZero();
            assertThat(looks).isEqualTo(i);
        }
        ready = 3;
        assertThat(strategy(wait, false)).isEqualTo(3);
    }

    @Test
    @Timeout(10)
    void sleepsWhenNothingHasComeForAWhile() throws Exception {
        Duration time = Duration.ofMillis(5);
        var wait = new BusyWait(time);
        // From the beginning, after a task, after an event, and after a sleep, which something has ended.
        for (int event = 0; event < 4; event++) {
            long from = System.nanoTime();
            if (event == 1) assertThat(strategy(wait, true)).isZero();
            ready = event == 2 ? 1 : 0;
            if (event == 2) assertThat(strategy(wait, false)).isOne();
            ready = 0;
            while (strategy(wait, false) != SELECT) Thread.onSpinWait();
            if (event > 0) assertThat(System.nanoTime() - from).isGreaterThanOrEqualTo(time.toNanos());
        }
    }
}
