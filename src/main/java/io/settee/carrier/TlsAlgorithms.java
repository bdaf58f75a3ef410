package io.settee.carrier;

import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;

/**
 * What may be negotiated, by JSSE's names, the preferred one first; an empty list leaves the JVM's default.
 *
 * @param ciphers suites of all versions, {@code TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}
 * @param groups for the key exchange, {@code secp256r1}
 * @param signatures schemes, {@code ecdsa_secp256r1_sha256}
 * @param certificateSignatures schemes by which the certificates of peers may be signed
 * @param ourOrder servers only: whether our order counts and not the client's; empty leaves JSSE's default, which is ours
 */
public record TlsAlgorithms(
        List<String> ciphers,
        List<String> groups,
        List<String> signatures,
        List<String> certificateSignatures,
        Optional<Boolean> ourOrder) {
    public static final TlsAlgorithms DEFAULT =
            new TlsAlgorithms(List.of(), List.of(), List.of(), List.of(), Optional.empty());

    public TlsAlgorithms {
        ciphers = List.copyOf(ciphers);
        groups = List.copyOf(groups);
        signatures = List.copyOf(signatures);
        certificateSignatures = List.copyOf(certificateSignatures);
    }

    public TlsAlgorithms withCiphers(List<String> names) {
        return new TlsAlgorithms(names, groups, signatures, certificateSignatures, ourOrder);
    }

    public TlsAlgorithms withGroups(List<String> names) {
        return new TlsAlgorithms(ciphers, names, signatures, certificateSignatures, ourOrder);
    }

    public TlsAlgorithms withSignatures(List<String> names) {
        return new TlsAlgorithms(ciphers, groups, names, certificateSignatures, ourOrder);
    }

    public TlsAlgorithms withCertificateSignatures(List<String> names) {
        return new TlsAlgorithms(ciphers, groups, signatures, names, ourOrder);
    }

    public TlsAlgorithms withOurOrder(boolean ours) {
        return new TlsAlgorithms(ciphers, groups, signatures, certificateSignatures, Optional.of(ours));
    }

    void applyTo(SSLParameters parameters) {
        if (!ciphers.isEmpty()) parameters.setCipherSuites(ciphers.toArray(String[]::new));
        if (!groups.isEmpty()) parameters.setNamedGroups(groups.toArray(String[]::new));
        if (!signatures.isEmpty()) parameters.setSignatureSchemes(signatures.toArray(String[]::new));
        ourOrder.ifPresent(parameters::setUseCipherSuitesOrder);
    }
}
