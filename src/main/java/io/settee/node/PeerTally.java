package io.settee.node;

import io.settee.connection.Connection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Counts for one peer: what its former connections left, and the live ones. Any thread. */
final class PeerTally {
    private final Guard guard = new Guard();
    private final Set<Connection> live = new HashSet<>(); // under guard; two while one replaces the other
    private PeerStatistics past = PeerStatistics.NONE; // under guard
    private final AtomicBoolean warned = new AtomicBoolean();

    /** True the first time. */
    boolean isFirstWarning() {
        return warned.compareAndSet(false, true);
    }

    void up(Connection connection) {
        guard.locked(() -> {
            live.add(connection);
            past = past.plus(new PeerStatistics(false, 1, 0, 0, 0, 0, 0, 0, 0, 0));
        });
    }

    /** In one step, so that no snapshot counts the connection twice or not at all. */
    void down(Connection connection) {
        guard.locked(() -> {
            if (live.remove(connection)) past = past.plus(of(connection, false));
        });
    }

    void failed() {
        add(new PeerStatistics(false, 0, 1, 0, 0, 0, 0, 0, 0, 0));
    }

    void refused() {
        add(new PeerStatistics(false, 0, 0, 1, 0, 0, 0, 0, 0, 0));
    }

    void add(PeerStatistics more) {
        guard.locked(() -> {
            past = past.plus(more);
        });
    }

    PeerStatistics snapshot() {
        return guard.locked(() -> {
            PeerStatistics sum = past;
            for (Connection connection : live) sum = sum.plus(of(connection, true));
            return sum;
        });
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
