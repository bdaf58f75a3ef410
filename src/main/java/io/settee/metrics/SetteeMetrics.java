package io.settee.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.settee.ErlangNode;
import io.settee.export.ExportStatistics;
import io.settee.node.NodeEvent;
import io.settee.node.NodeStatistics;
import io.settee.node.PeerInfo;
import io.settee.node.PeerStatistics;
import io.settee.node.Subscription;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.ToDoubleFunction;

/**
 * Binds what a node counts to a registry:
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><th>name</th><th>tags</th><th>kind</th></tr>
 *   <tr><td>{@code settee.peers}</td><td>node</td><td>gauge: connected peers</td></tr>
 *   <tr><td>{@code settee.messages.dropped}, {@code settee.messages.unsent}, {@code settee.signals.ignored}, {@code settee.events.missed}</td><td>node</td><td>counter</td></tr>
 *   <tr><td>{@code settee.connects}, {@code settee.connect.failures}, {@code settee.refused}</td><td>node</td><td>counter</td></tr>
 *   <tr><td>{@code settee.calls.waiting}</td><td>node</td><td>gauge: calls of ours that wait for their end</td></tr>
 *   <tr><td>{@code settee.exports.calls}</td><td>node, outcome ({@code returned}, {@code failed}, {@code ended}, {@code undefined}, {@code refused},
 *       {@code overlimit})</td><td>counter</td></tr>
 *   <tr><td>{@code settee.exports.running}</td><td>node</td><td>gauge</td></tr>
 *   <tr><td>{@code settee.peer.messages}, {@code settee.peer.bytes}</td><td>node, peer, direction ({@code in}, {@code out})</td><td>counter</td></tr>
 *   <tr><td>{@code settee.peer.messages.unsent}</td><td>node, peer</td><td>counter: of those sent, kept here by the end of a connection</td></tr>
 *   <tr><td>{@code settee.peer.queued}</td><td>node, peer</td><td>gauge: bytes that wait to be sent</td></tr>
 *   <tr><td>{@code settee.peer.connected}</td><td>node, peer</td><td>gauge: 1 or 0</td></tr>
 * </table>
 *
 * Peers get their meters when they first connect, the first 1,000 of them: names may be lent and never come again, and a registry keeps a series for
 * each. The same numbers are in {@link ErlangNode#statistics}.
 *
 * {@snippet :
 * try (var metrics = new SetteeMetrics(node)) {
 *     metrics.bindTo(registry);
 * }
 * }
 */
public final class SetteeMetrics implements MeterBinder, AutoCloseable {
    private static final int MOST_PEERS = 1000;

    private final ErlangNode node;
    private final Tags tags;
    private final Queue<Runnable> ends = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    /**
     * For one node.
     *
     * @throws IllegalStateException if the node waits for a peer to give it its name
     */
    public SetteeMetrics(ErlangNode node) {
        this.node = node;
        this.tags = Tags.of("node", node.name().toString());
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Map<String, ToDoubleFunction<NodeStatistics>> counters = Map.of(
                "settee.messages.dropped",
                NodeStatistics::droppedMessages,
                "settee.messages.unsent",
                s -> s.total().messagesUnsent(),
                "settee.signals.ignored",
                NodeStatistics::ignoredSignals,
                "settee.events.missed",
                NodeStatistics::missedEvents,
                "settee.connects",
                s -> s.total().connects(),
                "settee.connect.failures",
                s -> s.total().failures(),
                "settee.refused",
                s -> s.total().refused());
        counters.forEach((name, count) -> bound(
                registry,
                FunctionCounter.builder(name, node, n -> count.applyAsDouble(n.statistics()))
                        .tags(tags)
                        .register(registry)));
        bound(
                registry,
                Gauge.builder("settee.peers", node, n -> n.statistics().connectedPeers())
                        .tags(tags)
                        .register(registry));
        bound(
                registry,
                Gauge.builder("settee.calls.waiting", node, ErlangNode::waitingCalls)
                        .tags(tags)
                        .register(registry));
        bindExports(registry);
        Set<String> known = ConcurrentHashMap.newKeySet();
        Subscription subscription = node.onEvent(event -> {
            if (event instanceof NodeEvent.PeerUp(PeerInfo peer))
                bindPeer(registry, peer.node().toString(), known);
        });
        ends.add(subscription::close);
        node.statistics().peers().keySet().forEach(peer -> bindPeer(registry, peer.toString(), known));
    }

    private void bindExports(MeterRegistry registry) {
        Map<String, ToDoubleFunction<ExportStatistics>> outcomes = Map.of(
                "returned",
                ExportStatistics::returned,
                "failed",
                ExportStatistics::failed,
                "ended",
                ExportStatistics::ended,
                "undefined",
                ExportStatistics::undefined,
                "refused",
                ExportStatistics::refused,
                "overlimit",
                ExportStatistics::overLimit);
        outcomes.forEach((outcome, count) -> bound(
                registry,
                FunctionCounter.builder("settee.exports.calls", node, n -> count.applyAsDouble(n.exportStatistics()))
                        .tags(tags.and("outcome", outcome))
                        .register(registry)));
        bound(
                registry,
                Gauge.builder(
                                "settee.exports.running",
                                node,
                                n -> n.exportStatistics().running())
                        .tags(tags)
                        .register(registry));
    }

    private void bindPeer(MeterRegistry registry, String peer, Set<String> known) {
        if (known.size() >= MOST_PEERS || !known.add(peer)) return;
        Tags its = tags.and("peer", peer);
        Tags in = its.and("direction", "in");
        Tags out = its.and("direction", "out");
        counter(registry, "settee.peer.messages", in, peer, PeerStatistics::messagesIn);
        counter(registry, "settee.peer.messages", out, peer, PeerStatistics::messagesOut);
        counter(registry, "settee.peer.bytes", in, peer, PeerStatistics::bytesIn);
        counter(registry, "settee.peer.bytes", out, peer, PeerStatistics::bytesOut);
        counter(registry, "settee.peer.messages.unsent", its, peer, PeerStatistics::messagesUnsent);
        gauge(registry, "settee.peer.queued", its, peer, PeerStatistics::queuedBytes);
        gauge(registry, "settee.peer.connected", its, peer, s -> s.connected() ? 1 : 0);
    }

    private void counter(
            MeterRegistry registry, String name, Tags its, String peer, ToDoubleFunction<PeerStatistics> count) {
        bound(
                registry,
                FunctionCounter.builder(name, node, n -> count.applyAsDouble(n.statistics(peer)))
                        .tags(its)
                        .register(registry));
    }

    private void gauge(
            MeterRegistry registry, String name, Tags its, String peer, ToDoubleFunction<PeerStatistics> value) {
        bound(
                registry,
                Gauge.builder(name, node, n -> value.applyAsDouble(n.statistics(peer)))
                        .tags(its)
                        .register(registry));
    }

    private void bound(MeterRegistry registry, Meter meter) {
        ends.add(() -> registry.remove(meter));
        // By the event of a peer that came just before.
        if (closed) close();
    }

    /** Takes the meters out of their registries; to be called when the node is closed. */
    @Override
    public void close() {
        closed = true;
        for (Runnable end = ends.poll(); end != null; end = ends.poll()) end.run();
    }
}
