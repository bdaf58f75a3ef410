package io.settee.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One direction of the traffic with one incarnation of a peer. Messages are numbered from 1; each must come once and in order, or its sender
 * must have been refused, or the loss must lie beside something that our node reported about this peer: a lost connection, or one that did
 * not come up.
 *
 * <p>A report tells no number. It is set down at the number that was being sent, or had come last, when it was made. That
 * may be {@link #LATE} messages after the loss, since reports come on a thread of their own. Any thread.
 */
final class Ledger {
    /** So many messages may pass until a report is heard of. */
    static final int LATE = 1000;

    /** Numbers that did not come, both ends included. */
    record Gap(long from, long to) {}

    private final String title;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Gap> gaps = new ArrayList<>();
    private final NavigableSet<Long> reports = new TreeSet<>();
    private final NavigableSet<Long> refused = new TreeSet<>();
    private final List<String> wrong = new ArrayList<>();
    private long position;
    private long last;
    private long received;

    /** @param title begins each complaint */
    Ledger(String title) {
        this.title = title;
    }

    /** This message is about to be sent. */
    void sending(long number) {
        locked(() -> position = number);
    }

    /** Its sender was told that it was not sent. */
    void refused(long number) {
        locked(() -> refused.add(number));
    }

    /** Our node reported a disconnect, or that no connection came up. */
    void reported() {
        locked(() -> reports.add(position));
    }

    /** This message came, here. */
    void received(long number) {
        locked(() -> {
            if (number <= last) {
                wrong.add(title + ": " + number + " came after " + last);
                return;
            }
            if (number > last + 1) gaps.add(new Gap(last + 1, number - 1));
            last = number;
            position = number;
            received++;
        });
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
                long toldSo = refusedIn(gap);
                refusedAndMissing += toldSo;
                if (toldSo < gap.to() - gap.from() + 1 && !explained(gap)) {
                    complaints.add(title + ": " + gap.from() + " to " + gap.to()
                            + " were lost, and no disconnect was reported; reports at " + reportsAround(gap));
                }
            }
            long arrived = refused.headSet(last, true).size() - refusedAndMissing;
            if (arrived > 0) complaints.add(title + ": " + arrived + " came though their sender was refused");
            return complaints;
        } finally {
            lock.unlock();
        }
    }

    private boolean explained(Gap gap) {
        Long report = reports.ceiling(gap.from() - 1);
        return report != null && report <= gap.to() + 1 + LATE;
    }

    private List<Long> reportsAround(Gap gap) {
        return List.copyOf(reports.subSet(gap.from() - 3 * LATE, true, gap.to() + 3 * LATE, true));
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
