package io.settee.certs;

import io.settee.x509.CertificateHosts;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/** What makes a certificate one of a node: its hosts and what its key is for. The same in a request and in what is issued for it. */
final class NodeExtensions {
    private NodeExtensions() {}

    /**
     * The extensions.
     *
     * @param keyAlgorithm of the node's key; RSA keys encipher, too
     */
    static ExtensionsGenerator of(List<String> hosts, boolean serverAuth, boolean clientAuth, String keyAlgorithm) {
        var purposes = new ArrayList<KeyPurposeId>();
        if (serverAuth) purposes.add(KeyPurposeId.id_kp_serverAuth);
        if (clientAuth) purposes.add(KeyPurposeId.id_kp_clientAuth);
        int usage = KeyUsage.digitalSignature;
        if (keyAlgorithm.equals("RSA")) usage |= KeyUsage.keyEncipherment;
        var extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            extensions.addExtension(
                    Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
            if (!hosts.isEmpty()) {
                extensions.addExtension(Extension.subjectAlternativeName, false, alternativeNames(hosts));
            }
            return extensions;
        } catch (IOException e) {
            throw new IllegalStateException("a certificate cannot be put together", e);
        }
    }

    private static GeneralNames alternativeNames(List<String> hosts) {
        var names = new ArrayList<GeneralName>();
        for (String host : hosts) {
            names.add(new GeneralName(GeneralName.dNSName, host));
            CertificateHosts.addressOf(host)
                    .map(address -> new GeneralName(GeneralName.iPAddress, new DEROctetString(address.getAddress())))
                    .ifPresent(names::add);
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    /** The hosts that a subjectAltName names, each once, whether as DNS name, as IP address or as both. */
    static List<String> hosts(GeneralNames names) throws IOException {
        Set<String> hosts = new LinkedHashSet<>();
        for (GeneralName name : names.getNames()) {
            if (name.getTagNo() == GeneralName.dNSName) {
                hosts.add(name.getName().toString());
            } else if (name.getTagNo() == GeneralName.iPAddress) {
                byte[] address = ASN1OctetString.getInstance(name.getName()).getOctets();
                hosts.add(InetAddress.getByAddress(address).getHostAddress());
            }
        }
        return List.copyOf(hosts);
    }
}
