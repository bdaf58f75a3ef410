package io.settee.check;

import io.settee.identity.NodeName;
import io.settee.x509.CertificateHosts;
import java.security.cert.X509Certificate;
import java.util.List;

/** What a peer has shown of itself in TLS, and what others will think of it. */
final class PeerCertificates {
    private final NodeName peer;
    private final WatchedCarrier.Seen seen;
    private final Findings findings;

    PeerCertificates(NodeName peer, WatchedCarrier.Seen seen, Findings findings) {
        this.peer = peer;
        this.seen = seen;
        this.findings = findings;
    }

    void tell(Step step) {
        findings.fine(
                step,
                peer + ": " + seen.session().version() + " with "
                        + seen.session().cipher());
        List<X509Certificate> chain = seen.chain();
        for (int i = 0; i < chain.size(); i++) findings.fine(step, peer + ": " + describe(i, chain.get(i)));
        if (chain.isEmpty()) return;
        for (String complaint : CertificateHosts.of(chain.getFirst()).complaints(peer.host())) {
            findings.warning(
                    step,
                    peer + ": its certificate " + complaint,
                    "Issue one for it; settee certs names addresses in both forms.");
        }
    }

    private static String describe(int index, X509Certificate certificate) {
        String hosts = index == 0 ? ", for " + CertificateHosts.of(certificate) : "";
        return "certificate " + (index + 1) + " of its chain is of "
                + CertificateHosts.shown(certificate.getSubjectX500Principal()) + hosts + ", issued by "
                + CertificateHosts.shown(certificate.getIssuerX500Principal()) + ", valid until "
                + certificate.getNotAfter().toInstant();
    }
}
