package io.settee.node;

import io.settee.carrier.Carriers;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells once a day that a certificate of this node is about to end. Its looks at the files also find those that were changed while nobody
 * connects. Sleeps on a virtual thread of its own.
 */
final class CertificateWatch implements AutoCloseable {
    static final Duration SOON = Duration.ofDays(30);

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration TOLD_EVERY = Duration.ofDays(1);

    private final Carriers carriers;
    private final Consumer<NodeEvent> told;
    private final Thread thread;
    private @Nullable Instant toldAt; // by the thread

    private CertificateWatch(Carriers carriers, Duration interval, Consumer<NodeEvent> told) {
        this.carriers = carriers;
        this.told = told;
        this.thread = Thread.ofVirtual().name("settee-certificates").unstarted(() -> run(interval));
    }

    /** Begins to look; the first look is after the interval, so that whoever starts a node has the time to subscribe. */
    static CertificateWatch start(Carriers carriers, Consumer<NodeEvent> told) {
        return start(carriers, INTERVAL, told);
    }

    /** With another time between two looks. */
    static CertificateWatch start(Carriers carriers, Duration interval, Consumer<NodeEvent> told) {
        var watch = new CertificateWatch(carriers, interval, told);
        if (carriers.certificateExpiry().isPresent()) watch.thread.start();
        return watch;
    }

    private void run(Duration interval) {
        try {
            while (true) {
                Thread.sleep(interval);
                carriers.certificateExpiry().ifPresent(this::look);
            }
        } catch (InterruptedException e) {
            // The node is closed.
            return;
        }
    }

    private void look(Instant end) {
        Instant now = Instant.now();
        if (end.isAfter(now.plus(SOON))) return;
        if (toldAt != null && toldAt.plus(TOLD_EVERY).isAfter(now)) return;
        toldAt = now;
        LOG.warn("a TLS certificate of this node ends at {}; no peer accepts it afterwards. Issue a new one", end);
        told.accept(new NodeEvent.CertificateEnds(end));
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
