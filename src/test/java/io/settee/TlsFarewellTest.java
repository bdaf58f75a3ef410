package io.settee;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.carrier.Carriers;
import io.settee.carrier.TlsEngine;
import io.settee.carrier.TlsSettings;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a node leaves another of ours over TLS: its end is announced by TLS, and the other one closes the connection. */
@Timeout(60)
class TlsFarewellTest {
    /** What Connection gives a peer that does not close; less a second. */
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({"JDK, tlsv1.2", "JDK, tlsv1.3", "OPENSSL, tlsv1.3"})
    void isAnsweredWhenAllHasBeenTaken(TlsEngine engine, String version) throws Exception {
        TlsSettings settings = settings(engine, version);
        try (var cluster = new LocalCluster();
                ErlangNode staying =
                        cluster.node("staying").carriers(Carriers.tls(settings)).start();
                Mailbox inbox = staying.mailbox("inbox")) {
            long start;
            try (ErlangNode leaving = cluster.node("leaving")
                            .carriers(Carriers.tls(settings))
                            .start();
                    Mailbox box = leaving.mailbox()) {
                for (int i = 0; i < 10_000; i++) box.send("inbox", staying.name(), integer(i));
                box.send("inbox", staying.name(), atom("last"));
                start = System.nanoTime();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAREWELL);
            for (int i = 0; i < 10_000; i++) assertThat(inbox.receive()).isEqualTo(integer(i));
            assertThat(inbox.receive()).isEqualTo(atom("last"));
        }
    }

    private TlsSettings settings(TlsEngine engine, String version) throws IOException {
        Path file = CertificateMaker.writeCluster(
                        dir,
                        List.of("127.0.0.1"),
                        CertificateMaker.Options.builder().build())
                .optionFile();
        String text = Files.readString(file).replace("{secure_renegotiate, true}", "{versions, ['" + version + "']}");
        return OptionFile.read(Files.writeString(file, text)).withEngine(engine);
    }
}
