package io.settee.carrier;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What BoringSSL cannot keep of a role's options, so that the JDK must serve it. */
final class OpenSslLimits {
    private static final Set<String> GROUPS = Set.of("x25519", "secp256r1", "secp384r1", "secp521r1");
    private static final int P384_BITS = 384;

    private OpenSslLimits() {}

    /** Why it may not serve this role, as a part of a sentence; empty if it may. */
    static Optional<String> against(TlsMaterial material) {
        TlsOptions options = material.options();
        // The library last: to look for it is to load it, which takes up to a second.
        return versions(options)
                .or(() -> algorithms(options.algorithms()))
                .or(() -> sessions(options))
                .or(() -> keys(material))
                .or(OpenSslLimits::absence);
    }

    private static Optional<String> absence() {
        if (!OpenSsl.isAvailable()) {
            return Optional.of("netty-tcnative-boringssl-static is not on the class path, or not for this platform");
        }
        if (!SslProvider.isTlsv13Supported(SslProvider.OPENSSL)) return Optional.of("it has no TLS 1.3 here");
        return Optional.empty();
    }

    private static Optional<String> versions(TlsOptions options) {
        if (!options.versions().contains(OpenSslEngines.VERSION)) {
            return Optional.of(
                    "versions leave TLS 1.3 out, and on 1.2 OpenSSL refuses to renegotiate, as BEAM nodes do");
        }
        // Who dials cannot know which version the peer will choose.
        if (options.role() == TlsOptions.Role.CLIENT && options.versions().size() > 1) {
            return Optional.of("a peer may choose TLS 1.2, on which OpenSSL refuses to renegotiate, as BEAM nodes do;"
                    + " {versions, ['tlsv1.3']} in the client options rules that out");
        }
        return Optional.empty();
    }

    private static Optional<String> algorithms(TlsAlgorithms algorithms) {
        if (!algorithms.ciphers().isEmpty() || algorithms.ourOrder().isPresent()) {
            return Optional.of(
                    "ciphers or their order are given, and OpenSSL lets nobody choose among those of TLS 1.3");
        }
        if (!algorithms.signatures().isEmpty()) {
            return Optional.of("signature_algs are given, and OpenSSL has its own");
        }
        return algorithms.groups().stream()
                .filter(group -> !GROUPS.contains(group))
                .findFirst()
                .map(group -> "OpenSSL has no group " + group);
    }

    private static Optional<String> sessions(TlsOptions options) {
        boolean server = options.role() == TlsOptions.Role.SERVER;
        if (options.resumption() == server) return Optional.empty();
        return Optional.of(
                server
                        ? (options.judgesEachTime()
                                        ? "a check of the program, or lists of revoked certificates from elsewhere, must see every connection"
                                        : "reuse_sessions is false")
                                + ", and OpenSSL gives tickets to all clients"
                        : "sessions are to be reused, which is done with the JDK alone");
    }

    /**
     * BoringSSL takes no signatures of Ed25519, Ed448 and P-521 from peers. What they will show nobody knows before they do; that they
     * have what we have and what our CAs have is the best guess.
     */
    private static Optional<String> keys(TlsMaterial material) {
        List<X509Certificate> known = Stream.concat(
                        material.own().stream().map(OwnCertificate::certificate), material.authorities().stream())
                .toList();
        return known.stream()
                .filter(certificate -> !usable(certificate.getPublicKey()))
                .findFirst()
                .map(certificate ->
                        "the key of " + certificate.getSubjectX500Principal().getName() + " is "
                                + certificate.getPublicKey().getAlgorithm()
                                + ", and OpenSSL takes RSA, P-256 and P-384 from peers only");
    }

    private static boolean usable(PublicKey key) {
        return key instanceof ECPublicKey ec
                ? ec.getParams().getCurve().getField().getFieldSize() <= P384_BITS
                : key.getAlgorithm().equals("RSA");
    }
}
