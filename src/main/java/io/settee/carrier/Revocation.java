package io.settee.carrier;

import io.settee.error.PeerText;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.PKIXRevocationChecker.Option;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks a chain that is known to be good up in lists of revoked certificates. */
final class Revocation {
    private static final String LOOK_UP = "cannot be looked up in the lists of revoked ones: ";

    private final TlsOptions options;
    private final Set<TrustAnchor> anchors;
    private final RevocationLists lists;

    Revocation(TlsMaterial material) {
        this.options = material.options();
        this.anchors = material.authorities().stream()
                .map(a -> new TrustAnchor(a, null))
                .collect(Collectors.toSet());
        this.lists = material.revoked();
    }

    /** Refuses a chain of which a certificate is revoked, or of which that cannot be known and must be. */
    void check(X509Certificate[] chain, String its) throws PeerRefusedException {
        CrlCheck.Mode mode = options.crlCheck().mode();
        if (mode == CrlCheck.Mode.OFF) return;
        try {
            validate(chain, mode);
        } catch (CertPathValidatorException e) {
            throw refusal(its, e);
        } catch (GeneralSecurityException e) {
            throw new PeerRefusedException(its + LOOK_UP + message(e), e);
        }
    }

    private void validate(X509Certificate[] chain, CrlCheck.Mode mode) throws GeneralSecurityException {
        var leaf = new X509CertSelector();
        leaf.setCertificate(chain[0]);
        var parameters = new PKIXBuilderParameters(anchors, leaf);
        parameters.setRevocationEnabled(false);
        parameters.setMaxPathLength(-1);
        parameters.addCertStore(sent(chain));
        // Certificates may have come in any order; a failed building would not tell why, validation does.
        CertPath path = CertPathBuilder.getInstance("PKIX").build(parameters).getCertPath();
        parameters.addCertStore(lists.storeFor(judged(path, mode)));
        parameters.addCertPathChecker(checker(mode));
        CertPathValidator.getInstance("PKIX").validate(path, parameters);
    }

    /** None but those on the way to our CA: a peer can send others beside them, which name whatever address it likes. */
    private static List<X509Certificate> judged(CertPath path, CrlCheck.Mode mode) {
        return path.getCertificates().stream()
                .map(X509Certificate.class::cast)
                .limit(mode == CrlCheck.Mode.PEER ? 1 : Integer.MAX_VALUE)
                .toList();
    }

    private static PKIXRevocationChecker checker(CrlCheck.Mode mode) throws GeneralSecurityException {
        var checker =
                (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
        Set<Option> options = EnumSet.of(Option.PREFER_CRLS, Option.NO_FALLBACK);
        if (mode == CrlCheck.Mode.PEER) options.add(Option.ONLY_END_ENTITY);
        if (mode == CrlCheck.Mode.BEST_EFFORT) options.add(Option.SOFT_FAIL);
        checker.setOptions(options);
        return checker;
    }

    private static CertStore sent(X509Certificate[] chain) throws GeneralSecurityException {
        try {
            return CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(chain)));
        } catch (InvalidAlgorithmParameterException e) {
            throw new IllegalStateException("every JVM has collection stores", e);
        }
    }

    /** With the cause that makes JSSE send the alert that fits. */
    private PeerRefusedException refusal(String its, CertPathValidatorException why) {
        if (why.getReason() == BasicReason.REVOKED) {
            return new PeerRefusedException(its + "was revoked: " + message(why), why);
        }
        if (why.getReason() == BasicReason.UNDETERMINED_REVOCATION_STATUS) {
            return new PeerRefusedException(
                    its + "is in no list of revoked certificates that we have, as " + options.source()
                            + " demands (crl_check): there is none of its CA in " + where()
                            + ", or it is out of date. Put a new one there, or say {crl_check, best_effort}",
                    why);
        }
        return new PeerRefusedException(its + LOOK_UP + message(why), why);
    }

    private static String message(GeneralSecurityException e) {
        return PeerText.shown(String.valueOf(e.getMessage()));
    }

    private String where() {
        List<String> folders =
                options.crlCheck().folders().stream().map(String::valueOf).toList();
        return folders.isEmpty() ? "crl_cache" : String.join(", ", folders);
    }
}
