package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.KeyKind;
import io.settee.error.CarrierException;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose engines serve, and what is said of it. */
class EngineChoiceTest {
    private static final NodeName PEER = NodeName.of("couch@127.0.0.1");
    private static final CertificateAuthority CA =
            CertificateAuthority.create("the cluster's CA", KeyKind.EC_P256, Duration.ofDays(10));
    private static final List<String> ONLY_13 = List.of("TLSv1.3");

    @TempDir
    Path dir;

    private final Loopback loopback = new Loopback();
    private final Loopback.End client = new Loopback.End();
    private final Loopback.End server = new Loopback.End();

    @AfterEach
    void close() {
        loopback.close();
    }

    private TlsOptionsBuilder with(TlsOptionsBuilder builder, KeyKind kind) throws IOException {
        var issued = CA.issue(CertificateRequest.forHosts(List.of("127.0.0.1"), kind, Duration.ofDays(60)));
        return builder.source("couch_dist.conf")
                .certFile(Files.writeString(dir.resolve(kind + "-cert.pem"), issued.certificatePem()))
                .keyFile(Files.writeString(dir.resolve(kind + "-key.pem"), issued.keyPem()))
                .caCertFile(Files.writeString(dir.resolve("ca.pem"), CA.certificatePem()));
    }

    private TlsOptionsBuilder serverOptions() throws IOException {
        return with(TlsOptions.server(), KeyKind.EC_P256);
    }

    private TlsOptionsBuilder clientOptions() throws IOException {
        return with(TlsOptions.client(), KeyKind.EC_P256).versions(ONLY_13);
    }

    private static TlsCarrier carrier(TlsOptionsBuilder server, TlsOptionsBuilder client, TlsEngine engine) {
        return TlsCarrier.load(new TlsSettings(server.build(), client.build(), engine));
    }

    private static UnaryOperator<TlsOptionsBuilder> algorithms(UnaryOperator<TlsAlgorithms> change) {
        return b -> b.algorithms(change.apply(TlsAlgorithms.DEFAULT));
    }

    static List<Arguments> whatOpenSslCannotKeep() {
        return List.of(
                arguments(change(b -> b.versions(List.of("TLSv1.2"))), "versions leave TLS 1.3 out"),
                arguments(
                        algorithms(a -> a.withCiphers(List.of("TLS_AES_256_GCM_SHA384"))),
                        "ciphers or their order are given"),
                arguments(algorithms(a -> a.withOurOrder(false)), "ciphers or their order are given"),
                arguments(
                        algorithms(a -> a.withSignatures(List.of("ecdsa_secp256r1_sha256"))),
                        "signature_algs are given"),
                arguments(algorithms(a -> a.withGroups(List.of("x25519", "x448"))), "OpenSSL has no group x448"));
    }

    private static UnaryOperator<TlsOptionsBuilder> change(UnaryOperator<TlsOptionsBuilder> change) {
        return change;
    }

    @ParameterizedTest
    @MethodSource("whatOpenSslCannotKeep")
    void theJdkServesWhatOpenSslCannotKeepAndTheReasonIsSaid(UnaryOperator<TlsOptionsBuilder> change, String reason)
            throws IOException {
        assertThat(carrier(change.apply(serverOptions()), change.apply(clientOptions()), TlsEngine.AUTO)
                        .engines())
                .hasSize(2)
                .allSatisfy(told -> assertThat(told).contains("is done by the JDK and not by OpenSSL: " + reason));
        assertThatThrownBy(() -> carrier(change.apply(serverOptions()), clientOptions(), TlsEngine.OPENSSL))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(
                        "couch_dist.conf: OpenSSL is demanded as tls_engine, and cannot serve the server options: "
                                + reason);
    }

    @Test
    void reuseOfSessionsIsTheJdksWhereTheDefaultIsOverruled() throws IOException {
        assertThat(carrier(serverOptions().resumption(false), clientOptions().resumption(true), TlsEngine.AUTO)
                        .engines())
                .satisfiesExactly(
                        told -> assertThat(told).contains("the JDK and not by OpenSSL: reuse_sessions is false"),
                        told -> assertThat(told).contains("the JDK and not by OpenSSL: sessions are to be reused"));
    }

    @Test
    void aKindOfKeyThatOpenSslDoesNotTakeFromPeersLeavesTheJdk() throws IOException {
        assertThat(carrier(with(TlsOptions.server(), KeyKind.ED25519), clientOptions(), TlsEngine.AUTO)
                        .engines()
                        .getFirst())
                .contains("the JDK and not by OpenSSL: the key of CN=127.0.0.1 is EdDSA");
    }

    /** Whoever dials cannot know; whoever listens sees first what the client offers. */
    @Test
    void aClientThatAllowsTls12AsWellIsTheJdks() throws IOException {
        assertThat(carrier(serverOptions(), clientOptions().versions(TlsOptions.DEFAULT_VERSIONS), TlsEngine.AUTO)
                        .engines())
                .satisfiesExactly(
                        told -> assertThat(told)
                                .isEqualTo("TLS of the connections that we accept is done by OpenSSL with peers that"
                                        + " offer TLS 1.3, and by the JDK with others"),
                        told -> assertThat(told)
                                .startsWith("TLS of the connections that we make is done by the JDK and not by OpenSSL:"
                                        + " a peer may choose TLS 1.2"));
    }

    @Test
    void theJdkServesAloneIfDemanded() throws IOException {
        assertThat(carrier(serverOptions(), clientOptions(), TlsEngine.JDK).engines())
                .allSatisfy(told -> assertThat(told).endsWith("is done by the JDK, as tls_engine demands"));
    }

    /** The certificate of a client is seen when its engine is chosen long since. */
    @Test
    void aPeerWithWhichOpenSslFailsComesInByTheJdkTheNextTime() throws Exception {
        TlsCarrier listening = carrier(serverOptions(), clientOptions(), TlsEngine.AUTO);
        TlsOptionsBuilder odd = with(TlsOptions.client(), KeyKind.ED25519).versions(ONLY_13);
        TlsCarrier dialling = carrier(serverOptions(), odd, TlsEngine.JDK);
        InetSocketAddress address = loopback.listen(listening::prepareAccepted, server);
        loopback.dial(address, dialling, PEER, client);
        assertThat(server.next(CarrierException.class)).hasMessageContaining("it showed no certificate");
        assertThat(server.next()).isEqualTo(Loopback.End.CLOSED);

        loopback.dial(address, dialling, PEER, new Loopback.End());
        TlsSession session = server.next(CarrierReady.class).tls().orElseThrow();
        assertThat(session.engine()).isEqualTo(TlsEngine.JDK);
        assertThat(session.peerSubject()).isEqualTo("CN=127.0.0.1");
    }

    /** A refusal that we pronounce ourselves would be the JDK's, too. */
    @Test
    void aPeerThatWeRefuseIsStillServedByOpenSsl() throws Exception {
        TlsCarrier listening = carrier(serverOptions().depth(0), clientOptions(), TlsEngine.AUTO);
        var foreign = CertificateAuthority.create("somebody else's CA", KeyKind.EC_P256, Duration.ofDays(10))
                .issue(CertificateRequest.forHosts(List.of("x"), KeyKind.EC_P256, Duration.ofDays(60)));
        TlsCarrier stranger = carrier(
                serverOptions(),
                clientOptions()
                        .certFile(Files.writeString(dir.resolve("x-cert.pem"), foreign.certificatePem()))
                        .keyFile(Files.writeString(dir.resolve("x-key.pem"), foreign.keyPem())),
                TlsEngine.JDK);
        InetSocketAddress address = loopback.listen(listening::prepareAccepted, server);
        loopback.dial(address, stranger, PEER, client);
        assertThat(server.next(CarrierException.class)).hasMessageContaining("a CA that we do not know");
        assertThat(server.next()).isEqualTo(Loopback.End.CLOSED);

        loopback.dial(address, carrier(serverOptions(), clientOptions(), TlsEngine.JDK), PEER, new Loopback.End());
        assertThat(server.next(CarrierReady.class).tls().orElseThrow().engine()).isEqualTo(TlsEngine.OPENSSL);
    }

    /** In a process of its own, whose class path lacks netty-tcnative. */
    @Test
    void allIsTheJdksWithoutTheLibrary() throws Exception {
        String ours = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        String classPath = Arrays.stream(ours.split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("tcnative"))
                .collect(Collectors.joining(File.pathSeparator));
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        serverOptions();
        Process process = new ProcessBuilder(
                        java.toString(), "-cp", classPath, WithoutOpenSsl.class.getName(), dir.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said)
                .contains("we accept is done by the JDK and not by OpenSSL: netty-tcnative-boringssl-static is not on"
                        + " the class path")
                .contains("ready: TLSv1.3 by JDK")
                .contains("OpenSSL is demanded as tls_engine, and cannot serve the server options: netty-tcnative");
    }

    /** What that process does. */
    static final class WithoutOpenSsl {
        private WithoutOpenSsl() {}

        public static void main(String[] args) throws Exception {
            Path dir = Path.of(args[0]);
            TlsSettings settings =
                    new TlsSettings(files(TlsOptions.server(), dir), files(TlsOptions.client(), dir), TlsEngine.AUTO);
            TlsCarrier carrier = TlsCarrier.load(settings);
            Stream.of(carrier.engines()).forEach(System.out::println);
            var end = new Loopback.End();
            try (var loopback = new Loopback()) {
                InetSocketAddress address = loopback.listen(carrier::prepareAccepted, new Loopback.End());
                loopback.dial(address, carrier, PEER, end);
                TlsSession session = end.next(CarrierReady.class).tls().orElseThrow();
                System.out.println("ready: " + session.version() + " by " + session.engine());
            }
            try {
                TlsCarrier.load(settings.withEngine(TlsEngine.OPENSSL));
            } catch (ConfigException e) {
                System.out.println(e.getMessage());
            }
            System.exit(0);
        }

        private static TlsOptions files(TlsOptionsBuilder builder, Path dir) {
            return builder.certFile(dir.resolve("EC_P256-cert.pem"))
                    .keyFile(dir.resolve("EC_P256-key.pem"))
                    .caCertFile(dir.resolve("ca.pem"))
                    .versions(ONLY_13)
                    .build();
        }
    }
}
