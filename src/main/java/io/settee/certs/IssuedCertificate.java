package io.settee.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** A certificate and its private key, which {@link #toString} does not show. */
public record IssuedCertificate(X509Certificate certificate, PrivateKey key) {
    /** The certificate as a PEM block. */
    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    /** The private key as a PEM block, PKCS#8. */
    public String keyPem() {
        return Pem.key(key, Optional.empty());
    }

    /** The private key as a PEM block, PKCS#8, encrypted with AES-256. */
    public String keyPem(String password) {
        return Pem.key(key, Optional.of(password));
    }

    @Override
    public String toString() {
        return "certificate of " + certificate.getSubjectX500Principal().getName();
    }
}
