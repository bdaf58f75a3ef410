package io.settee.carrier;

import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
     * @throws ConfigException for the first thing that would keep every handshake from succeeding
     */
    static TlsMaterial load(TlsOptions options, Instant now) {
        var warnings = new ArrayList<>(options.warnings());
        List<X509Certificate> authorities = authorities(options, now, warnings);
        List<KeySource> sources = options.keySources();
        if (sources.isEmpty() && options.role() == TlsOptions.Role.SERVER) {
            throw new ConfigException(
                    options.source()
                            + ": the server options have no certfile; a node that listens for TLS needs a certificate and its key");
        }
        var own = new ArrayList<OwnCertificate>();
        for (KeySource source : sources) own.add(OwnCertificate.load(source, options, authorities, now, warnings));
        var revoked = options.crlCheck().mode() == CrlCheck.Mode.OFF
                ? RevocationLists.NONE
                : RevocationLists.load(options, warnings);
        return new TlsMaterial(options, own, authorities, revoked, warnings);
    }

    /** A warning if peers that dial a node of this name will not find its host in our certificate. */
    Optional<String> hostWarning(NodeName self) {
        if (options.role() != TlsOptions.Role.SERVER || own.isEmpty()) return Optional.empty();
        X509Certificate certificate = own.getFirst().certificate();
        String host = self.host();
        boolean byName = CertificateHosts.names(certificate).stream().anyMatch(host::equalsIgnoreCase);
        String text = own.getFirst().source().certificateText();
        if (!CertificateHosts.names(certificate, host, false)) {
            return Optional.of(text + ": the certificate is for " + CertificateHosts.describe(certificate)
                    + ", and this node is " + self + "; nodes that verify the host will not connect to it");
        }
        if (CertificateHosts.isAddress(host) && !byName) {
            return Optional.of(text + ": the certificate names " + host
                    + " as IP address only; nodes of OTP 25 and older will not connect, they want it as DNS name, too");
        }
        return Optional.empty();
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
