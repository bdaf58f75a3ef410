package io.settee.carrier;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the certificates that a node has: those for the name that a client indicates, or else the usual ones, and of these the first that
 * fits the kinds of key that a peer can use.
 *
 * <p>JSSE's own key managers show nothing when no issuer that the peer lists has signed it, and the peer then complains of a missing
 * certificate. OTP shows it all the same, and so do we: "unknown CA" is what a person needs to hear.
 */
final class OwnKey extends X509ExtendedKeyManager {
    private final List<OwnCertificate> own;

    OwnKey(List<OwnCertificate> own) {
        this.own = List.copyOf(own);
    }

    /** The certificates for clients that indicate a name, or if there are none for it, those for everybody. */
    static List<OwnCertificate> shownFor(String serverName, List<OwnCertificate> own) {
        List<OwnCertificate> named = own.stream()
                .filter(each -> each.source()
                        .serverName()
                        .filter(serverName::equalsIgnoreCase)
                        .isPresent())
                .toList();
        return named.isEmpty()
                ? own.stream()
                        .filter(each -> each.source().serverName().isEmpty())
                        .toList()
                : named;
    }

    /** The number of the first that is of one of these kinds. */
    private @Nullable String alias(List<OwnCertificate> candidates, String... keyTypes) {
        List<String> usable = Arrays.asList(keyTypes);
        for (OwnCertificate candidate : candidates) {
            if (usable.contains(candidate.certificate().getPublicKey().getAlgorithm())) {
                return Integer.toString(own.indexOf(candidate));
            }
        }
        return null;
    }

    private @Nullable String alias(String... keyTypes) {
        return alias(shownFor("", own), keyTypes);
    }

    /** The name that a client has indicated; empty if it has not. */
    private static String indicated(@Nullable SSLEngine engine) {
        if (engine == null || !(engine.getHandshakeSession() instanceof ExtendedSSLSession session)) return "";
        try {
            for (SNIServerName name : session.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) return host.getAsciiName();
            }
        } catch (IllegalArgumentException e) {
            // OTP indicates IPv6 addresses, too, and OpenSSL lets them through; no certificate is for one as a server
            // name.
            return "";
        }
        return "";
    }

    private OwnCertificate of(String alias) {
        return own.get(Integer.parseInt(alias));
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(shownFor(indicated(engine), own), keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }
}
