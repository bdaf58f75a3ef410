package io.settee.carrier;

import io.settee.error.ConfigException;
import io.settee.error.PeerText;
import io.settee.x509.CertificateHosts;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Decides whether a peer's certificate will do: JSSE's path validation first, then the host, each refusal with its own sentence.
 *
 * <p>It happens inside the handshake rather than after it, so that a refused peer gets a TLS alert and not just a closed connection.
 */
final class PeerTrust extends X509ExtendedTrustManager {
    private final TlsOptions options;
    private final X509Certificate[] authorities;
    private final X509ExtendedTrustManager paths;
    private final CertificateSignatures signatures;
    private final Revocation revocation;
    private final UnaryOperator<CertificateException> forEngine;

    private PeerTrust(
            TlsMaterial material, X509ExtendedTrustManager paths, UnaryOperator<CertificateException> forEngine) {
        this.forEngine = forEngine;
        this.options = material.options();
        this.authorities = material.authorities().toArray(X509Certificate[]::new);
        this.paths = paths;
        this.signatures = new CertificateSignatures(options.algorithms().certificateSignatures());
        this.revocation = new Revocation(material);
    }

    /**
     * What judges the peers of one role.
     *
     * @param forEngine puts a refusal as the engine needs it to send the alert that fits
     */
    static X509ExtendedTrustManager of(TlsMaterial material, UnaryOperator<CertificateException> forEngine) {
        TlsOptions options = material.options();
        if (!options.verifyPeer()) return new Nobody(options, forEngine);
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate authority : material.authorities()) anchors.add(new TrustAnchor(authority, null));
        try {
            var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
            parameters.setRevocationEnabled(false);
            // For paths that JSSE has to search for; it leaves the ones that arrive complete to checkDepth.
            parameters.setMaxPathLength(options.depth());
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(parameters));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager paths) {
                    return new PeerTrust(material, paths, forEngine);
                }
            }
            throw new ConfigException(options.source() + ": this JVM has no PKIX trust manager");
        } catch (GeneralSecurityException e) {
            throw new ConfigException(options.source() + ": the CA certificates cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            check(chain, KeyPurpose.SERVER_AUTH, () -> paths.checkServerTrusted(chain, authType, engine));
            if (options.checkHost()) checkHost(chain, engine);
            askProgram(options, chain);
        } catch (CertificateException e) {
            throw forEngine.apply(e);
        }
    }

    private void checkHost(X509Certificate[] chain, SSLEngine engine) throws PeerRefusedException {
        String host = options.serverName()
                .orElse(Optional.ofNullable(engine.getPeerHost()).orElse(""));
        CertificateHosts hosts = CertificateHosts.of(chain[0]);
        if (!hosts.include(host)
                && !(options.commonNameFallback() && hosts.includeByCommonName(host))
                && !(options.wildcards() && hosts.includeByWildcard(host))) {
            throw new PeerRefusedException(
                    "its certificate is for " + hosts.describe() + ", and not for " + host
                            + ", the host that was dialled. Give it a certificate whose subjectAltName has that host ("
                            + (CertificateHosts.isAddress(host)
                                    ? "both as IP and as DNS name, for all OTP releases"
                                    : "as DNS name")
                            + "), or dial it by a name that the certificate has",
                    null);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        try {
            check(chain, KeyPurpose.CLIENT_AUTH, () -> paths.checkClientTrusted(chain, authType, engine));
            askProgram(options, chain);
        } catch (CertificateException e) {
            throw forEngine.apply(e);
        }
    }

    private static void askProgram(TlsOptions options, X509Certificate[] chain) throws PeerRefusedException {
        if (options.certificateCheck().isEmpty()) return;
        try {
            options.certificateCheck().get().check(List.of(chain));
        } catch (CertificateException e) {
            throw new PeerRefusedException(
                    "its certificate (" + CertificateHosts.shown(chain[0].getSubjectX500Principal())
                            + ") was refused by this program's own check: " + e.getMessage(),
                    e);
        }
    }

    private void check(X509Certificate[] chain, KeyPurpose purpose, PathCheck path) throws CertificateException {
        X509Certificate leaf = chain[0];
        String its = "its certificate (" + CertificateHosts.shown(leaf.getSubjectX500Principal()) + ") ";
        checkDates(leaf, its);
        if (!allows(leaf, purpose)) {
            throw new PeerRefusedException(
                    its + "may not be used so: its extendedKeyUsage lacks " + purpose
                            + ", and a node needs both serverAuth and" + " clientAuth. Issue a new one",
                    null);
        }
        try {
            path.check();
        } catch (CertificateException e) {
            throw new PeerRefusedException(its + explain(chain, e), e.getCause());
        }
        checkDepth(chain, its);
        signatures.check(chain, List.of(authorities), its);
        revocation.check(chain, its);
    }

    /** OTP "ssl", option depth: counts intermediate certificates that are not self-issued, below the first that we trust. */
    private void checkDepth(X509Certificate[] chain, String its) throws PeerRefusedException {
        List<X509Certificate> trusted = Arrays.asList(authorities);
        long intermediates = Arrays.stream(chain)
                .takeWhile(certificate -> !trusted.contains(certificate))
                .skip(1)
                .filter(certificate -> !selfIssued(certificate))
                .count();
        if (intermediates > options.depth()) {
            throw new PeerRefusedException(
                    its + "comes with " + intermediates + " intermediate certificates; the option depth allows "
                            + options.depth(),
                    null);
        }
    }

    private static void checkDates(X509Certificate leaf, String its) throws PeerRefusedException {
        try {
            leaf.checkValidity();
        } catch (CertificateException e) {
            // The cause makes JSSE send the alert certificate_expired.
            var cause = new CertPathValidatorException(e.getMessage(), e, null, -1, BasicReason.EXPIRED);
            throw new PeerRefusedException(
                    its + "is valid from " + leaf.getNotBefore().toInstant() + " to "
                            + leaf.getNotAfter().toInstant()
                            + " only. It has expired, or one of the two clocks is wrong",
                    cause);
        }
    }

    private static boolean allows(X509Certificate leaf, KeyPurpose purpose) {
        try {
            return purpose.allowedBy(leaf);
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private String explain(X509Certificate[] chain, CertificateException e) {
        String files = options.caCertFile().map(Path::toString).orElse("the option cacerts");
        X509Certificate last = chain[chain.length - 1];
        String issuer = CertificateHosts.shown(last.getIssuerX500Principal());
        for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
            if (t instanceof CertPathValidatorException path && path.getReason() == BasicReason.ALGORITHM_CONSTRAINED) {
                return "is made with an algorithm that this JVM forbids (jdk.certpath.disabledAlgorithms): "
                        + PeerText.shown(String.valueOf(path.getMessage()));
            }
        }
        for (X509Certificate authority : authorities) {
            if (authority.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
                return "names " + issuer + " as its issuer, and the CA of that name in " + files
                        + " did not sign it or may not. Was the CA made anew under its old name? (" + e.getMessage()
                        + ")";
            }
        }
        return "was issued by a CA that we do not know, " + issuer + ". Add that CA's certificate to " + files
                + ", our cacertfile";
    }

    private static boolean selfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities.clone();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("only engines are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("only engines are used");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("only engines are used");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("only engines are used");
    }

    @FunctionalInterface
    private interface PathCheck {
        void check() throws CertificateException;
    }

    /** verify_none: checks nobody but by the program's own check. The warning was given at start. */
    private static final class Nobody extends X509ExtendedTrustManager {
        private final TlsOptions options;
        private final UnaryOperator<CertificateException> forEngine;

        Nobody(TlsOptions options, UnaryOperator<CertificateException> forEngine) {
            this.options = options;
            this.forEngine = forEngine;
        }

        private void ask(X509Certificate[] chain) throws CertificateException {
            try {
                askProgram(options, chain);
            } catch (CertificateException e) {
                throw forEngine.apply(e);
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            ask(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            ask(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
