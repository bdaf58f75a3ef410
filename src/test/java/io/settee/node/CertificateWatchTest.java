package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.carrier.Carriers;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {
    private static final Duration OFTEN = Duration.ofMillis(20);

    @TempDir
    Path dir;

    private final LinkedBlockingQueue<NodeEvent> told = new LinkedBlockingQueue<>();

    private Carriers carriers(Duration validity) {
        CertificateFolder folder = CertificateMaker.writeCluster(
                dir,
                List.of("127.0.0.1"),
                CertificateMaker.Options.builder().validity(validity).build());
        var settings = OptionFile.read(folder.optionFile());
        return Carriers.tls(settings.server(), settings.client());
    }

    @Test
    void tellsOnceThatACertificateEndsSoon() throws Exception {
        Carriers carriers = carriers(Duration.ofDays(5));
        Instant end = carriers.certificateExpiry().orElseThrow();
        assertThat(end)
                .isBetween(Instant.now().plus(Duration.ofDays(4)), Instant.now().plus(Duration.ofDays(6)));
        try (var watch = CertificateWatch.start(carriers, OFTEN, told::add)) {
            assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo(new NodeEvent.CertificateEnds(end));
            assertThat(told.poll(OFTEN.toMillis() * 10, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void isSilentOfOneThatLastsAndWhereThereIsNone() throws Exception {
        try (var lasting = CertificateWatch.start(carriers(Duration.ofDays(60)), OFTEN, told::add);
                var none = CertificateWatch.start(Carriers.tcp(), OFTEN, told::add)) {
            assertThat(told.poll(OFTEN.toMillis() * 10, TimeUnit.MILLISECONDS)).isNull();
        }
        assertThat(Carriers.tcp().certificateExpiry()).isEmpty();
    }
}
