package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.carrier.Carriers;
import io.settee.carrier.TlsEngine;
import io.settee.carrier.TlsSession;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.epmd.EpmdClient;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.support.RecordCounter;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A BEAM changes its keys again and again under load: by renegotiation on TLS 1.2, by key updates on 1.3. That it does is counted on the
 * wire, and nothing is lost.
 */
class RenegotiationErlIT {
    private static final int MESSAGES = 4000;
    private static final int ONE_BY_ONE = 400;
    private static final int PAYLOAD_BYTES = 200;

    /** So many times at least the keys must have changed; at these limits it is six to some dozen times. */
    private static final int OFTEN = 3;

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    Path dir;

    @ParameterizedTest
    @CsvSource({
        "25, tlsv1.2, renegotiate_at, 50, JDK",
        "27, tlsv1.2, renegotiate_at, 50, JDK",
        "29, tlsv1.2, renegotiate_at, 50, JDK",
        "25, tlsv1.3, key_update_at, 50000, JDK",
        "27, tlsv1.3, key_update_at, 50000, JDK",
        "29, tlsv1.3, key_update_at, 50000, JDK",
        "25, tlsv1.3, key_update_at, 50000, OPENSSL",
        "27, tlsv1.3, key_update_at, 50000, OPENSSL",
        "29, tlsv1.3, key_update_at, 50000, OPENSSL"
    })
    void keepsTheConnectionAndItsMessages(int release, String version, String option, int limit, TlsEngine engine)
            throws Exception {
        Path made = CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT)
                .optionFile();
        String often = "{versions, ['" + version + "']}, {" + option + ", " + limit + "}";
        Path optionFile = Files.writeString(
                dir.resolve("often.conf"), Files.readString(made).replace("{secure_renegotiate, true}", often));
        ErlNode erl = erlang.node("busy").release(release).tls(optionFile).start();
        erl.eval(
                "register(echo, spawn(fun() -> (fun L() -> receive {From, N, B} -> From ! {N, B}, L() end end)() end))");
        int port = new EpmdClient(erlang.epmdPort(), SOON)
                .lookup(InetAddress.getLoopbackAddress(), "busy")
                .port();
        try (var wire = new RecordCounter(port);
                ErlangNode java = ErlangNode.named("java@127.0.0.1")
                        .cookie("settee-testkit")
                        .epmdPort(erlang.epmdPort())
                        .resolver(any -> wire.address())
                        .listen(InetAddress.getLoopbackAddress(), 0, 0)
                        .carriers(Carriers.tls(OptionFile.read(optionFile).withEngine(engine)))
                        .start();
                Mailbox box = java.mailbox()) {
            java.connect("busy@127.0.0.1");
            PeerInfo before = java.peers().getFirst();
            TlsSession session = before.tls().orElseThrow();
            assertThat(session.version()).isEqualTo(version.equals("tlsv1.2") ? "TLSv1.2" : "TLSv1.3");
            assertThat(session.engine()).isEqualTo(engine);
            Optional<Instant> since = before.upSince();
            int handshakes = wire.toTarget().cipherChanges();
            Binary payload = Binary.copyOf(new byte[PAYLOAD_BYTES]);
            Thread sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < MESSAGES; i++)
                        box.send("echo", "busy@127.0.0.1", tuple(box.self(), Int.of(i), payload));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < MESSAGES; i++) assertThat(box.receive(SOON)).contains(tuple(Int.of(i), payload));
            sender.join();
            // In the burst many messages share a record; one by one each has its own.
            for (int i = 0; i < ONE_BY_ONE; i++) {
                box.send("echo", "busy@127.0.0.1", tuple(box.self(), Int.of(i), payload));
                assertThat(box.receive(SOON)).contains(tuple(Int.of(i), payload));
            }
            assertThat(java.peers())
                    .singleElement()
                    .satisfies(peer -> assertThat(peer.upSince()).isEqualTo(since));
            if (version.equals("tlsv1.2")) {
                assertThat(wire.fromTarget().cipherChanges()).isGreaterThanOrEqualTo(handshakes + OFTEN);
                assertThat(wire.toTarget().cipherChanges()).isGreaterThanOrEqualTo(handshakes + OFTEN);
            } else {
                assertThat(wire.fromTarget().keyUpdates()).isGreaterThanOrEqualTo(OFTEN);
            }
        }
    }
}
