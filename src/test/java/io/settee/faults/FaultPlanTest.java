package io.settee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.faults.FaultPlan.Step;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultPlanTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(FaultPlan.of(7, MINUTE, 20)).isEqualTo(FaultPlan.of(7, MINUTE, 20));
        assertThat(FaultPlan.of(7, MINUTE, 20)).isNotEqualTo(FaultPlan.of(8, MINUTE, 20));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void nothingHappensToThoseWhoAreNotThereAndOnlyOneThingAtATime(long seed) {
        var up = new HashSet<Integer>();
        Map<Integer, Duration> busy = new HashMap<>();
        for (Step step : FaultPlan.of(seed, MINUTE, 20).steps()) {
            assertThat(step.at()).isGreaterThanOrEqualTo(busy.getOrDefault(step.peer(), Duration.ZERO));
            busy.put(step.peer(), step.at().plus(step.lasts()));
            assertThat(step.at().plus(step.lasts())).isLessThanOrEqualTo(MINUTE);
            if (step.fault() == Fault.START) assertThat(up.add(step.peer())).isTrue();
            else assertThat(up).contains(step.peer());
            if (step.fault() == Fault.KILL || step.fault() == Fault.LEAVE) up.remove(step.peer());
        }
    }

    @Test
    void inTenMinutesEverythingHappensAndEverybodyComesAndGoes() {
        List<Step> steps = FaultPlan.of(1, Duration.ofMinutes(10), 20).steps();
        assertThat(steps).extracting(Step::fault).contains(Fault.values());
        Map<Integer, Long> starts = steps.stream()
                .filter(step -> step.fault() == Fault.START)
                .collect(Collectors.groupingBy(Step::peer, Collectors.counting()));
        assertThat(starts)
                .hasSize(20)
                .allSatisfy((peer, times) -> assertThat(times).isGreaterThan(1));
    }
}
