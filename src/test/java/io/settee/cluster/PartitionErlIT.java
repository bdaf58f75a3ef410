package io.settee.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.faults.HostWorker;
import io.settee.faults.Hosts;
import io.settee.testkit.ErlReleases;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
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
            Process worker = HostWorker.command(
                            hosts,
                            folder,
                            Set.of(ErlReleases.current().getLast()),
                            List.of("-XX:TieredStopAtLevel=1"),
                            PartitionWorker.class,
                            List.of(carrier, folder.toString(), hosts.us(), hosts.peers()))
                    .start();
            // Its standard input stays open while we live.
            String said = new String(worker.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(worker.waitFor()).as(said).isZero();
        } finally {
            hosts.down();
        }
    }
}
