package io.settee.cluster;

import io.settee.term.Pid;
import io.settee.term.TermMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Pids, each any number of times. Sorted, as peers choose them; see {@link Groups}. */
final class PidBag {
    /** No count is zero. */
    private final SortedMap<Pid, Integer> counts = new TreeMap<>(TermMap.keyOrder());

    static PidBag of(List<Pid> pids) {
        var bag = new PidBag();
        bag.addAll(pids);
        return bag;
    }

    void addAll(List<Pid> pids) {
        pids.forEach(pid -> add(pid, 1));
    }

    private void add(Pid pid, int times) {
        counts.merge(pid, times, Integer::sum);
    }

    int count(Pid pid) {
        return counts.getOrDefault(pid, 0);
    }

    boolean isEmpty() {
        return counts.isEmpty();
    }

    /** Takes another one away from it. What it had of that is given; takes no longer than a walk through the smaller one. */
    PidBag takeAway(PidBag other) {
        var taken = new PidBag();
        (counts.size() < other.counts.size() ? counts : other.counts).keySet().forEach(pid -> {
            int times = Math.min(count(pid), other.count(pid));
            if (times > 0) taken.add(pid, times);
        });
        taken.counts.forEach(
                (pid, times) -> counts.computeIfPresent(pid, (p, had) -> had > times ? had - times : null));
        return taken;
    }

    /** What would be left of it without another one. */
    PidBag without(@Nullable PidBag other) {
        var rest = new PidBag();
        counts.forEach((pid, times) -> {
            int left = other == null ? times : times - other.count(pid);
            if (left > 0) rest.add(pid, left);
        });
        return rest;
    }

    List<Pid> toList() {
        var all = new ArrayList<Pid>();
        counts.forEach((pid, times) -> all.addAll(Collections.nCopies(times, pid)));
        return Collections.unmodifiableList(all);
    }
}
