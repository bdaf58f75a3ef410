package io.settee.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What happens to whom and when: the same for the same seed. Nothing happens to a peer that is not there, and only one thing at a time.
 *
 * @param steps in the order of time
 */
record FaultPlan(List<Step> steps) {
    private static final Duration PAUSE = Duration.ofMillis(350);

    /** For starting, ending, or coming together again. */
    private static final Duration REST = Duration.ofMillis(2500);

    private static final List<Fault> FOR_LIVING = Arrays.stream(Fault.values())
            .flatMap(fault -> java.util.stream.Stream.generate(() -> fault).limit(fault.weight()))
            .toList();

    /**
     * One fault.
     *
     * @param at since the beginning
     * @param peer counted from 1
     * @param lasts until it is undone
     */
    record Step(Duration at, int peer, Fault fault, Duration lasts) {
        @Override
        public String toString() {
            return "%7.3f s  peer %-2d  %s%s"
                    .formatted(
                            at.toMillis() / 1000.0,
                            peer,
                            fault,
                            lasts.isZero() ? "" : " for " + lasts.toMillis() + " ms");
        }
    }

    FaultPlan {
        steps = List.copyOf(steps);
    }

    /** @param time within which every fault begins and is undone */
    static FaultPlan of(long seed, Duration time, int peers) {
        var random = new SplittableRandom(seed);
        var steps = new ArrayList<Step>();
        var up = new boolean[peers];
        var free = new Duration[peers];
        Arrays.fill(free, Duration.ZERO);
        Duration epmdFree = Duration.ZERO;
        for (Duration now = Duration.ZERO; now.compareTo(time) < 0; now = now.plus(PAUSE)) {
            int peer = random.nextInt(peers);
            Fault fault = up[peer] ? FOR_LIVING.get(random.nextInt(FOR_LIVING.size())) : Fault.START;
            Duration lasts = fault.duration(random.nextDouble());
            Duration end = now.plus(lasts);
            if (free[peer].compareTo(now) > 0 || end.compareTo(time) > 0) continue;
            if (fault == Fault.EPMD && epmdFree.compareTo(now) > 0) continue;
            steps.add(new Step(now, peer + 1, fault, lasts));
            free[peer] = end.plus(REST);
            if (fault == Fault.EPMD) epmdFree = end.plus(REST);
            up[peer] = fault != Fault.KILL && fault != Fault.LEAVE;
        }
        return new FaultPlan(steps);
    }
}
