package io.settee.carrier;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts a certificate is for.
 *
 * <p>An IP address may stand in the subjectAltName as iPAddress, as OTP 26 and newer and JSSE want it, or as dNSName, as OTP 25 wants
 * it and CouchDB's scripts make it. Wildcards count for nothing unless asked for, as in OTP. The subject's CN counts only in a certificate that has
 * no subjectAltName at all, and only if asked for.
 */
final class CertificateHosts {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateHosts() {}

    /** The DNS names and IP addresses of the subjectAltName, in its order. */
    static List<String> names(X509Certificate certificate) {
        var names = new ArrayList<String>();
        for (List<?> entry : alternativeNames(certificate)) {
            if (entry.get(0) instanceof Integer kind
                    && (kind == DNS_NAME || kind == IP_ADDRESS)
                    && entry.get(1) instanceof String name) {
                names.add(name);
            }
        }
        return names;
    }

    /** The first CN of the subject. */
    static Optional<String> commonName(X509Certificate certificate) {
        return commonName(certificate.getSubjectX500Principal().getName());
    }

    static Optional<String> commonName(String subject) {
        try {
            // RFC 2253 prints the last part of a name first, LdapName counts from its root.
            return new LdapName(subject)
                    .getRdns().reversed().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .filter(String.class::isInstance)
                            .map(String.class::cast)
                            .findFirst();
        } catch (InvalidNameException e) {
            return Optional.empty();
        }
    }

    static boolean names(X509Certificate certificate, String host, boolean commonNameFallback) {
        Collection<List<?>> entries = alternativeNames(certificate);
        if (entries.isEmpty()) {
            return commonNameFallback
                    && commonName(certificate).filter(host::equalsIgnoreCase).isPresent();
        }
        return names(certificate).stream().anyMatch(name -> sameHost(name, host));
    }

    /** Whether {@code *.example.org} in the subjectAltName stands for the host, as RFC 6125 has it: for its first label, and nothing else. */
    static boolean namesByWildcard(X509Certificate certificate, String host) {
        int dot = host.indexOf('.');
        if (dot < 1 || isAddress(host)) return false;
        String wildcard = "*" + host.substring(dot);
        return names(certificate).stream().anyMatch(wildcard::equalsIgnoreCase);
    }

    static boolean sameHost(String one, String other) {
        if (one.equalsIgnoreCase(other)) return true;
        byte @Nullable [] a = address(one);
        return a != null && Arrays.equals(a, address(other));
    }

    /** Whether a host is an IP literal. */
    static boolean isAddress(String host) {
        return address(host) != null;
    }

    /** What a person should compare: the names for which a certificate is. */
    static String describe(X509Certificate certificate) {
        List<String> names = names(certificate);
        if (!names.isEmpty()) return String.join(", ", names);
        return "no host at all (no subjectAltName; its subject is "
                + certificate.getSubjectX500Principal().getName() + ")";
    }

    private static byte @Nullable [] address(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) return null;
        try {
            // Makes one of ::ffff:127.0.0.1 and 127.0.0.1.
            return InetAddress.getByAddress(bytes).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            return List.of();
        }
    }
}
