package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PausesTest {
    private final Pauses pauses = new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(20));

    @Test
    void doubleUpToTheLongest() {
        long[] full = {1, 2, 4, 8, 16, 20, 20};
        for (int failures = 1; failures <= full.length; failures++) {
            Duration most = Duration.ofSeconds(full[failures - 1]);
            var random = new Random(failures);
            for (int i = 0; i < 1000; i++) {
                assertThat(pauses.after(failures, random)).isBetween(most.dividedBy(2), most);
            }
        }
    }

    @Test
    void differFromNodeToNode() {
        assertThat(Stream.generate(() -> pauses.after(3, new Random()))
                        .limit(20)
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void neverOverflow() {
        var wide = new Pauses(Duration.ofDays(1), Duration.ofDays(100_000));
        assertThat(wide.after(Integer.MAX_VALUE, new Random(1)))
                .isBetween(Duration.ofDays(50_000), Duration.ofDays(100_000));
    }

    @Test
    void areMoreThanNothing() {
        assertThatThrownBy(() -> new Pauses(Duration.ZERO, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Pauses(Duration.ofSeconds(2), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
