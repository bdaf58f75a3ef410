package io.settee.carrier;

import static java.util.Map.entry;

import io.settee.x509.CertificateHosts;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Which signatures a peer's certificates may bear: OTP's option {@code signature_algs_cert}. JSSE has one list for its handshakes and
 * for certificates, so this one is kept here, and not announced to the peer.
 *
 * <p>Source: RFC 8446, section "Signature Algorithms": the signature of the trusted certificate itself does not count.
 */
final class CertificateSignatures {
    private static final String RSASSA_PSS = "1.2.840.113549.1.1.10";

    /** JSSE's names of schemes to what stands in a certificate. */
    private static final Map<String, String> OIDS = Map.ofEntries(
            entry("rsa_pkcs1_sha1", "1.2.840.113549.1.1.5"),
            entry("rsa_pkcs1_sha256", "1.2.840.113549.1.1.11"),
            entry("rsa_pkcs1_sha384", "1.2.840.113549.1.1.12"),
            entry("rsa_pkcs1_sha512", "1.2.840.113549.1.1.13"),
            entry("ecdsa_sha1", "1.2.840.10045.4.1"),
            entry("ecdsa_secp256r1_sha256", "1.2.840.10045.4.3.2"),
            entry("ecdsa_secp384r1_sha384", "1.2.840.10045.4.3.3"),
            entry("ecdsa_secp521r1_sha512", "1.2.840.10045.4.3.4"),
            entry("ed25519", "1.3.101.112"),
            entry("ed448", "1.3.101.113"));

    private final List<String> schemes;

    CertificateSignatures(List<String> schemes) {
        this.schemes = List.copyOf(schemes);
    }

    /**
     * Refuses a chain in which a certificate below the trusted ones has another signature.
     *
     * @param its begins the sentence
     */
    void check(X509Certificate[] chain, List<X509Certificate> trusted, String its) throws PeerRefusedException {
        if (schemes.isEmpty()) return;
        for (X509Certificate certificate : chain) {
            if (trusted.contains(certificate)) return;
            if (schemes.stream().noneMatch(scheme -> signs(scheme, certificate))) {
                throw new PeerRefusedException(
                        its + "comes with a signature " + certificate.getSigAlgName() + " ("
                                + CertificateHosts.shown(certificate.getSubjectX500Principal())
                                + "); our option signature_algs_cert allows " + String.join(", ", schemes),
                        null);
            }
        }
    }

    private static boolean signs(String scheme, X509Certificate certificate) {
        String oid = certificate.getSigAlgOID();
        if (!scheme.startsWith("rsa_pss_")) return oid.equals(OIDS.get(scheme));
        return oid.equals(RSASSA_PSS) && scheme.endsWith(digest(certificate));
    }

    /** {@code sha256}. */
    private static String digest(X509Certificate certificate) {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
            parameters.init(certificate.getSigAlgParams());
            return parameters
                    .getParameterSpec(PSSParameterSpec.class)
                    .getDigestAlgorithm()
                    .replace("-", "")
                    .toLowerCase(Locale.ROOT);
        } catch (GeneralSecurityException | IOException e) {
            return "of no kind that is known";
        }
    }
}
