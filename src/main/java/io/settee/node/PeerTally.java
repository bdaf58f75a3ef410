package io.settee.node;

import io.settee.connection.Connection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Counts for one peer: what its former connections left, and the live ones. Any thread. */
final class PeerTally {
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Connection> live = new HashSet<>(); // guarded by lock; two while one replaces the other
    private PeerStatistics past = PeerStatistics.NONE; // guarded by lock
    private final AtomicBoolean warned = new AtomicBoolean();

    /** True the first time. */
    boolean isFirstWarning() {
        return warned.compareAndSet(false, true);
    }

    void up(Connection connection) {
        lock.lock();
        try {
            live.add(connection);
            past = past.plus(new PeerStatistics(false, 1, 0, 0, 0, 0, 0, 0, 0, 0));
        } finally {
            lock.unlock();
        }
    }

    /** In one step, so that no snapshot counts the connection twice or not at all. */
    void down(Connection connection) {
        lock.lock();
        try {
            if (live.remove(connection)) past = past.plus(of(connection, false));
        } finally {
            lock.unlock();
        }
    }

    void failed() {
        add(new PeerStatistics(false, 0, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    void refused() {
        add(new PeerStatistics(false, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    }

    void add(PeerStatistics more) {
        lock.lock();
        try {
            past = past.plus(more);
        } finally {
            lock.unlock();
        }
    }

    PeerStatistics snapshot() {
        lock.lock();
        try {
            PeerStatistics sum = past;
            for (Connection connection : live) sum = sum.plus(of(connection, true));
            return sum;
        } finally {
            lock.unlock();
        }
    }

    private static PeerStatistics of(Connection c, boolean connected) {
        return new PeerStatistics(
                connected,
                0,
                0,
                0,
                c.messagesIn(),
                c.messagesOut(),
                c.messagesUnsent(),
                c.bytesIn(),
                c.bytesOut(),
                connected ? c.queuedBytes() : 0);
    }
}
