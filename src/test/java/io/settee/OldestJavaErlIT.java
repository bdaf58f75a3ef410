package io.settee;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.TestProgram;
import io.settee.testkit.ErlReleases;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The oldest Java that we run on, whatever the build runs on. There a virtual thread that waits inside {@code synchronized} pins its carrier, as it no
 * longer does from Java 24 on.
 */
class OldestJavaErlIT {
    private static final int OLDEST = 21;
    private static final int LIMIT_SECONDS = 240;

    /** Whatever waits, or is waited for, on virtual threads. */
    private static final List<String> TESTS = List.of(
            "VirtualThreadsTest",
            "MessageHandlerTest",
            "BoundTest",
            "TwoNodesTest",
            "OrderTest",
            "LinkMonitorTest",
            "process.InboxTest",
            "process.OutgoingTest",
            "NodeErlIT",
            "AliasErlIT");

    /** The one that {@code test-cluster/test} provides; without it the one that runs this, if it is as old. Nothing if neither is to be had. */
    static Stream<Path> java() {
        String given = System.getProperty("settee.java." + OLDEST);
        if (given != null) return Stream.of(Path.of(given));
        if (Runtime.version().feature() == OLDEST)
            return Stream.of(Path.of(System.getProperty("java.home"), "bin", "java"));
        return Stream.empty();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("java")
    void pinsNoThread(Path java) throws Exception {
        assertThat(run(java))
                .anyMatch(line -> line.startsWith("java " + OLDEST + "."))
                .anyMatch(line -> line.matches("[1-9][0-9]+ passed, 0 failed"))
                .contains("1 pinned on purpose", "0 pinned");
    }

    private static List<String> run(Path java) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                java.toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                // One release will do: it is Java that is tested here.
                "-Dsettee.erl.releases=25",
                "-Dsettee.erl.25=" + ErlReleases.of(25).erl(),
                "-cp",
                System.getProperty("java.class.path"),
                TestProgram.class.getName()));
        TESTS.forEach(test -> command.add("io.settee." + test));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).exceptionally(late -> process.destroyForcibly());
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            return out.lines().toList();
        } finally {
            process.waitFor();
        }
    }
}
