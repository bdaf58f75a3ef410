package io.settee.audit;

import io.settee.carrier.TlsSession;
import io.settee.term.Binary;
import io.settee.x509.CertificateHosts;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * A certificate that a node has shown to a peer.
 *
 * @param subject as RFC 2253 prints it
 * @param expiry when it ends
 * @param hosts DNS names and addresses that it is for
 */
public record ShownCertificate(String subject, Instant expiry, List<String> hosts) {
    public ShownCertificate {
        hosts = List.copyOf(hosts);
    }

    /** Of its DER form; empty if it is none. */
    static Optional<ShownCertificate> of(Binary der) {
        try {
            var factory = CertificateFactory.getInstance("X.509");
            if (!(factory.generateCertificate(
                            new ByteArrayInputStream(der.bytes().toArray()))
                    instanceof X509Certificate certificate)) return Optional.empty();
            CertificateHosts named = CertificateHosts.of(certificate);
            // An address may stand there in both forms.
            var hosts = new LinkedHashSet<>(named.dnsNames());
            hosts.addAll(named.addresses());
            return Optional.of(new ShownCertificate(
                    named.subject(), certificate.getNotAfter().toInstant(), List.copyOf(hosts)));
        } catch (CertificateException e) {
            return Optional.empty();
        }
    }

    /** What a peer of ours has shown us. */
    static Optional<ShownCertificate> of(TlsSession session) {
        return session.peerExpiry()
                .map(expiry -> new ShownCertificate(session.peerSubject(), expiry, session.peerNames()));
    }

    /** {@code CN=db1, 300 days left}. */
    public String brief(Instant now) {
        return subject + ", " + daysLeft(now) + " days left";
    }

    /** Whole days until it ends; negative if it has. */
    public long daysLeft(Instant now) {
        return Math.floorDiv(
                Duration.between(now, expiry).toSeconds(), Duration.ofDays(1).toSeconds());
    }
}
