package io.settee.certs;

import java.nio.file.Path;

/**
 * The files that {@link CertificateMaker} and {@link AuthorityFolder} write, by absolute paths.
 *
 * @param dir absolute
 */
public record CertificateFolder(Path dir) {
    public CertificateFolder {
        dir = dir.toAbsolutePath().normalize();
    }

    /** The CA's certificate, which every node needs. */
    public Path caCert() {
        return dir.resolve("ca-cert.pem");
    }

    /** The CA's private key, which no node needs. */
    public Path caKey() {
        return dir.resolve("root-ca").resolve("key.pem");
    }

    /** The CA's revocation list, if it has one. */
    public Path revocations() {
        return dir.resolve("ca-crl.pem");
    }

    /** The same list by the name under which OTP looks for it: what {@code crl_cache} names. */
    public Path revocationFolder() {
        return dir.resolve("crls");
    }

    public Path cert() {
        return dir.resolve("cert.pem");
    }

    public Path key() {
        return dir.resolve("key.pem");
    }

    /** The node's key and its certificate in one file, in this order. */
    public Path keyAndCert() {
        return dir.resolve("erlserver.pem");
    }

    /** For a CA elsewhere to sign. */
    public Path request() {
        return dir.resolve("request.pem");
    }

    /** For {@code -ssl_dist_optfile}. */
    public Path optionFile() {
        return dir.resolve("couch_dist.conf");
    }
}
