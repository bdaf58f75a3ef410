package io.settee.carrier;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a TLS handshake agreed on, for tables and for the check of a peer's identity.
 *
 * @param version {@code TLSv1.2} or {@code TLSv1.3}
 * @param cipher the suite, as JSSE names it
 * @param engine who did it, the JDK or OpenSSL
 * @param peerSubject the subject of the peer's certificate as RFC 2253 prints it; empty if the peer has shown none
 * @param peerExpiry when the peer's certificate ends; empty if the peer has shown none
 * @param peerNames the DNS names in the certificate's subjectAltName, and behind them its IP addresses
 */
public record TlsSession(
        String version,
        String cipher,
        TlsEngine engine,
        String peerSubject,
        Optional<Instant> peerExpiry,
        List<String> peerNames) {
    public TlsSession {
        peerNames = List.copyOf(peerNames);
    }
}
