package io.settee.certs;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a node's certificate is to say. Start from {@link #forHosts} and change what differs.
 *
 * @param organisation the subject before its CN, {@code C=DE,O=Example}; may be empty
 * @param commonName the subject's CN: a host, or the node's full name where identities are bound to names
 * @param hosts what stands after the {@code @} in the names of the nodes that will use it, names and IP addresses
 * @param serverAuth whether it may accept connections
 * @param clientAuth whether it may make connections
 */
public record CertificateRequest(
        String organisation,
        String commonName,
        List<String> hosts,
        KeyKind key,
        Instant notBefore,
        Instant notAfter,
        boolean serverAuth,
        boolean clientAuth) {
    /** Tolerance for clocks that are late. */
    static final Duration BACKDATED = Duration.ofHours(1);

    public CertificateRequest {
        hosts = List.copyOf(hosts);
        if (commonName.isBlank()) throw new IllegalArgumentException("a certificate needs a common name");
        if (!notAfter.isAfter(notBefore)) {
            throw new IllegalArgumentException(
                    "a certificate cannot end at " + notAfter + " and begin at " + notBefore);
        }
    }

    /** For both roles, on these hosts, from now on for some time. */
    public static CertificateRequest forHosts(List<String> hosts, KeyKind key, Duration validity) {
        if (hosts.isEmpty()) {
            throw new IllegalArgumentException("name at least one host: what stands after the @ of the node's name");
        }
        Instant now = Instant.now();
        return new CertificateRequest(
                "", hosts.getFirst(), hosts, key, now.minus(BACKDATED), now.plus(validity), true, true);
    }

    public CertificateRequest withOrganisation(String text) {
        return new CertificateRequest(text, commonName, hosts, key, notBefore, notAfter, serverAuth, clientAuth);
    }

    public CertificateRequest withCommonName(String name) {
        return new CertificateRequest(organisation, name, hosts, key, notBefore, notAfter, serverAuth, clientAuth);
    }

    public CertificateRequest withValidity(Instant from, Instant to) {
        return new CertificateRequest(organisation, commonName, hosts, key, from, to, serverAuth, clientAuth);
    }

    /** Without hosts the certificate has no subjectAltName at all. */
    public CertificateRequest withHosts(List<String> names) {
        return new CertificateRequest(
                organisation, commonName, names, key, notBefore, notAfter, serverAuth, clientAuth);
    }

    public CertificateRequest withRoles(boolean server, boolean client) {
        return new CertificateRequest(organisation, commonName, hosts, key, notBefore, notAfter, server, client);
    }
}
