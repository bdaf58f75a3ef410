package io.settee.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What our node sends to one incarnation of a peer. Messages are numbered from 1; each must come once and in order, or its sender must have been
 * refused, or it must be among the last that went by a connection whose end our node has reported: nothing that went by the same connection
 * behind it may have come.
 *
 * <p>Of each message it is known which connection was up before it was sent and which after. If these are two, it went by one of them. Any thread.
 */
final class Ledger {
    /** Numbers that did not come, both ends included. */
    record Gap(long from, long to) {}

    /** The connections, by the time since when they were up, that may have carried a message; one is empty if there was none. */
    private record Carried(Optional<Instant> before, Optional<Instant> after) {
        boolean may(Instant connection) {
            return before.equals(Optional.of(connection)) || after.equals(Optional.of(connection));
        }

        boolean must(Instant connection) {
            return before.equals(after) && may(connection);
        }

        Set<Instant> candidates() {
            var all = new HashSet<Instant>();
            before.ifPresent(all::add);
            after.ifPresent(all::add);
            return all;
        }
    }

    private static final Carried UNKNOWN = new Carried(Optional.empty(), Optional.empty());

    private final String title;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Gap> gaps = new ArrayList<>();

    /** From this number on. */
    private final NavigableMap<Long, Carried> carried = new TreeMap<>();

    private final Set<Instant> ended = new HashSet<>();
    private final NavigableSet<Long> refused = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();
    private long last;
    private long received;

    /** @param title begins each complaint */
    Ledger(String title) {
        this.title = title;
    }

    /** This message was sent, while these connections were up before and after. */
    void sent(long number, Optional<Instant> before, Optional<Instant> after) {
        locked(() -> {
            var by = new Carried(before, after);
            Map.Entry<Long, Carried> previous = carried.lastEntry();
            if (previous == null || !previous.getValue().equals(by)) carried.put(number, by);
        });
    }

    /** Its sender was told that it was not sent. */
    void refused(long number) {
        locked(() -> refused.add(number));
    }

    /** Our node reported the end of this connection. */
    void ended(Instant connection) {
        locked(() -> ended.add(connection));
    }

    /** What has come at the far side until now, by its own account. */
    void receivedThere(long lastNumber, long count, List<Gap> missing, List<String> disorder) {
        locked(() -> {
            last = lastNumber;
            received = count;
            gaps.clear();
            gaps.addAll(missing);
            wrong.clear();
            disorder.forEach(what -> wrong.add(title + ": " + what));
        });
    }

    long received() {
        lock.lock();
        try {
            return received;
        } finally {
            lock.unlock();
        }
    }

    /** How many did not come though nobody was refused; as far as it is known that they should have. */
    long lost() {
        lock.lock();
        try {
            return gaps.stream()
                    .mapToLong(gap -> gap.to() - gap.from() + 1 - refusedIn(gap))
                    .sum();
        } finally {
            lock.unlock();
        }
    }

    long refusals() {
        lock.lock();
        try {
            return refused.size();
        } finally {
            lock.unlock();
        }
    }

    /** Everything that must not be. */
    List<String> complaints() {
        lock.lock();
        try {
            var complaints = new ArrayList<>(wrong);
            long refusedAndMissing = 0;
            for (Gap gap : gaps) {
                refusedAndMissing += refusedIn(gap);
                for (long n = gap.from(); n <= gap.to(); n++) {
                    if (!refused.contains(n) && !isExplained(n, gap)) {
                        complaints.add(
                                "%s: %d of the gap %d to %d was lost, and went by %s; the next that came by %s; ended are %s"
                                        .formatted(title, n, gap.from(), gap.to(), by(n), by(gap.to() + 1), ended));
                        break;
                    }
                }
            }
            long arrived = refused.headSet(last, true).size() - refusedAndMissing;
            if (arrived > 0) complaints.add(title + ": " + arrived + " came though their sender was refused");
            return complaints;
        } finally {
            lock.unlock();
        }
    }

    private Carried by(long number) {
        Map.Entry<Long, Carried> entry = carried.floorEntry(number);
        return entry == null ? UNKNOWN : entry.getValue();
    }

    private boolean isExplained(long number, Gap gap) {
        Carried next = by(gap.to() + 1);
        return by(number).candidates().stream().anyMatch(c -> ended.contains(c) && !next.must(c));
    }

    private long refusedIn(Gap gap) {
        return refused.subSet(gap.from(), true, gap.to(), true).size();
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
