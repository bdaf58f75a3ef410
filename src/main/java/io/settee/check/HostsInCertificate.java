package io.settee.check;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/**
 * What each Erlang release makes of the hosts in a certificate. OTP 25 and older compare a host with the DNS names alone, OTP 26 and
 * newer an IP address with the IP addresses alone; none knows wildcards unless told to.
 *
 * <p>Source: OTP {@code public_key:pkix_verify_hostname/3}.
 */
record HostsInCertificate(List<String> dnsNames, List<String> addresses) {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    static HostsInCertificate of(X509Certificate certificate) {
        var dns = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            for (List<?> name : names == null ? List.<List<?>>of() : names) {
                if (!(name.get(1) instanceof String text)) continue;
                if (name.getFirst().equals(DNS_NAME)) dns.add(text);
                if (name.getFirst().equals(IP_ADDRESS)) addresses.add(text);
            }
        } catch (CertificateParsingException e) {
            // As good as none: no node finds its host in it.
            return new HostsInCertificate(List.of(), List.of());
        }
        return new HostsInCertificate(dns, addresses);
    }

    /** What is wrong with it for a node on this host, one sentence for each; empty if every release accepts it. */
    List<String> complaints(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        boolean byName = dnsNames.stream().anyMatch(host::equalsIgnoreCase);
        boolean byAddress = address != null && addresses.contains(text(address));
        var complaints = new ArrayList<String>();
        if (address != null && byName && !byAddress) {
            complaints.add("names " + host
                    + " as DNS name only; nodes of OTP 26 and newer do not accept it, they want it as IP" + " address");
        } else if (address != null && byAddress && !byName) {
            complaints.add("names " + host
                    + " as IP address only; nodes of OTP 25 and older do not accept it, they want it as" + " DNS name");
        } else if (!byName && !byAddress) {
            complaints.add("does not name " + host + " but " + this);
        }
        for (String name : dnsNames) {
            if (!byName && matchesWildcard(name, host)) {
                complaints.add(
                        "has " + name + ", and wildcards count for nothing in Erlang, unless each peer says otherwise"
                                + " (customize_hostname_check); list every host");
            }
        }
        return complaints;
    }

    private static boolean matchesWildcard(String name, String host) {
        return name.startsWith("*.")
                && host.toLowerCase(Locale.ROOT).endsWith(name.substring(1).toLowerCase(Locale.ROOT));
    }

    private static String text(byte[] address) {
        try {
            // As the JDK prints the addresses of a subjectAltName.
            return InetAddress.getByAddress(address).getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an IP address has 4 or 16 bytes", e);
        }
    }

    @Override
    public String toString() {
        if (dnsNames.isEmpty() && addresses.isEmpty()) return "no host at all";
        return "DNS " + dnsNames + ", IP " + addresses;
    }
}
