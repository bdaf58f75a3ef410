package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.carrier.IdentityBinding;
import io.settee.carrier.TlsEngine;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsSettings;
import io.settee.certs.AuthorityFolder;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.RevocationList;
import io.settee.config.OptionFile;
import io.settee.connection.ConnectionSettings;
import io.settee.connection.HandshakeLimits;
import io.settee.epmd.EpmdClient;
import io.settee.error.CarrierException;
import io.settee.error.ConfigException;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.node.NodeEvent;
import io.settee.support.ErlCase;
import io.settee.support.LocalCluster;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody may try who can reach our port, or stands between two nodes; with either engine of TLS. */
@Timeout(60)
@ParameterizedClass
@EnumSource(
        value = TlsEngine.class,
        names = {"JDK", "OPENSSL"})
class AttacksTest {
    @Parameter
    TlsEngine engine;

    /** The first bytes of a ClientHello of some hundred bytes. */
    private static final String CLIENT_HELLO = "\26\3\1\2\0\1\0\1\374\3\3";

    private static final String SEND_NAME = "\0\25N\0\0\0\1\3\337\377\275\0\0\0\1\0\7a@b.c.d";

    @TempDir
    static Path dir;

    /** Of the cluster: TLS 1.2 and 1.3, and 1.3 alone. */
    private static Path optionFile = Path.of("");

    private static Path only13 = Path.of("");

    @BeforeAll
    static void makeCertificates() {
        optionFile = CertificateMaker.writeCluster(
                        dir,
                        List.of("127.0.0.1"),
                        CertificateMaker.Options.builder().commonName("honest").build())
                .optionFile();
        only13 = changed(optionFile, "only13.conf", "{versions, ['tlsv1.3']}");
    }

    private Carriers couch(CouchPolicy policy) {
        return Carriers.couch(settings(optionFile, only13), policy);
    }

    /** Of the files the one that the engine can keep. */
    private TlsSettings settings(Path either, Path only13) {
        return OptionFile.read(engine == TlsEngine.JDK ? either : only13).withEngine(engine);
    }

    /** A file with other words in place of the ones that the maker writes. */
    private static Path changed(Path file, String name, String words) {
        try {
            String text = Files.readString(file).replace("{secure_renegotiate, true}", words);
            return Files.writeString(file.resolveSibling(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress portOf(LocalCluster cluster, String name) {
        int port = new EpmdClient(cluster.epmdPort(), Duration.ofSeconds(5))
                .lookup(InetAddress.getLoopbackAddress(), name)
                .port();
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @ParameterizedTest
    @ValueSource(strings = {CLIENT_HELLO, SEND_NAME, ""})
    void oneWhoSendsBytesSlowlyOrNoneIsSentAwayInTime(String bytes) throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim")
                        .carriers(couch(CouchPolicy.noTls("true")))
                        .setupTime(Duration.ofMillis(700))
                        .start();
                Socket socket = new Socket()) {
            var events = ErlCase.events(victim);
            socket.connect(portOf(cluster, "victim"));
            socket.setSoTimeout(100);
            byte[] all = bytes.getBytes(StandardCharsets.ISO_8859_1);
            long start = System.nanoTime();
            for (int i = 0; !closed(socket); i++) {
                if (i < all.length - 1) writeIfOpen(socket, all[i]);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SOON);
            }
            assertThat(events.next(NodeEvent.Refused.class).reason()).isNotEmpty();
        }
    }

    private static boolean closed(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static void writeIfOpen(Socket socket, int value) {
        try {
            socket.getOutputStream().write(value);
        } catch (IOException e) {
            // Closed by the victim, which the next reading finds.
            return;
        }
    }

    @Test
    void aThousandHalfOpenHandshakesKeepNobodyElseOut() throws Exception {
        var limits = new HandshakeLimits(1024, 128);
        var sockets = new ArrayList<Socket>();
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim")
                        .connections(ConnectionSettings.DEFAULT.withHandshakes(limits))
                        .start();
                ErlangNode honest = cluster.node("honest").start()) {
            InetSocketAddress at = portOf(cluster, "victim");
            InetAddress attacker = InetAddress.getByName("127.0.0.2");
            for (int i = 0; i < 1000; i++) {
                var socket = new Socket();
                sockets.add(socket);
                socket.setSoTimeout(1);
                socket.bind(new InetSocketAddress(attacker, 0));
                socket.connect(at);
            }
            assertThat(honest.ping("victim@127.0.0.1", SOON)).isTrue();
            assertThat(victim.peers()).hasSize(1);
            Awaitility.await()
                    .atMost(SOON)
                    .untilAsserted(() -> assertThat(
                                    sockets.stream().filter(s -> !closed(s)).count())
                            .isLessThanOrEqualTo(limits.mostOfOne()));
        } finally {
            for (Socket socket : sockets) socket.close();
        }
    }

    @Test
    void anOldVersionOfTlsIsRefused() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim")
                        .carriers(couch(CouchPolicy.noTls()))
                        .start();
                Socket socket = new Socket()) {
            var events = ErlCase.events(victim);
            socket.connect(portOf(cluster, "victim"));
            socket.setSoTimeout((int) SOON.toMillis());
            // A whole ClientHello of TLS 1.1: version, random, no session, one suite, no compression, no extensions.
            String body = "\3\2" + "r".repeat(32) + "\0" + "\0\2\300\23" + "\1\0";
            String hello = "\1\0\0" + (char) body.length() + body;
            String whole = "\26\3\1\0" + (char) hello.length() + hello;
            socket.getOutputStream().write(whole.getBytes(StandardCharsets.ISO_8859_1));
            InputStream answer = socket.getInputStream();
            byte[] alert = answer.readNBytes(7);
            // A fatal alert, protocol_version.
            assertThat(alert[0]).isEqualTo((byte) 0x15);
            assertThat(alert[6]).isEqualTo((byte) 70);
            assertThat(answer.read()).isNegative();
            assertThat(events.next(NodeEvent.Refused.class).reason()).contains("no TLS version in common");
        }
    }

    @Test
    void aPlainDialUnderANameThatMustUseTlsIsRefused() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim")
                        .carriers(couch(CouchPolicy.noTls()))
                        .start();
                ErlangNode plain = cluster.node("plain").start()) {
            var events = ErlCase.events(victim);
            assertThatThrownBy(() -> plain.connect("victim@127.0.0.1"))
                    .isInstanceOfSatisfying(
                            HandshakeException.class,
                            e -> assertThat(e.reason()).isEqualTo(HandshakeException.Reason.NOT_ALLOWED));
            assertThat(events.next(NodeEvent.Refused.class).claimed()).contains(plain.name());
            assertThatThrownBy(() -> ErlangNode.namedBy("127.0.0.1", "victim@127.0.0.1")
                            .cookie("local")
                            .epmdPort(cluster.epmdPort())
                            .start()
                            .close())
                    .isInstanceOf(HandshakeException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCertificateOfTheClusterIsNoPassForAnotherName(boolean victimDials) throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim")
                        .carriers(couch(CouchPolicy.noTls()))
                        .identityBinding(IdentityBinding.NODE)
                        .start();
                ErlangNode honest = cluster.node("honest")
                        .carriers(couch(CouchPolicy.noTls()))
                        .start();
                ErlangNode thief = cluster.node("thief")
                        .carriers(couch(CouchPolicy.noTls()))
                        .start()) {
            ErlangNode dials = victimDials ? victim : honest;
            assertThat(dials.ping(victimDials ? "honest@127.0.0.1" : "victim@127.0.0.1", SOON))
                    .isTrue();
            assertThatThrownBy(() -> (victimDials ? victim : thief)
                            .connect(victimDials ? "thief@127.0.0.1" : "victim@127.0.0.1"))
                    .isInstanceOfSatisfying(
                            HandshakeException.class,
                            e -> assertThat(e.reason()).isEqualTo(HandshakeException.Reason.NOT_ALLOWED));
        }
    }

    private CertificateFolder cluster(Path dir) {
        return CertificateMaker.writeCluster(
                dir,
                List.of("127.0.0.1"),
                CertificateMaker.Options.builder().commonName("honest").build());
    }

    /** What one with these certificates says who takes anybody's. */
    private Carriers attacker(CertificateFolder folder) {
        List<String> versions = engine == TlsEngine.JDK ? List.of("TLSv1.3", "TLSv1.2") : List.of("TLSv1.3");
        return Carriers.tls(new TlsSettings(
                TlsOptions.server()
                        .certFile(folder.keyAndCert())
                        .verifyPeer(false)
                        .versions(versions)
                        .build(),
                TlsOptions.client()
                        .certFile(folder.keyAndCert())
                        .verifyPeer(false)
                        .versions(versions)
                        .build(),
                engine));
    }

    private void isRefused(Carriers victims, Carriers attackers, boolean victimDials, String reason) throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim").carriers(victims).start();
                ErlangNode attacker =
                        cluster.node("attacker").carriers(attackers).start()) {
            var events = ErlCase.events(victim);
            if (victimDials) {
                assertThatThrownBy(() -> victim.connect("attacker@127.0.0.1"))
                        .isInstanceOf(CarrierException.class)
                        .hasMessageContaining(reason);
            } else {
                assertThatThrownBy(() -> attacker.connect("victim@127.0.0.1")).isInstanceOf(SetteeException.class);
                assertThat(events.next(NodeEvent.Refused.class).reason()).contains(reason);
            }
            assertThat(victim.peers()).isEmpty();
        }
    }

    /** That CA has the name of ours, too. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCertificateOfAnotherCaIsRefused(boolean victimDials, @TempDir Path elsewhere) throws Exception {
        isRefused(couch(CouchPolicy.noTls()), attacker(cluster(elsewhere)), victimDials, "did not sign it");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRevokedCertificateIsRefused(boolean victimDials, @TempDir Path both) throws Exception {
        CertificateFolder stolen = cluster(both);
        AuthorityFolder.open(both, Optional.empty())
                .revoke(List.of(stolen.cert()), RevocationList.Reason.KEY_COMPROMISE, Duration.ofDays(1));
        String looked = "{crl_check, peer}, {crl_cache, {ssl_crl_hash_dir, {internal, [{dir, \""
                + stolen.revocationFolder() + "\"}]}}}";
        TlsSettings careful = settings(
                changed(stolen.optionFile(), "careful.conf", looked),
                changed(stolen.optionFile(), "careful13.conf", looked + ", {versions, ['tlsv1.3']}"));
        isRefused(Carriers.tls(careful), attacker(stolen), victimDials, "was revoked");
    }

    /** One who stands between two nodes takes TLS 1.3 out of the ClientHello, so that the older version is spoken. */
    @Test
    void aDowngradeOnTheWayIsNoticed() throws Exception {
        try (var cluster = new LocalCluster();
                ErlangNode victim = cluster.node("victim")
                        .carriers(couch(CouchPolicy.noTls()))
                        .start();
                var wire = new Downgrade(portOf(cluster, "victim").getPort());
                ErlangNode honest = cluster.node("honest")
                        .carriers(couch(CouchPolicy.noTls()))
                        .resolver(any -> wire.address())
                        .start()) {
            assertThatThrownBy(() -> honest.connect("victim@127.0.0.1")).isInstanceOf(CarrierException.class);
            assertThat(wire.changed()).isTrue();
            assertThat(victim.peers()).isEmpty();
            assertThat(honest.peers()).isEmpty();
        }
    }

    /** Passes bytes on, but for the type of the extension supported_versions, which becomes one that nobody knows. */
    private static final class Downgrade implements AutoCloseable {
        private static final byte[] SUPPORTED_VERSIONS = {0, 43, 0};
        private static final byte NOBODYS = 44 + 80;

        private final ServerSocket listener;
        private final AtomicBoolean changed = new AtomicBoolean();

        Downgrade(int targetPort) throws IOException {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread.ofVirtual().start(() -> {
                try (Socket near = listener.accept();
                        var far = new Socket(InetAddress.getLoopbackAddress(), targetPort)) {
                    byte[] header = near.getInputStream().readNBytes(5);
                    byte[] hello = near.getInputStream().readNBytes(((header[3] & 0xff) << 8) | (header[4] & 0xff));
                    changed.set(change(hello));
                    far.getOutputStream().write(header);
                    far.getOutputStream().write(hello);
                    Thread back = Thread.ofVirtual().start(() -> pass(far, near));
                    pass(near, far);
                    back.join();
                } catch (IOException | InterruptedException e) {
                    // The test is over.
                    return;
                }
            });
        }

        private static boolean change(byte[] hello) {
            for (int i = 0; i + 3 <= hello.length; i++) {
                if (Arrays.equals(hello, i, i + 3, SUPPORTED_VERSIONS, 0, 3)) {
                    hello[i + 1] = NOBODYS;
                    return true;
                }
            }
            return false;
        }

        private static void pass(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
                to.shutdownOutput();
            } catch (IOException e) {
                // One of them has hung up.
                return;
            }
        }

        boolean changed() {
            return changed.get();
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    /** Whoever answers where we dial could show a certificate of its own making, with the name that we look for. */
    @Test
    void aNameIsNotBoundToACertificateThatNobodyVerifies() {
        TlsSettings verified = OptionFile.read(optionFile);
        var careless = new TlsSettings(
                verified.server(), TlsOptions.client().verifyPeer(false).build());
        Carriers carriers = Carriers.couch(careless, CouchPolicy.noTls());
        assertThatThrownBy(() -> carriers.bound(IdentityBinding.HOST))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the client options say verify_none")
                .hasMessageContaining("verify_peer");
    }
}
