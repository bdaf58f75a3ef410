package io.settee.check;

import io.settee.error.PeerText;
import io.settee.identity.NodeName;
import io.settee.x509.CertificateHosts;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** What a peer has shown of itself in TLS, and what others will think of it. */
final class PeerCertificates {
    private static final int MOST_OF_A_NAME = 200;

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
                + shown(certificate.getSubjectX500Principal()) + hosts + ", issued by "
                + shown(certificate.getIssuerX500Principal()) + ", valid until "
                + certificate.getNotAfter().toInstant();
    }

    private static String shown(X500Principal name) {
        return PeerText.shown(name.getName(), MOST_OF_A_NAME);
    }
}
