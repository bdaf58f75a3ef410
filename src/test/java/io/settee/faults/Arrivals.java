package io.settee.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What comes to our node from one incarnation of a peer: each message once and in order, or the loss must lie between two connections, and for each
 * such loss our node must have reported an end of its own.
 *
 * <p>The peer says in each message by which of its connections it goes, as it was before the sending; of the first by a new one that may be wrong. So
 * a loss lies within a connection if two messages behind it name the connection of the one before it. Any thread.
 */
final class Arrivals {
    private static final class Loss {
        final long from;
        final long to;
        final long connectionBefore;
        int sameBehind;
        int behind;

        Loss(long from, long to, long connectionBefore) {
            this.from = from;
            this.to = to;
            this.connectionBefore = connectionBefore;
        }

        void next(long connection) {
            if (behind++ < 2 && connection == connectionBefore) sameBehind++;
        }

        boolean withinOneConnection() {
            return sameBehind == 2;
        }
    }

    private final String title;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Loss> losses = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private long last;
    private long lastConnection;
    private long received;
    private long lost;
    private int reports;

    /** @param title begins each complaint */
    Arrivals(String title) {
        this.title = title;
    }

    /** This message came. */
    void received(long number, long connection) {
        locked(() -> {
            if (number <= last) {
                wrong.add(title + ": " + number + " came after " + last);
                return;
            }
            if (number > last + 1) {
                losses.add(new Loss(last + 1, number - 1, lastConnection));
                lost += number - 1 - last;
            }
            Loss latest = losses.isEmpty() ? null : losses.getLast();
            if (latest != null) latest.next(connection);
            last = number;
            lastConnection = connection;
            received++;
        });
    }

    /** Our node reported that a connection ended, or did not come in. */
    void reported() {
        locked(() -> reports++);
    }

    long received() {
        return read(() -> received);
    }

    long lost() {
        return read(() -> lost);
    }

    /** Everything that must not be. */
    List<String> complaints() {
        return read(() -> {
            var complaints = new ArrayList<>(wrong);
            for (Loss loss : losses) {
                if (loss.withinOneConnection()) {
                    complaints.add("%s: %d to %d were lost within the connection %d"
                            .formatted(title, loss.from, loss.to, loss.connectionBefore));
                }
            }
            if (losses.size() > reports) {
                complaints.add("%s: %d losses, and only %d ends reported".formatted(title, losses.size(), reports));
            }
            return complaints;
        });
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    private <T> T read(Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }
}
