package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.settee.error.ConnectionLostException;
import io.settee.identity.NodeName;
import io.settee.metrics.SetteeMetrics;
import io.settee.node.NodeEvent;
import io.settee.node.NodeStatistics;
import io.settee.node.PeerStatistics;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.JavaProgram;
import io.settee.support.LocalCluster;
import io.settee.term.Pid;
import io.settee.term.Terms;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a node lets one see of itself: events, counts, meters, flight recordings, threads. */
@Timeout(60)
class ObservedTest {
    private static final String PEER = "b@127.0.0.1";

    @TempDir
    Path dir;

    private static void send(ErlangNode from, ErlangNode to, int messages) throws InterruptedException {
        try (Mailbox here = from.mailbox();
                Mailbox there = to.mailbox("there")) {
            for (int i = 0; i < messages; i++) here.send("there", to.name(), Terms.binary("x".repeat(100)));
            for (int i = 0; i < messages; i++) assertThat(there.receive(SOON)).isPresent();
        }
    }

    private static void disconnect(ErlangNode from, ErlangNode to) throws InterruptedException {
        from.disconnect(to.name().toString());
        await().atMost(SOON).until(() -> to.peers().isEmpty());
    }

    @Test
    void tellsOfConnectionsRefusalsAndDeadMailboxes() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start();
                ErlangNode thief = cluster.node("thief").cookie("wrong").start()) {
            var events = ErlCase.events(a);
            Mailbox box = a.mailbox("named");
            Pid pid = box.self();
            box.close(Terms.atom("over"));
            assertThat(events.next(NodeEvent.MailboxDead.class))
                    .isEqualTo(new NodeEvent.MailboxDead(pid, Set.of("named"), pid, Terms.atom("over")));
            a.connect(PEER);
            assertThat(events.next(NodeEvent.PeerUp.class).peer().node()).isEqualTo(b.name());
            assertThatThrownBy(() -> a.connect("nobody@127.0.0.1")).hasMessageContaining("nobody");
            NodeEvent.ConnectFailed failed = events.next(NodeEvent.ConnectFailed.class);
            assertThat(failed.peer()).isEqualTo(NodeName.of("nobody@127.0.0.1"));
            assertThat(failed.reason()).contains("knows no node 'nobody'");
            assertThatThrownBy(() -> thief.connect("a@127.0.0.1")).hasMessageContaining("cookie");
            assertThat(events.next(NodeEvent.Refused.class).claimed()).contains(thief.name());
            b.close();
            assertThat(events.next(NodeEvent.PeerDown.class).reason().kind().atom())
                    .isEqualTo("connection_closed");
        }
    }

    @Test
    void countsOverAllConnections() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start()) {
            assertThat(a.statistics(PEER)).isEqualTo(new PeerStatistics(false, 0, 0, 0, 0, 0, 0, 0, 0, 0));
            send(a, b, 10);
            assertThat(a.statistics(PEER).connected()).isTrue();
            disconnect(a, b);
            send(b, a, 5);
            try (Mailbox box = b.mailbox()) {
                box.send("nobody", a.name(), Terms.atom("x"));
            }
            assertThatThrownBy(() -> a.connect("c@127.0.0.1"));
            await().atMost(SOON).until(() -> a.statistics().droppedMessages() == 1);
            PeerStatistics peer = a.statistics(PEER);
            assertThat(peer.connected()).isTrue();
            assertThat(peer.connects()).isEqualTo(2);
            assertThat(peer.messagesOut()).isEqualTo(10);
            assertThat(peer.messagesIn()).isEqualTo(6);
            assertThat(peer.bytesOut()).isBetween(1000L, 3000L);
            assertThat(peer.bytesIn()).isBetween(500L, 1500L);
            NodeStatistics all = a.statistics();
            assertThat(all.connectedPeers()).isEqualTo(1);
            assertThat(all.total().connects()).isEqualTo(2);
            assertThat(all.total().failures()).isEqualTo(1);
            assertThat(all.total().messagesIn()).isEqualTo(6);
            assertThat(all.peers()).containsOnlyKeys(b.name(), NodeName.of("c@127.0.0.1"));
        }
    }

    @Test
    void countsTheMessagesThatTheEndOfAConnectionKeepsHere() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start();
                var metrics = new SetteeMetrics(a);
                Mailbox here = a.mailbox();
                Mailbox full = b.mailbox("full", Bound.pausing(1))) {
            metrics.bindTo(registry);
            var events = ErlCase.events(a);
            a.connect(PEER);
            // More than the buffers of both ends take, each large enough to be written alone.
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    while (true) here.send("full", b.name(), Terms.binary(new byte[60_000]));
                } catch (ConnectionLostException | InterruptedException e) {
                    // As expected: the end is told to those who wait.
                }
            });
            long[] stuckAt = {-1};
            await().pollInterval(Duration.ofMillis(300))
                    .atMost(SOON)
                    .until(() -> stuckAt[0] == (stuckAt[0] = a.statistics(PEER).bytesOut()) && stuckAt[0] > 0);
            a.disconnect(PEER);
            sender.join();
            NodeEvent.PeerDown down = events.next(NodeEvent.PeerDown.class);
            long unsent = down.peer().messagesUnsent();
            assertThat(unsent).isBetween(8L, 30L);
            assertThat(a.statistics(PEER).messagesUnsent()).isEqualTo(unsent);
            assertThat(a.statistics().total().messagesUnsent()).isEqualTo(unsent);
            assertThat(registry.get("settee.messages.unsent").functionCounter().count())
                    .isEqualTo((double) unsent);
            assertThat(registry.get("settee.peer.messages.unsent")
                            .functionCounter()
                            .count())
                    .isEqualTo((double) unsent);
            while (!b.peers().isEmpty()) full.receive(Duration.ofMillis(10));
            // What was handed to the system may be lost there, but nothing that arrived is called unsent.
            assertThat(b.statistics("a@127.0.0.1").messagesIn())
                    .isBetween(1L, down.peer().messagesOut() - unsent);
        }
    }

    @Test
    void countsTheRefusedByPeerOnlyIfThePeerIsKnown() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").start();
                ErlangNode thief = cluster.node("thief").cookie("wrong").start()) {
            for (int i = 0; i < 3; i++) assertThatThrownBy(() -> thief.connect("a@127.0.0.1"));
            await().atMost(SOON).until(() -> a.statistics().total().refused() == 3);
            assertThat(a.statistics().peers()).isEmpty();
            assertThatThrownBy(() -> a.connect("thief@127.0.0.1"));
            assertThatThrownBy(() -> thief.connect("a@127.0.0.1"));
            await().atMost(SOON).until(() -> a.statistics("thief@127.0.0.1").refused() == 1);
            assertThat(a.statistics().total().refused()).isEqualTo(4);
        }
    }

    @Test
    void bindsItsCountsToARegistry() throws Exception {
        var registry = new SimpleMeterRegistry();
        try (var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start()) {
            var metrics = new SetteeMetrics(a);
            metrics.bindTo(registry);
            send(a, b, 10);
            await().atMost(SOON)
                    .until(() -> registry.find("settee.peer.messages").meters().size() == 2);
            assertThat(registry.get("settee.peer.messages")
                            .tags("node", "a@127.0.0.1", "peer", PEER, "direction", "out")
                            .functionCounter()
                            .count())
                    .isEqualTo(10);
            assertThat(registry.get("settee.peer.bytes")
                            .tags("direction", "out")
                            .functionCounter()
                            .count())
                    .isGreaterThan(1000);
            assertThat(registry.get("settee.calls.waiting").gauge().value()).isZero();
            assertThat(registry.get("settee.peers").gauge().value()).isEqualTo(1);
            assertThat(registry.get("settee.peer.connected").gauge().value()).isEqualTo(1);
            disconnect(a, b);
            assertThat(registry.get("settee.peers").gauge().value()).isZero();
            assertThat(registry.get("settee.connects").functionCounter().count())
                    .isEqualTo(1);
            metrics.close();
            assertThat(registry.getMeters()).isEmpty();
        }
    }

    /** A class loader that has everything but Micrometer. */
    private static final class WithoutMicrometer extends URLClassLoader {
        WithoutMicrometer(URL[] urls) {
            super(urls, ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("io.micrometer.")) throw new ClassNotFoundException(name);
            return super.findClass(name);
        }
    }

    @Test
    void needsNoMicrometerForTheRest() throws Exception {
        String path = JavaProgram.classPath();
        var urls = new ArrayList<URL>();
        for (String entry : path.split(java.io.File.pathSeparator, -1))
            urls.add(Path.of(entry).toUri().toURL());
        try (var loader = new WithoutMicrometer(urls.toArray(URL[]::new))) {
            assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.Meter"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> nodes = loader.loadClass("io.settee.ErlangNode");
            Object builder = nodes.getMethod("named", String.class).invoke(null, "alone@127.0.0.1");
            builder = builder.getClass().getMethod("cookie", String.class).invoke(builder, "c");
            builder = builder.getClass().getMethod("noListener").invoke(builder);
            try (AutoCloseable node =
                    (AutoCloseable) builder.getClass().getMethod("start").invoke(builder)) {
                assertThat(nodes.getMethod("statistics").invoke(node)).isNotNull();
            }
        }
    }

    @Test
    void isSeenInAFlightRecording() throws Exception {
        Path file = dir.resolve("settee.jfr");
        try (var recording = new Recording();
                var cluster = new LocalCluster();
                ErlangNode a = cluster.node("a").start();
                ErlangNode b = cluster.node("b").start();
                ErlangNode thief = cluster.node("thief").cookie("wrong").start()) {
            for (String name : List.of("Connect", "Handshake", "Disconnect", "SlowSend"))
                recording.enable("io.settee." + name).withThreshold(Duration.ZERO);
            recording.start();
            send(a, b, 1);
            assertThatThrownBy(() -> thief.connect(PEER));
            try (Mailbox sender = a.mailbox();
                    Mailbox full = b.mailbox("full")) {
                for (int i = 0; i < 200; i++) sender.send("full", b.name(), Terms.binary("x".repeat(200_000)));
                for (int i = 0; i < 200; i++) assertThat(full.receive(SOON)).isPresent();
            }
            disconnect(a, b);
            recording.stop();
            recording.dump(file);
        }
        assertThat(Files.size(file)).isPositive();
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(of(events, "Connect"))
                .anyMatch(e -> e.getString("peer").equals(PEER)
                        && e.getString("outcome").equals("up")
                        && e.getString("carrier").equals("tcp")
                        && !e.getDuration().isZero())
                .anyMatch(e -> e.getString("outcome").contains("cookie"));
        assertThat(of(events, "Handshake"))
                .anyMatch(e -> e.getBoolean("dialled") && e.getString("outcome").equals("up"))
                .anyMatch(e -> !e.getBoolean("dialled")
                        && e.getString("peer").equals("a@127.0.0.1")
                        && e.getString("address").startsWith("127.0.0.1:"))
                .anyMatch(e -> e.getString("peer").equals("thief@127.0.0.1")
                        && e.getString("outcome").contains("cookie"));
        assertThat(of(events, "Disconnect"))
                .anyMatch(e -> e.getString("peer").equals(PEER)
                        && e.getString("reason").equals("disconnect")
                        && e.getLong("bytesOut") > 40_000_000);
        assertThat(of(events, "SlowSend"))
                .allMatch(e -> e.getString("peer").equals(PEER))
                .anyMatch(e -> e.getLong("queued") > 500_000 && e.getDuration().compareTo(Duration.ZERO) > 0);
    }

    private static List<RecordedEvent> of(List<RecordedEvent> events, String name) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals("io.settee." + name))
                .toList();
    }

    private static Set<String> platformThreads() {
        Thread[] all = new Thread[Thread.activeCount() + 100];
        int count = Thread.enumerate(all);
        return Arrays.stream(all, 0, count)
                .map(Thread::getName)
                .filter(name -> name.startsWith("settee"))
                .collect(Collectors.toSet());
    }

    /** All nodes of a process share the event loops, one for each processor and at least two; nodes and connections add no thread. */
    @Test
    void twentyNodesHaveNoMoreThreadsThanOne() throws Exception {
        var nodes = new ArrayList<ErlangNode>();
        try (var cluster = new LocalCluster()) {
            for (int i = 0; i < 20; i++) {
                ErlangNode node = cluster.node("n" + i).start();
                for (ErlangNode other : nodes) node.connect(other.name().toString());
                nodes.add(node);
            }
            assertThat(nodes.getFirst().statistics().connectedPeers()).isEqualTo(19);
            int loops = Math.max(2, Runtime.getRuntime().availableProcessors());
            assertThat(platformThreads())
                    .as("190 connections among 20 nodes, and their EPMD")
                    .filteredOn(name -> name.startsWith("settee-io-"))
                    .hasSizeBetween(1, loops);
            assertThat(platformThreads())
                    .filteredOn(name -> !name.startsWith("settee-io-"))
                    .hasSizeLessThanOrEqualTo(2);
        } finally {
            nodes.forEach(ErlangNode::close);
        }
    }
}
