package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WakeupsTest {
    private final ArrayDeque<Runnable> handedOver = new ArrayDeque<>();
    private final ArrayDeque<Runnable> later = new ArrayDeque<>();
    private final Wakeups wakeups = new Wakeups(handedOver::add, (task, delay) -> {
        assertThat(delay).isEqualTo(Wakeups.PATIENCE);
        later.add(task);
    });
    private final List<Integer> woken = new ArrayList<>();

    /** Adds sleepers of these numbers. */
    private void add(int from, int to) {
        for (int i = from; i <= to; i++) {
            int number = i;
            wakeups.add(() -> woken.add(number));
        }
    }

    @Test
    void wakesAFewAtOnce() {
        add(1, 4);
        wakeups.wake();
        assertThat(woken).containsExactly(1, 2, 3, 4);
        wakeups.wake();
        assertThat(woken).hasSize(4);
        assertThat(handedOver).isEmpty();
        assertThat(later).isEmpty();
    }

    @Test
    void addsOneThatGetsABurstOnce() {
        Route.Sleeper reader = () -> woken.add(7);
        for (int i = 0; i < 100; i++) wakeups.add(reader);
        wakeups.wake();
        assertThat(woken).containsExactly(7);
    }

    @Test
    void handsManyOver() {
        add(1, 5);
        wakeups.wake();
        assertThat(woken).isEmpty();
        handedOver.remove().run();
        assertThat(woken).containsExactly(1, 2, 3, 4, 5);
        later.remove().run();
        assertThat(woken).hasSize(5);
        assertThat(later).isEmpty();
    }

    @Test
    void wakesThemItselfIfNobodyElseHasBegun() {
        add(1, 5);
        wakeups.wake();
        later.remove().run();
        assertThat(woken).containsExactly(1, 2, 3, 4, 5);
        handedOver.remove().run();
        assertThat(woken).hasSize(5);
    }

    @Test
    void givesThoseThatComeMeanwhileAMomentOfTheirOwn() {
        add(1, 5);
        wakeups.wake();
        add(6, 10);
        wakeups.wake();
        assertThat(later).as("one watches for all").hasSize(1);
        later.remove().run();
        assertThat(woken).containsExactly(1, 2, 3, 4, 5);
        later.remove().run();
        assertThat(woken).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(later).isEmpty();
    }
}
