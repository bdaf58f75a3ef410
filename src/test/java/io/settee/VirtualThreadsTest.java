package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Pid;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A great many mailboxes, and threads that wait at them. */
@Timeout(120)
class VirtualThreadsTest {
    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode node;
    private ErlangNode far;
    private Mailbox sender;

    @BeforeEach
    void open() throws InterruptedException {
        node = cluster.node("near").start();
        far = cluster.node("far").start();
        sender = far.mailbox();
    }

    @AfterEach
    void close() {
        far.close();
        node.close();
        cluster.close();
    }

    @Test
    void hasRoomForAMillionMailboxes() throws Exception {
        int count = 1_000_000;
        List<Mailbox> boxes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) boxes.add(node.mailbox());
        assertThat(boxes.stream().map(Mailbox::self).distinct()).hasSize(count);
        for (int i = 0; i < count; i += 1000) sender.send(boxes.get(i).self(), integer(i));
        for (int i = 0; i < count; i += 1000)
            assertThat(boxes.get(i).receive(SOON)).contains(integer(i));
        boxes.forEach(Mailbox::close);
        assertThat(node.droppedMessages()).isZero();
    }

    @Test
    void wakesAHundredThousandVirtualThreadsThatWaitAndPinsNone(@TempDir Path dir) throws Exception {
        int count = 100_000;
        int platformThreads = ManagementFactory.getThreadMXBean().getThreadCount();
        var waiting = new AtomicInteger();
        var received = new CountDownLatch(count);
        List<Pid> pids = new ArrayList<>(count);
        List<Thread> threads = new ArrayList<>(count);
        try (var recording = new Recording()) {
            recording
                    .enable("jdk.VirtualThreadPinned")
                    .withThreshold(Duration.ZERO)
                    .withStackTrace();
            recording.start();
            for (int i = 0; i < count; i++) {
                Mailbox box = node.mailbox();
                pids.add(box.self());
                threads.add(Thread.startVirtualThread(() -> {
                    waiting.incrementAndGet();
                    try (box) {
                        if (box.receive().equals(atom("go"))) received.countDown();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> waiting.get() == count);
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING));
            // None for a thread that waits: a handful for the scheduler and the event loops.
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - platformThreads)
                    .isLessThan(50);
            for (Pid pid : pids) sender.send(pid, atom("go"));
            assertThat(received.await(30, TimeUnit.SECONDS)).isTrue();
            for (Thread thread : threads) thread.join();
            Path file = dir.resolve("pinned.jfr");
            recording.dump(file);
            // Our own events are in every recording.
            assertThat(RecordingFile.readAllEvents(file))
                    .filteredOn(event -> event.getEventType().getName().equals("jdk.VirtualThreadPinned"))
                    .isEmpty();
        }
    }

    /** On JDK 21 a virtual thread that waits inside {@code synchronized} keeps its carrier from all others. */
    @Test
    void usesNoMonitors() throws IOException {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            List<Path> java =
                    sources.filter(path -> path.toString().endsWith(".java")).toList();
            assertThat(java).hasSizeGreaterThan(100);
            for (Path source : java)
                assertThat(Files.readString(source)).as("%s", source).doesNotContain("synchronized");
        }
    }
}
