package io.settee.carrier;

import io.settee.error.PeerText;
import io.settee.identity.NodeName;
import io.settee.x509.CertificateHosts;
import java.util.Optional;

/**
 * Whether a peer's certificate must fit the name that it claims, which OTP does not ask: there any node with a certificate of the CA
 * may call itself anything. To be asked when the peer has named itself, for both directions; a refusal is {@code not_allowed}.
 */
public enum IdentityBinding {
    /** As OTP: the CA vouches for everybody. */
    OFF,
    /** The certificate must name the host part of the node name; as CN only if there are no hosts in its subjectAltName, RFC 6125's rule. */
    HOST,
    /** The certificate must name the whole node ({@code couch@db1}), or the part before its {@code @} (reign's rule), as CN or in its subjectAltName. */
    NODE;

    /** What is wrong with a peer that claims a name, as a sentence for the log; empty if nothing is. */
    public Optional<String> refusal(NodeName claimed, TlsSession session) {
        boolean fits = switch (this) {
            case OFF -> true;
            case HOST -> names(session, claimed.host()) || namesHostByCommonName(session, claimed.host());
            case NODE -> namesNode(session, claimed.toString()) || namesNode(session, claimed.name());
        };
        if (fits) return Optional.empty();
        String wanted = this == HOST ? claimed.host() : claimed + " or " + claimed.name();
        String has = session.peerSubject().isEmpty()
                ? "it has shown no certificate"
                : "its certificate is for " + PeerText.shown(session.peerSubject() + " " + session.peerNames());
        return Optional.of("claims to be " + claimed + ", so its certificate must name " + wanted + "; " + has);
    }

    private static boolean names(TlsSession session, String wanted) {
        return session.peerNames().stream().anyMatch(name -> CertificateHosts.sameHost(name, wanted));
    }

    private static boolean namesHostByCommonName(TlsSession session, String host) {
        return session.peerNames().isEmpty() && isCommonName(session, host);
    }

    private static boolean namesNode(TlsSession session, String wanted) {
        return names(session, wanted) || isCommonName(session, wanted);
    }

    private static boolean isCommonName(TlsSession session, String wanted) {
        return CertificateHosts.commonName(session.peerSubject())
                .filter(wanted::equals)
                .isPresent();
    }
}
