package io.settee.bench;

import io.settee.ErlangNode;
import io.settee.epmd.EpmdServer;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What idle things cost, and how long a cut takes to tell; with nodes of ours on both sides, in one process. Give it {@code -Xmx2g}.
 */
public final class Footprint {
    private static final int MAILBOXES = 1_000_000;
    private static final int WAITING = 100_000;
    private static final int MONITORS = 100_000;
    private static final int PEERS = 500;

    private final EpmdServer epmd = EpmdServer.startOnLoopback(0);
    private int nodes;

    private Footprint() {}

    public static void main(String[] args) throws Exception {
        var footprint = new Footprint();
        // Once to load every class.
        footprint.peers(5);
        footprint.monitors(1000);
        footprint.mailboxes();
        footprint.waiting();
        System.out.printf(
                "%,d monitors of one process fire %.0f ms after a cut, each in a mailbox of its own%n",
                MONITORS, footprint.monitors(MONITORS));
        System.out.print(footprint.peers(PEERS));
        footprint.epmd.close();
    }

    /** With a name of its own: EPMD keeps one from a successor for a moment. */
    private ErlangNode node(String name) throws InterruptedException {
        return ErlangNode.named(name + ++nodes + "@127.0.0.1")
                .cookie("footprint")
                .epmdPort(epmd.port())
                .listen(InetAddress.getLoopbackAddress(), 0, 0)
                .start();
    }

    private void mailboxes() throws InterruptedException {
        try (ErlangNode node = node("hub")) {
            List<Mailbox> boxes = new ArrayList<>(MAILBOXES);
            long before = heap();
            for (int i = 0; i < MAILBOXES; i++) boxes.add(node.mailbox());
            System.out.printf("idle mailbox: %d bytes (of %,d)%n", (heap() - before) / boxes.size(), boxes.size());
        }
    }

    private void waiting() throws InterruptedException {
        try (ErlangNode node = node("hub")) {
            List<Mailbox> boxes = new ArrayList<>(WAITING);
            for (int i = 0; i < WAITING; i++) boxes.add(node.mailbox());
            var woken = new CountDownLatch(WAITING);
            long before = heap();
            for (Mailbox box : boxes) {
                Thread.startVirtualThread(() -> {
                    try {
                        box.receive();
                        woken.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
            System.out.printf(
                    "virtual thread that waits in receive: %d bytes (of %,d)%n", (heap() - before) / WAITING, WAITING);
            long start = System.nanoTime();
            for (Mailbox box : boxes) box.send(box.self(), new Atom("go"));
            woken.await();
            System.out.printf("a message to each of them: %.0f ms%n", millisSince(start));
        }
    }

    /** How long it takes from the cut of a connection until every watcher has its DOWN, in milliseconds. */
    private double monitors(int count) throws InterruptedException {
        try (ErlangNode hub = node("hub");
                ErlangNode far = node("far");
                Mailbox watched = far.mailbox()) {
            List<Mailbox> watchers = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Mailbox watcher = hub.mailbox();
                watcher.monitor(watched.self());
                watchers.add(watcher);
            }
            long start = System.nanoTime();
            hub.disconnect(far.name().toString());
            for (Mailbox watcher : watchers) watcher.receive();
            return millisSince(start);
        }
    }

    private String peers(int count) throws Exception {
        try (ErlangNode hub = node("hub")) {
            List<ErlangNode> peers = new ArrayList<>();
            for (int i = 0; i < count; i++) peers.add(node("peer"));
            long before = heap();
            for (ErlangNode peer : peers) peer.connect(hub.name().toString());
            long connected = heap();
            String report = """
                idle connection: %d bytes of heap at each end (of %d)
                %d peers: %d platform threads, %d MB resident, of it %d MB heap, both ends together
                """.formatted(
                            (connected - before) / count / 2,
                            count,
                            count,
                            ManagementFactory.getThreadMXBean().getThreadCount(),
                            resident() >> 20,
                            connected >> 20);
            for (ErlangNode peer : peers) peer.close();
            return report;
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }

    private static long heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(200);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Of the whole process; Linux only. */
    private static long resident() throws IOException {
        String pages = Files.readString(Path.of("/proc/self/statm")).split(" ", -1)[1];
        return Long.parseLong(pages) * 4096;
    }
}
