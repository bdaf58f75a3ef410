package io.settee.check;

import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Writes certificates and option files, most of them with one thing wrong. */
final class Certificates {
    private final Path dir;
    private final CertificateAuthority ca = ca("Example CA");

    Certificates(Path dir) {
        this.dir = dir;
        write("ca.pem", ca.certificatePem());
    }

    static CertificateAuthority ca(String name) {
        return CertificateAuthority.create(name, KeyKind.EC_P256, Duration.ofDays(99));
    }

    private static CertificateRequest request() {
        return CertificateRequest.forHosts(List.of("127.0.0.1", "localhost"), KeyKind.EC_P256, Duration.ofDays(90));
    }

    static CertificateRequest expired(CertificateRequest request) {
        Instant now = Instant.now();
        return request.withValidity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2)));
    }

    Path path(String file) {
        return dir.resolve(file);
    }

    Path write(String file, String text) {
        try {
            Path path = Files.writeString(path(file), text);
            return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    IssuedCertificate issue(UnaryOperator<CertificateRequest> change) {
        return ca.issue(change.apply(request()));
    }

    IssuedCertificate issueBy(CertificateAuthority other) {
        return other.issue(request());
    }

    /** {@code NAME.pem} with key and certificate of the cluster's CA, and {@code NAME.conf} that uses it in both roles. */
    Path conf(String name, UnaryOperator<CertificateRequest> change) {
        IssuedCertificate issued = issue(change);
        return conf(name, issued.keyPem() + issued.certificatePem());
    }

    Path conf(String name, String pem) {
        write(name + ".pem", pem);
        return conf(name, pem(name), "");
    }

    /** {@code NAME.conf} of a certificate's options, and more options for both roles. */
    Path conf(String name, String certificate, String more) {
        return conf(name, certificate + more + ", {fail_if_no_peer_cert, true}", certificate + more, "verify_peer");
    }

    Path conf(String name, String server, String client, String verify) {
        String common = "{cacertfile, \"" + path("ca.pem") + "\"}, {verify, " + verify + "}, ";
        return write(name + ".conf", "[{server, [" + common + server + "]},\n {client, [" + common + client + "]}].\n");
    }

    String pem(String name) {
        return "{certfile, \"" + path(name + ".pem") + "\"}";
    }

    /** A certificate behind two intermediate CAs, with them. */
    String deep() {
        CertificateAuthority first = ca.createIntermediate("First", KeyKind.EC_P256);
        CertificateAuthority second = first.createIntermediate("Second", KeyKind.EC_P256);
        IssuedCertificate issued = second.issue(request());
        return issued.keyPem() + issued.certificatePem() + second.certificatePem() + first.certificatePem();
    }

    /** A key and a certificate that names 127.0.0.1 in one way only. */
    static String selfSigned(int nameTag) {
        IssuedCertificate both = ca("Nobody").issue(request());
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    both.certificate(),
                    BigInteger.TEN,
                    both.certificate().getNotBefore(),
                    both.certificate().getNotAfter(),
                    both.certificate().getSubjectX500Principal(),
                    both.certificate().getPublicKey());
            builder.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(nameTag, "127.0.0.1")));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(both.key());
            var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return both.keyPem() + new IssuedCertificate(certificate, both.key()).certificatePem();
        } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }
}
