package io.settee.certs;

import java.nio.file.Path;

/**
 * The files that {@link CertificateMaker} writes, by absolute paths.
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

    /** For {@code -ssl_dist_optfile}. */
    public Path optionFile() {
        return dir.resolve("couch_dist.conf");
    }
}
