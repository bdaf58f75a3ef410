package io.settee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.faults.Hosts;
import io.settee.testkit.ErlReleases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A cluster of all current releases and a visible node of ours falls into two halves and heals. What happens is in {@link PartitionWorker}. Needs root. */
@Tag("alone")
@Timeout(120)
class PartitionErlIT {
    @ParameterizedTest
    @ValueSource(strings = {"tcp", "tls"})
    void isWholeAgainAfterASilentPartition(String carrier, @TempDir Path folder) throws Exception {
        Hosts hosts = Hosts.ofThisProcess();
        try {
            hosts.up(2);
            var command = new ArrayList<>(Hosts.on(hosts.us()));
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"));
            command.add("-Dsettee.erl.releases="
                    + ErlReleases.current().stream().map(String::valueOf).collect(Collectors.joining(",")));
            for (int release : ErlReleases.current()) {
                Path erl = ErlReleases.of(release).erl();
                boolean near = release == ErlReleases.current().getLast();
                command.add("-Dsettee.erl." + release + "=" + (near ? erl : onPeersHost(folder, hosts, erl, release)));
            }
            command.addAll(List.of(
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    PartitionWorker.class.getName(),
                    carrier,
                    folder.toString(),
                    hosts.us(),
                    hosts.peers()));
            Process worker =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            // Its standard input stays open while we live.
            String said = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(worker.waitFor()).as(said).isZero();
        } finally {
            hosts.down();
        }
    }

    /** An {@code erl} that runs on the peers' host, and an {@code epmd} beside it that listens to all who reach that host. */
    private static Path onPeersHost(Path folder, Hosts hosts, Path erl, int release) throws Exception {
        Path bin = Files.createDirectories(folder.resolve("bin-" + release));
        String on = String.join(" ", Hosts.on(hosts.peers()));
        script(bin.resolve("epmd"), "unset ERL_EPMD_ADDRESS; exec " + on + " " + erl.resolveSibling("epmd"));
        return script(bin.resolve("erl"), "exec " + on + " " + erl);
    }

    private static Path script(Path file, String line) throws Exception {
        Files.writeString(file, "#!/bin/sh\n" + line + " \"$@\"\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
