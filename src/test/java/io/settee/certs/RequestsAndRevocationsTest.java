package io.settee.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.certs.RevocationList.Reason;
import io.settee.error.ConfigException;
import io.settee.x509.PemFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a CA does for others, and what it takes back. */
class RequestsAndRevocationsTest {
    /** openssl req -new, with a subjectAltName of DNS:db1.example, IP:10.0.0.5 and IP:::1. */
    private static final String OPENSSL_REQUEST = """
            -----BEGIN CERTIFICATE REQUEST-----
            MIIBODCB3gIBADA7MQswCQYDVQQGEwJERTEWMBQGA1UECgwNRXhhbXBsZSAgQ29y
            cDEUMBIGA1UEAwwLREIxLmV4YW1wbGUwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AASQ8oZ0rxRkj55Zz2B7r1yzcDAGpH09c9uZNpA6aHLNlG5zo9UI+dOqdwBxNp/g
            Xd79heoh4tRSG02Qq5pFQ+hgoEEwPwYJKoZIhvcNAQkOMTIwMDAuBgNVHREEJzAl
            ggtkYjEuZXhhbXBsZYcECgAABYcQAAAAAAAAAAAAAAAAAAAAATAKBggqhkjOPQQD
            AgNJADBGAiEA0yAnfSKPeDLIuxcjRWRVxZm8XqAvlsGQQVGiKW4DyYcCIQDAkJtn
            n4LwWVBbKLR/NTTNHiYISSaYJb+qa2HXLWeSvw==
            -----END CERTIFICATE REQUEST-----
            """;

    private static final CertificateMaker.Options OPTIONS = CertificateMaker.Options.DEFAULT;

    @TempDir
    Path dir;

    private static X509Certificate read(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private static X509CRL readList(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
        }
    }

    private Path openSslRequest() throws Exception {
        return Files.writeString(dir.resolve("openssl.pem"), OPENSSL_REQUEST);
    }

    @Test
    void signsWhatOpenSslAsksForAndNamesAddressesInBothForms() throws Exception {
        AuthorityFolder ca = CertificateMaker.writeAuthority(dir, OPTIONS);
        Path answer = dir.resolve("answer.pem");
        ca.sign(openSslRequest(), List.of(), Duration.ofDays(9), answer);

        X509Certificate certificate = read(answer);
        certificate.verify(ca.authority().certificate().getPublicKey());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=DB1.example,O=Example  Corp,C=DE");
        assertThat(certificate.getSubjectAlternativeNames())
                .contains(List.of(2, "db1.example"), List.of(2, "10.0.0.5"), List.of(7, "10.0.0.5"))
                .contains(List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getNotAfter().toInstant())
                .isBetween(Instant.now().plus(Duration.ofDays(8)), Instant.now().plus(Duration.ofDays(9)));
    }

    @Test
    void refusesARequestThatWasAltered() throws Exception {
        AuthorityFolder ca = CertificateMaker.writeAuthority(dir, OPTIONS);
        // DB2 in place of DB1 in the subject.
        Path altered =
                Files.writeString(dir.resolve("altered.pem"), OPENSSL_REQUEST.replace("wLREIxLmV4", "wLREIyLmV4"));
        assertThatThrownBy(() -> ca.sign(altered, List.of(), Duration.ofDays(9), dir.resolve("answer.pem")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is not signed by the key that it is for");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-----BEGIN CERTIFICATE REQUEST-----\n%%%%\n-----END CERTIFICATE REQUEST-----\n",
                "-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----\n",
                "-----BEGIN X509 CRL-----\n%%%%\n-----END X509 CRL-----\n",
            })
    void saysOfWhatIsBrokenThatItCannotBeRead(String broken) throws Exception {
        Path file = Files.writeString(dir.resolve("broken.pem"), broken);
        assertThatThrownBy(() -> SigningRequest.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": ");
        assertThatThrownBy(() -> RevocationList.read(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(file + ": ");
    }

    @Test
    void makesARequestThatItsOwnCaSigns() throws Exception {
        AuthorityFolder ca = CertificateMaker.writeAuthority(dir.resolve("ca"), OPTIONS);
        CertificateFolder asked = CertificateMaker.writeRequest(
                dir.resolve("node"),
                List.of("127.0.0.1"),
                CertificateMaker.Options.builder().organisation("O=Us").build());
        ca.sign(asked.request(), List.of("localhost"), Duration.ofDays(9), asked.cert());

        X509Certificate certificate = read(asked.cert());
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=127.0.0.1,O=Us");
        assertThat(certificate.getSubjectAlternativeNames()).containsExactly(List.of(2, "localhost"));
        assertThat(Files.readString(asked.optionFile())).contains("{keyfile, \"" + asked.key() + "\"}");
        assertThatThrownBy(() -> CertificateMaker.writeRequest(dir.resolve("node"), List.of("127.0.0.1"), OPTIONS))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("is there already");
    }

    @Test
    void givesEachNodeAFolderThatWorksElsewhere() throws Exception {
        AuthorityFolder ca = CertificateMaker.writeAuthority(dir, OPTIONS);
        ca.revoke(List.of(), Reason.UNSPECIFIED, Duration.ofDays(9));
        List<CertificateFolder> made = CertificateMaker.writeNodes(
                dir,
                List.of("couch@db1", "db2"),
                CertificateMaker.Options.builder()
                        .installedAt(Path.of("/etc/couch"))
                        .build());

        assertThat(read(made.getFirst().cert()).getSubjectX500Principal().getName())
                .isEqualTo("CN=couch@db1");
        assertThat(read(made.getFirst().cert()).getSubjectAlternativeNames()).containsExactly(List.of(2, "db1"));
        assertThat(read(made.getLast().cert()).getSubjectX500Principal().getName())
                .isEqualTo("CN=db2");
        assertThat(Files.readString(made.getLast().optionFile()))
                .contains("{cacertfile, \"/etc/couch/ca-cert.pem\"}", "{certfile, \"/etc/couch/erlserver.pem\"}")
                .contains("{dir, \"/etc/couch/crls\"}");
        assertThat(made.getLast().caCert()).hasSameTextualContentAs(ca.folder().caCert());
    }

    @Test
    void remembersWhatItHasTakenBack() throws Exception {
        AuthorityFolder ca = CertificateMaker.writeAuthority(dir, OPTIONS);
        List<CertificateFolder> nodes = CertificateMaker.writeNodes(dir, List.of("a", "b"), OPTIONS);
        Duration days = Duration.ofDays(9);
        ca.revoke(List.of(nodes.getFirst().cert()), Reason.KEY_COMPROMISE, days);
        RevocationList second =
                ca.revoke(List.of(nodes.getLast().cert(), nodes.getFirst().cert()), Reason.SUPERSEDED, days);

        assertThat(second.entries())
                .extracting(RevocationList.Entry::reason)
                .containsExactly(Reason.KEY_COMPROMISE, Reason.SUPERSEDED);
        X509CRL list = readList(ca.folder().revocations());
        list.verify(ca.authority().certificate().getPublicKey());
        assertThat(list.isRevoked(read(nodes.getFirst().cert()))).isTrue();
        assertThat(list.isRevoked(read(nodes.getLast().cert()))).isTrue();
        assertThat(list.getRevokedCertificates()).hasSize(2);
        assertThat(ca.folder().revocationFolder())
                .isDirectoryContaining(file -> file.toString().endsWith(".r0"));
    }

    @Test
    void takesBackOnlyWhatIsItsOwn() {
        AuthorityFolder ca = CertificateMaker.writeAuthority(dir.resolve("one"), OPTIONS);
        CertificateFolder foreign = CertificateMaker.writeCluster(dir.resolve("two"), List.of("a"), OPTIONS);
        assertThatThrownBy(() -> ca.revoke(List.of(foreign.cert()), Reason.UNSPECIFIED, Duration.ofDays(9)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("was not issued by the CA in " + dir.resolve("one"));
    }

    @Test
    void theCasKeyMayHaveAPassword() throws Exception {
        CertificateMaker.writeAuthority(
                dir,
                CertificateMaker.Options.builder()
                        .authority("Ours", Optional.of("jewel"))
                        .build());
        Path key = new CertificateFolder(dir).caKey();
        assertThat(Files.readString(key)).contains("ENCRYPTED");
        assertThat(iterations(key)).isEqualTo(600_000);
        assertThat(AuthorityFolder.open(dir, Optional.of("jewel"))
                        .authority()
                        .certificate()
                        .getSubjectX500Principal())
                .hasToString("CN=Ours");
        assertThatThrownBy(() -> AuthorityFolder.open(dir, Optional.of("stone")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the password given does not open the private key");
        assertThatThrownBy(() -> AuthorityFolder.open(dir, Optional.empty()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("give its password");
    }

    /** Of the function that makes a key of the password. RFC 8018, appendix A. */
    private static int iterations(Path encryptedKey) {
        var key = PemFiles.first(encryptedKey, PKCS8EncryptedPrivateKeyInfo.class, "not encrypted");
        var scheme = PBES2Parameters.getInstance(
                key.toASN1Structure().getEncryptionAlgorithm().getParameters());
        return PBKDF2Params.getInstance(scheme.getKeyDerivationFunc().getParameters())
                .getIterationCount()
                .intValueExact();
    }

    @Test
    void refusesASubjectThatOtpCouldNotRead() {
        var options =
                CertificateMaker.Options.builder().commonName("n".repeat(65)).build();
        assertThatThrownBy(() -> CertificateMaker.writeCluster(dir, List.of("db1"), options))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("has 65 characters, and at most 64 are allowed");
        assertThatThrownBy(() -> CertificateMaker.writeCluster(
                        dir,
                        List.of("db1"),
                        CertificateMaker.Options.builder()
                                .organisation("Example")
                                .build()))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'Example' is no subject");
    }

    /** The value is that of openssl x509 -hash. */
    @Test
    void hashesSubjectsAsOpenSslDoes() {
        assertThat(SubjectHash.of(new X500Name("C=DE,O=Example  Corp,CN=DB1.example")))
                .isEqualTo("c6ade69a");
    }
}
