package io.settee.node;

import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The peers that a node shall always be connected to: connects to them, and again after each failure and each loss, with {@link Pauses} that grow as
 * long as it does not work. A connection that lived no longer than the longest pause does not count as working, lest two nodes that throw
 * each other out connect for ever without a pause. Any thread.
 */
final class KeptPeers {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");

    private final Map<NodeName, Kept> kept = new ConcurrentHashMap<>();
    private final Pauses pauses;
    private final Function<NodeName, CompletableFuture<Route>> connect;
    private volatile boolean closed;

    /** @param connect connects, or finds the connection that there is */
    KeptPeers(Pauses pauses, Function<NodeName, CompletableFuture<Route>> connect) {
        this.pauses = pauses;
        this.connect = connect;
    }

    private static final class Kept {
        private final AtomicBoolean pausing = new AtomicBoolean();
        private final AtomicInteger failures = new AtomicInteger();
        private volatile boolean told;
    }

    /** Begins with the first attempt, which this does not wait for. */
    void keep(NodeName peer) {
        var fresh = new Kept();
        if (!closed && kept.putIfAbsent(peer, fresh) == null) attempt(peer, fresh);
    }

    /** No more attempts. */
    void release(NodeName peer) {
        kept.remove(peer);
    }

    void close() {
        closed = true;
        kept.clear();
    }

    /** The connection to a peer is gone. */
    void lost(NodeName peer, Duration lived) {
        Kept it = kept.get(peer);
        if (it == null) return;
        it.failures.updateAndGet(n -> lived.compareTo(pauses.longest()) > 0 ? 1 : n + 1);
        pause(peer, it);
    }

    private void attempt(NodeName peer, Kept it) {
        // Closed: it was perhaps kept just then, and would be tried for ever.
        if (closed || kept.get(peer) != it) return;
        CompletableFuture.completedFuture(peer).thenCompose(connect).whenComplete((route, error) -> {
            if (error == null) it.told = false;
            else if (kept.get(peer) == it) failed(peer, it, error);
        });
    }

    private void failed(NodeName peer, Kept it, Throwable error) {
        it.failures.incrementAndGet();
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        // The first of a row of failures is news, the others are not.
        LOG.atLevel(it.told ? Level.DEBUG : Level.WARN)
                .log("{}: not connected, and tried again until it is: {}", peer, cause.getMessage());
        it.told = true;
        pause(peer, it);
    }

    private void pause(NodeName peer, Kept it) {
        if (!it.pausing.compareAndSet(false, true)) return;
        Duration pause = pauses.after(it.failures.get(), RandomGenerator.getDefault());
        CompletableFuture.delayedExecutor(pause.toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
            it.pausing.set(false);
            attempt(peer, it);
        });
    }
}
