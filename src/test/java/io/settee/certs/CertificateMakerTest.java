package io.settee.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.carrier.TlsSettings;
import io.settee.config.OptionFile;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateMakerTest {
    @TempDir
    Path dir;

    private CertificateFolder write(String... hosts) {
        return CertificateMaker.writeCluster(dir, List.of(hosts), CertificateMaker.Options.DEFAULT);
    }

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void namesEveryHostAsDnsNameAndAddressesAsBoth() throws Exception {
        X509Certificate certificate =
                read(write("127.0.0.1", "db1.example", "::1").cert());
        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "127.0.0.1"),
                        List.of(7, "127.0.0.1"),
                        List.of(2, "db1.example"),
                        List.of(2, "::1"),
                        List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=127.0.0.1");
    }

    /** Nobody is asked what they might mean. */
    @Test
    void whatOnlyLooksLikeAnAddressIsAName() throws Exception {
        assertThat(read(write("999.1.1.1", "fe80::1%nowhere").cert()).getSubjectAlternativeNames())
                .containsExactlyInAnyOrder(
                        List.of(2, "999.1.1.1"), List.of(2, "fe80::1%nowhere"), List.of(7, "fe80:0:0:0:0:0:0:1"));
    }

    @Test
    void itsOptionFileIsOneThatSetteeStartsFromWithoutAWarning() {
        CertificateFolder folder = write("127.0.0.1", "localhost");
        TlsSettings settings = OptionFile.read(folder.optionFile());
        assertThat(settings.server().verifyPeer()).isTrue();
        assertThat(settings.server().failIfNoPeerCert()).isTrue();
        assertThat(settings.client().certFile()).contains(folder.cert());
        Carriers carriers = Carriers.couch(settings, CouchPolicy.noTls());
        assertThat(carriers.warnings(NodeName.of("settee@127.0.0.1"))).isEmpty();
        assertThat(carriers.warnings(NodeName.of("settee@localhost"))).isEmpty();
        assertThat(carriers.defaultsInForce()).isEmpty();
    }

    @Test
    void putsTheKeyFirstIntoTheCombinedFileAndHidesItFromOthers() throws Exception {
        CertificateFolder folder = write("127.0.0.1");
        assertThat(Files.readString(folder.keyAndCert()))
                .isEqualTo(Files.readString(folder.key()) + Files.readString(folder.cert()))
                .startsWith("-----BEGIN PRIVATE KEY-----");
        for (Path secret : List.of(folder.key(), folder.keyAndCert(), folder.caKey())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.caKey().getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void keepsTheCaOfAFolderThatHasOne() throws Exception {
        X509Certificate first = read(write("127.0.0.1").caCert());
        CertificateFolder folder = write("db2");
        assertThat(read(folder.caCert())).isEqualTo(first);
        read(folder.cert()).verify(first.getPublicKey());
        assertThat(read(folder.cert()).getSubjectX500Principal().getName()).isEqualTo("CN=db2");
    }

    @Test
    void saysWhereTheCasKeyMustBeWhenItWasTakenAway() throws Exception {
        CertificateFolder folder = write("127.0.0.1");
        Files.delete(folder.caKey());
        assertThatThrownBy(() -> write("db2"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(folder.caCert() + " is there without its key (" + folder.caKey() + ")");
    }

    @Test
    void anEncryptedKeyIsOpenedByThePasswordInTheOptionFile() throws Exception {
        CertificateFolder folder = CertificateMaker.writeCluster(
                dir,
                List.of("127.0.0.1"),
                CertificateMaker.Options.builder().password("se\"sa\\me").build());
        assertThat(Files.readString(folder.key())).contains("BEGIN ENCRYPTED PRIVATE KEY");
        TlsSettings settings = OptionFile.read(folder.optionFile());
        assertThat(settings.client().password()).contains("se\"sa\\me");
        assertThat(Carriers.couch(settings, CouchPolicy.noTls()).warnings(NodeName.of("a@127.0.0.1")))
                .isEmpty();
    }

    @Test
    void namesTheWholeNodeAsCommonNameIfAskedTo() throws Exception {
        var options = CertificateMaker.Options.builder()
                .key(KeyKind.ED25519)
                .commonName("couch@db1")
                .validity(Duration.ofDays(1))
                .build();
        X509Certificate certificate =
                read(CertificateMaker.writeCluster(dir, List.of("db1"), options).cert());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=couch@db1");
        assertThat(certificate.getPublicKey().getAlgorithm()).isEqualTo("EdDSA");
    }

    @ParameterizedTest
    @ValueSource(strings = {"couch@db1", "db 1", "bücher.example", "../elsewhere"})
    void refusesWhatIsNoHostBeforeAnythingIsWritten(String host) {
        assertThatThrownBy(() -> write(host))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("'" + host + "' is no host of a node");
        assertThatThrownBy(() ->
                        CertificateMaker.writeNodes(dir, List.of("../elsewhere@db1"), CertificateMaker.Options.DEFAULT))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("not a node name: '../elsewhere@db1'");
        assertThatThrownBy(() -> CertificateMaker.writeRequest(dir, List.of(host), CertificateMaker.Options.DEFAULT))
                .isInstanceOf(ConfigException.class);
        assertThat(dir).isEmptyDirectory();
        assertThat(dir.resolveSibling("elsewhere@db1")).doesNotExist();
    }

    @Test
    void needsAHost() {
        assertThatThrownBy(() -> write())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("name at least one host");
    }
}
