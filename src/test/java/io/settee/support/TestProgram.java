package io.settee.support;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Runs test classes as a program of its own, for a Java that the build does not run on. While they run it records virtual threads that were pinned: that
 * parked without leaving their carrier to others. One is pinned on purpose, which shows that it would see others.
 *
 * <p>Arguments: names of classes. Prints {@code java VERSION}, {@code N passed, M failed}, {@code N pinned on purpose} and {@code N pinned}, with
 * what belongs to failures and pinned threads.
 */
public final class TestProgram {
    private static final String PINNED = "jdk.VirtualThreadPinned";

    private static final String ON_PURPOSE = "pinned-on-purpose";

    private TestProgram() {}

    public static void main(String[] classes) throws Exception {
        System.out.println("java " + Runtime.version());
        var summary = new SummaryGeneratingListener();
        Path file = Files.createTempFile("settee-tests", ".jfr");
        try (var recording = new Recording()) {
            recording.enable(PINNED).withThreshold(Duration.ZERO).withStackTrace();
            recording.start();
            pinOne();
            LauncherFactory.create()
                    .execute(
                            LauncherDiscoveryRequestBuilder.request()
                                    .selectors(Arrays.stream(classes)
                                            .map(name -> selectClass(name))
                                            .toList())
                                    .build(),
                            summary);
            recording.dump(file);
            print(summary);
            printPinned(file);
        } finally {
            Files.delete(file);
        }
        // Whatever a failed test has left running must not keep this one.
        System.exit(0);
    }

    private static void pinOne() throws InterruptedException {
        var monitor = new Object();
        Thread.ofVirtual()
                .name(ON_PURPOSE)
                .start(() -> {
                    synchronized (monitor) {
                        LockSupport.parkNanos(1_000_000);
                    }
                })
                .join();
    }

    private static void print(SummaryGeneratingListener listener) {
        var summary = listener.getSummary();
        System.out.println(summary.getTestsSucceededCount() + " passed, " + summary.getTotalFailureCount() + " failed");
        var out = new PrintWriter(System.out, true, Charset.defaultCharset());
        summary.printFailuresTo(out, 20);
        out.flush();
    }

    private static void printPinned(Path file) throws java.io.IOException {
        List<RecordedEvent> pinned = RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(PINNED))
                .toList();
        List<RecordedEvent> wrong = pinned.stream()
                .filter(event -> !ON_PURPOSE.equals(event.getThread().getJavaName()))
                .toList();
        System.out.println(pinned.size() - wrong.size() + " pinned on purpose");
        System.out.println(wrong.size() + " pinned");
        wrong.stream().limit(5).forEach(System.out::println);
    }
}
