package io.settee.carrier;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A program's own verdict on the certificate of a peer, asked after all other checks and within the TLS handshake: what OTP's option
 * {@code verify_fun} is for. Called on an event loop, so it must be quick.
 */
@FunctionalInterface
public interface CertificateCheck {
    /**
     * Returns if the peer may go on.
     *
     * @param chain the peer's certificate and those that it sent after it
     * @throws CertificateException if not; its message is told to people here, the peer gets an alert
     */
    void check(List<X509Certificate> chain) throws CertificateException;
}
