package io.settee.carrier;

import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.identity.NodeName;
import io.settee.x509.CertificateHosts;
import io.settee.x509.PemFiles;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys, certificates and lists of revoked certificates of one role, read and checked.
 *
 * @param own the certificates that we may show; none for a client that shows none
 * @param authorities whom we trust; empty only under verify_none
 */
record TlsMaterial(
        TlsOptions options,
        List<OwnCertificate> own,
        List<X509Certificate> authorities,
        RevocationLists revoked,
        List<String> warnings) {

    TlsMaterial {
        own = List.copyOf(own);
        authorities = List.copyOf(authorities);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the files that some options name.
     *
     * @throws ConfigException for all that would keep every handshake from succeeding
     */
    static TlsMaterial load(TlsOptions options, Instant now, Scrutiny scrutiny) {
        var warnings = new ArrayList<>(options.warnings());
        var faults = new ConfigFaults();
        List<X509Certificate> authorities =
                faults.attempt(() -> authorities(options, now, warnings)).orElse(List.of());
        faults.check(() -> checkContradiction(options));
        List<KeySource> sources = options.keySources();
        if (options.role() == TlsOptions.Role.SERVER
                && sources.stream().allMatch(source -> source.serverName().isPresent())) {
            faults.add(
                    new ConfigException(
                            options.source()
                                    + ": the server options have no certfile; a node that listens for TLS needs a certificate and its key"));
        }
        var own = new ArrayList<OwnCertificate>();
        for (KeySource source : sources) {
            faults.attempt(() -> OwnCertificate.load(source, options, authorities, now, scrutiny, warnings))
                    .ifPresent(own::add);
        }
        RevocationLists revoked =
                faults.attempt(() -> revoked(options, warnings)).orElse(RevocationLists.NONE);
        faults.throwIfAny();
        return new TlsMaterial(options, own, authorities, revoked, warnings);
    }

    /** Nothing that is asked for may be left undone without a word. */
    private static void checkContradiction(TlsOptions options) {
        if (options.verifyPeer() || options.role() == TlsOptions.Role.CLIENT) return;
        boolean byProgram = options.certificateCheck().isPresent();
        String wanted = options.peerHostBound()
                ? "verify_fun names verify_client"
                : options.failIfNoPeerCert() && !byProgram ? "fail_if_no_peer_cert is true" : "";
        if (wanted.isEmpty()) return;
        throw new ConfigException(
                options.source() + ": the server options verify nobody (verify_none, or no cacertfile), and "
                        + wanted
                        + ", which takes certificates that are verified. Say {verify, verify_peer} and name a cacertfile,"
                        + " or leave that out");
    }

    private static RevocationLists revoked(TlsOptions options, List<String> warnings) {
        if (options.crlCheck().mode() == CrlCheck.Mode.OFF) return RevocationLists.NONE;
        if (options.verifyPeer()) return RevocationLists.load(options, warnings);
        warnings.add(
                options.source() + ": the " + options.role()
                        + " options verify nobody, so crl_check has no effect. Say {verify, verify_peer} and name a cacertfile");
        return RevocationLists.NONE;
    }

    /** What peers that dial a node of this name will miss in our certificate. */
    List<String> hostWarnings(NodeName self) {
        if (options.role() != TlsOptions.Role.SERVER || own.isEmpty()) return List.of();
        OwnCertificate shown = OwnKey.shownFor(self.host(), own).getFirst();
        String text = shown.source().certificateText();
        return CertificateHosts.of(shown.certificate()).complaints(self.host()).stream()
                .map(complaint -> text + ": this node is " + self + ", and its certificate " + complaint
                        + ". Issue one for this host; settee certs names addresses in both forms")
                .toList();
    }

    private static List<X509Certificate> authorities(TlsOptions options, Instant now, List<String> warnings) {
        if (!options.verifyPeer()) return List.of();
        var authorities = new ArrayList<>(options.authorities());
        options.caCertFile().map(PemFiles::certificates).ifPresent(authorities::addAll);
        if (authorities.isEmpty()) {
            throw new ConfigException(options.source() + ": the " + options.role()
                    + " options have no cacertfile, so no peer can be verified (verify_peer). Name the file with the CA's certificate,"
                    + " or say {verify, verify_none}");
        }
        String text = options.caCertFile().map(Path::toString).orElse("the option cacerts");
        for (X509Certificate authority : authorities) {
            if (authority.getNotAfter().toInstant().isBefore(now)) {
                warnings.add(text + ": the CA certificate of "
                        + authority.getSubjectX500Principal().getName() + " expired at "
                        + authority.getNotAfter().toInstant());
            }
        }
        return authorities;
    }
}
