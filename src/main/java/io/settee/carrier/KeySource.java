package io.settee.carrier;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * Where one certificate of ours and its private key are: in PEM files, or given as they are, which comes first.
 *
 * @param certificates ours and the intermediate ones after it; empty if they are in the file
 * @param keyFile if it is another one than the certificate's
 * @param password opens the key; never printed
 * @param serverName shown to clients that indicate this name (SNI), and to nobody else; if empty, to all others
 */
public record KeySource(
        Optional<Path> certFile,
        List<X509Certificate> certificates,
        Optional<Path> keyFile,
        Optional<PrivateKey> key,
        Optional<String> password,
        Optional<String> serverName) {
    public KeySource {
        certificates = List.copyOf(certificates);
    }

    /** The same for clients that indicate a name. */
    public KeySource forServerName(String name) {
        return new KeySource(certFile, certificates, keyFile, key, password, Optional.of(name));
    }

    /** The certificate as messages name it. */
    String certificateText() {
        return certificates.isEmpty() ? certFile.map(Path::toString).orElse("no certfile") : "the option cert";
    }

    @Override
    public String toString() {
        return "certificate of " + certificateText();
    }
}
