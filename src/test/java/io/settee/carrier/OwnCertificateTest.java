package io.settee.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import io.settee.error.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnCertificateTest {
    private static final CertificateAuthority CA =
            CertificateAuthority.create("ca", KeyKind.EC_P256, Duration.ofDays(10));
    private static final IssuedCertificate RSA = issue(KeyKind.RSA_2048);
    private static final IssuedCertificate EC = issue(KeyKind.EC_P256);

    @TempDir
    Path dir;

    private static CertificateRequest request(KeyKind kind) {
        return CertificateRequest.forHosts(List.of("h"), kind, Duration.ofDays(60));
    }

    private static IssuedCertificate issue(KeyKind kind) {
        return CA.issue(request(kind));
    }

    private Path file(String... parts) throws IOException {
        return Files.writeString(dir.resolve("some.pem"), String.join("", parts));
    }

    private TlsOptionsBuilder server(Path cert, Path key) {
        return TlsOptions.server().source("x.conf").certFile(cert).keyFile(key).verifyPeer(false);
    }

    private TlsMaterial load(TlsOptionsBuilder options) {
        return load(options, Scrutiny.WHOLE);
    }

    private TlsMaterial load(TlsOptionsBuilder options, Scrutiny scrutiny) {
        return TlsMaterial.load(options.build(), Instant.now(), scrutiny);
    }

    @Test
    void findsAKeyThatBelongsToAnotherCertificate() throws Exception {
        Path cert = Files.writeString(dir.resolve("cert.pem"), EC.certificatePem());
        Path key =
                Files.writeString(dir.resolve("key.pem"), issue(KeyKind.EC_P256).keyPem());
        assertThatThrownBy(() -> load(server(cert, key)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(key + ": the private key does not belong to the certificate in " + cert);
        Path rsaKey = Files.writeString(dir.resolve("rsa.pem"), RSA.keyPem());
        assertThatThrownBy(() -> load(server(cert, rsaKey))).hasMessageContaining("does not belong");
    }

    /** Whether a key on a curve belongs to its certificate only a signature shows, and that is left to the peer then. */
    @Test
    void comparesWhatCanBeComparedWithoutASignatureUnderLightScrutiny() throws Exception {
        Path cert = Files.writeString(dir.resolve("cert.pem"), RSA.certificatePem());
        Path other = Files.writeString(
                dir.resolve("key.pem"), issue(KeyKind.RSA_2048).keyPem());
        Path otherKind = Files.writeString(dir.resolve("ec.pem"), EC.keyPem());

        assertThatThrownBy(() -> load(server(cert, other), Scrutiny.LIGHT)).hasMessageContaining("does not belong");
        assertThatThrownBy(() -> load(server(cert, otherKind), Scrutiny.LIGHT)).hasMessageContaining("does not belong");

        Path own = Files.writeString(dir.resolve("own.pem"), RSA.keyPem());
        assertThat(load(server(cert, own), Scrutiny.LIGHT).own()).hasSize(1);
        Path ecCert = Files.writeString(dir.resolve("ec-cert.pem"), EC.certificatePem());
        Path otherEc = Files.writeString(
                dir.resolve("ec-key.pem"), issue(KeyKind.EC_P256).keyPem());
        assertThat(load(server(ecCert, otherEc), Scrutiny.LIGHT).own()).hasSize(1);
    }

    @Test
    void saysThatTheOwnCertificateMustComeFirst() throws Exception {
        Path cert = Files.writeString(dir.resolve("cert.pem"), CA.certificatePem() + EC.certificatePem());
        Path key = Files.writeString(dir.resolve("key.pem"), EC.keyPem());
        assertThatThrownBy(() -> load(server(cert, key)))
                .hasMessageContaining("must be the first in the file; CN=ca is");
    }

    @Test
    void refusesAnExpiredCertificateAndWarnsThirtyDaysBefore() throws Exception {
        Instant now = Instant.now();
        IssuedCertificate expired =
                CA.issue(request(KeyKind.EC_P256).withValidity(now.minusSeconds(60), now.minusSeconds(5)));
        IssuedCertificate soon =
                CA.issue(request(KeyKind.EC_P256).withValidity(now.minusSeconds(60), now.plus(Duration.ofDays(29))));
        IssuedCertificate later =
                CA.issue(request(KeyKind.EC_P256).withValidity(now.minusSeconds(60), now.plus(Duration.ofDays(31))));
        Path old = file(expired.keyPem(), expired.certificatePem());
        assertThatThrownBy(() -> load(server(old, old)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the certificate of CN=h expired at ");
        Path ending = file(soon.keyPem(), soon.certificatePem());
        assertThat(load(server(ending, ending)).warnings())
                .anySatisfy(w -> assertThat(w).contains(" expires at ").endsWith("in 28 days"));
        Path fresh = file(later.keyPem(), later.certificatePem());
        assertThat(load(server(fresh, fresh)).warnings())
                .noneSatisfy(w -> assertThat(w).contains("expires"));
    }

    @Test
    void warnsOfAKeyThatOthersCanReadAndOfAPurposeThatIsMissing() throws Exception {
        IssuedCertificate clientOnly = CA.issue(request(KeyKind.EC_P256).withRoles(false, true));
        Path file = file(clientOnly.keyPem(), clientOnly.certificatePem());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(load(server(file, file)).warnings())
                .anySatisfy(w -> assertThat(w)
                        .isEqualTo(file + ": every user of this machine can read the private key; chmod 600 it"))
                .anySatisfy(w -> assertThat(w)
                        .contains("extendedKeyUsage lacks serverAuth, which a node that accepts connections needs"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(load(server(file, file)).warnings())
                .noneSatisfy(w -> assertThat(w).contains("chmod"));
    }

    @Test
    void warnsOfACertificateOfAnotherCaThanTheOneTrusted() throws Exception {
        Path file = file(EC.keyPem(), EC.certificatePem());
        Path foreignCa = Files.writeString(
                dir.resolve("other-ca.pem"),
                CertificateAuthority.create("other", KeyKind.EC_P256, Duration.ofDays(1))
                        .certificatePem());
        assertThat(load(server(file, file).verifyPeer(true).caCertFile(foreignCa))
                        .warnings())
                .anySatisfy(w -> assertThat(w).contains("was not issued by a CA in " + foreignCa + " but by CN=ca"));
    }

    @Test
    void tellsAllThatIsWrongWithOneRoleAtOnce() throws Exception {
        Instant now = Instant.now();
        IssuedCertificate expired =
                CA.issue(request(KeyKind.EC_P256).withValidity(now.minusSeconds(60), now.minusSeconds(5)));
        Path cert = Files.writeString(dir.resolve("cert.pem"), expired.certificatePem());
        Path key = Files.writeString(dir.resolve("key.pem"), EC.keyPem());
        Path missing = dir.resolve("ca.pem");
        assertThatThrownBy(() -> load(server(cert, key).verifyPeer(true).caCertFile(missing)))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.faults())
                                .satisfiesExactly(
                                        first -> assertThat(first).isEqualTo(missing + ": no such file"),
                                        second -> assertThat(second).contains("does not belong to the certificate"),
                                        third -> assertThat(third).contains("expired at")));
    }
}
