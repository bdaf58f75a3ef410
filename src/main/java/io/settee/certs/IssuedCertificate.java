package io.settee.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;

/** A certificate and its private key, which {@link #toString} does not show. */
public record IssuedCertificate(X509Certificate certificate, PrivateKey key) {
    /** The certificate as a PEM block. */
    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    /** The private key as a PEM block, PKCS#8. */
    public String keyPem() {
        return Pem.key(key);
    }

    /** The private key as a PEM block, PKCS#8, encrypted with AES-256. */
    public String keyPem(String password) {
        return Pem.key(key, password);
    }

    @Override
    public String toString() {
        return "certificate of " + certificate.getSubjectX500Principal().getName();
    }
}
