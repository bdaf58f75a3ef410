package io.settee.x509;

import io.netty.util.NetUtil;
import io.settee.error.PeerText;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

/**
 * Which hosts a certificate is for.
 *
 * <p>An IP address may stand in the subjectAltName as iPAddress, as OTP 26 and newer and JSSE want it, or as dNSName, as OTP 25 wants
 * it and CouchDB's scripts make it. Wildcards count for nothing unless asked for, as in OTP. The subject's CN counts only in a certificate that has
 * no subjectAltName at all, and only if asked for.
 *
 * <p>Source: OTP {@code public_key:pkix_verify_hostname/3}.
 *
 * @param dnsNames the subjectAltName's dNSNames, in its order
 * @param addresses its iPAddresses, as {@link InetAddress} prints them
 * @param alternative whether there is a subjectAltName, whatever is in it
 * @param subject as RFC 2253 prints it
 */
public record CertificateHosts(List<String> dnsNames, List<String> addresses, boolean alternative, String subject) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    /** A certificate may name thousands. */
    private static final int SHOWN = 500;

    public CertificateHosts {
        dnsNames = List.copyOf(dnsNames);
        addresses = List.copyOf(addresses);
    }

    /** The hosts in a certificate. */
    public static CertificateHosts of(X509Certificate certificate) {
        var dns = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        Collection<List<?>> names = alternativeNames(certificate);
        for (List<?> name : names) {
            if (!(name.get(1) instanceof String text)) continue;
            if (name.getFirst().equals(DNS_NAME)) dns.add(text);
            if (name.getFirst().equals(IP_ADDRESS)) addresses.add(text);
        }
        return new CertificateHosts(
                dns,
                addresses,
                !names.isEmpty(),
                certificate.getSubjectX500Principal().getName());
    }

    private static Collection<List<?>> alternativeNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null ? List.of() : names;
        } catch (CertificateParsingException e) {
            // As good as none: no node finds its host in it.
            return List.of();
        }
    }

    /** All names and addresses. */
    public List<String> names() {
        return Stream.concat(dnsNames.stream(), addresses.stream()).toList();
    }

    /** Whether the certificate is for a host, an address in either form. */
    public boolean include(String host) {
        return names().stream().anyMatch(name -> sameHost(name, host));
    }

    /** Whether there is no subjectAltName, and the host is the subject's CN. */
    public boolean includeByCommonName(String host) {
        return !alternative
                && commonName(subject).filter(host::equalsIgnoreCase).isPresent();
    }

    /** Whether {@code *.example.org} in the subjectAltName stands for the host, as RFC 6125 has it: for its first label, and nothing else. */
    public boolean includeByWildcard(String host) {
        int dot = host.indexOf('.');
        if (dot < 1 || isAddress(host)) return false;
        String wildcard = "*" + host.substring(dot);
        return dnsNames.stream().anyMatch(wildcard::equalsIgnoreCase);
    }

    /**
     * What some Erlang release will not accept in it for a node on this host, one sentence for each, to stand behind "the certificate"; empty
     * if every release accepts it.
     */
    public List<String> complaints(String host) {
        boolean byName = dnsNames.stream().anyMatch(host::equalsIgnoreCase);
        boolean byAddress = isAddress(host) && addresses.stream().anyMatch(address -> sameHost(address, host));
        var complaints = new ArrayList<String>();
        if (isAddress(host) && byName && !byAddress) {
            complaints.add("names " + host
                    + " as DNS name only; nodes of OTP 26 and newer do not accept it, they want it as IP address");
        } else if (byAddress && !byName) {
            complaints.add("names " + host
                    + " as IP address only; nodes of OTP 25 and older do not accept it, they want it as DNS name, too");
        } else if (!byName && !byAddress) {
            complaints.add("does not name " + host + " but " + this);
        }
        for (String name : dnsNames) {
            if (!byName && coveredBy(name, host)) {
                complaints.add(
                        "has " + name + ", and wildcards count for nothing in Erlang, unless each peer says otherwise"
                                + " (customize_hostname_check); list every host");
            }
        }
        return complaints;
    }

    /** More than {@link #includeByWildcard} allows: what people expect of a wildcard. */
    private static boolean coveredBy(String name, String host) {
        return name.startsWith("*.")
                && host.toLowerCase(Locale.ROOT).endsWith(name.substring(1).toLowerCase(Locale.ROOT));
    }

    /** The first CN of a subject in RFC 2253's form. */
    public static Optional<String> commonName(String subject) {
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

    /** Whether two texts are one host, addresses in any spelling. */
    public static boolean sameHost(String one, String other) {
        if (one.equalsIgnoreCase(other)) return true;
        Optional<InetAddress> address = addressOf(one);
        return address.isPresent() && address.equals(addressOf(other));
    }

    /** Whether a host is an IP literal. */
    public static boolean isAddress(String host) {
        return addressOf(host).isPresent();
    }

    /** The address of which a host is the literal; empty if it is a name. Nothing is looked up. */
    public static Optional<InetAddress> addressOf(String host) {
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(host);
        if (bytes == null) return Optional.empty();
        try {
            // Makes one of ::ffff:127.0.0.1 and 127.0.0.1.
            return Optional.of(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** A subject or issuer, fit for a message: its owner chooses what it says. */
    public static String shown(X500Principal name) {
        return PeerText.shown(name.getName());
    }

    /** What a person should compare, in few words: {@code db1.example, 10.0.0.1}. */
    public String describe() {
        List<String> names = names();
        return PeerText.shown(
                names.isEmpty()
                        ? "no host at all (" + (alternative ? "" : "no subjectAltName; ") + "its subject is " + subject
                                + ")"
                        : String.join(", ", names),
                SHOWN);
    }

    /** What a person should compare, with the kinds of names: {@code DNS [db1.example], IP []}. */
    @Override
    public String toString() {
        return names().isEmpty() ? describe() : PeerText.shown("DNS " + dnsNames + ", IP " + addresses, SHOWN);
    }
}
