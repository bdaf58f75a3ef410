package io.settee.certs;

import io.settee.error.PeerText;
import io.settee.x509.CertificateHosts;
import io.settee.x509.PemFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CRLEntryHolder;
import org.bouncycastle.cert.X509CRLHolder;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/** Tells people what is in a PEM file: for which hosts and until when a certificate is, whose it is, and what follows for nodes. */
public final class PemDescription {
    private static final Map<ASN1ObjectIdentifier, String> KEYS = Map.of(
            PKCSObjectIdentifiers.rsaEncryption,
            "RSA",
            X9ObjectIdentifiers.id_ecPublicKey,
            "EC",
            EdECObjectIdentifiers.id_Ed25519,
            "Ed25519",
            EdECObjectIdentifiers.id_Ed448,
            "Ed448");
    private static final Map<ASN1ObjectIdentifier, String> CURVES =
            Map.of(SECObjectIdentifiers.secp256r1, "P-256", SECObjectIdentifiers.secp384r1, "P-384");
    private static final Map<KeyPurposeId, String> PURPOSES = Map.of(
            KeyPurposeId.id_kp_serverAuth,
            "serverAuth",
            KeyPurposeId.id_kp_clientAuth,
            "clientAuth",
            KeyPurposeId.anyExtendedKeyUsage,
            "any");

    private static final int MOST_OF_A_LINE = 4000;

    private final Instant now;
    private final List<String> lines = new ArrayList<>();

    private PemDescription(Instant now) {
        this.now = now;
    }

    /**
     * Describes each block of a file, in lines.
     *
     * @throws io.settee.error.ConfigException if it is no PEM file
     */
    public static List<String> of(Path file, Instant now) {
        List<Object> objects = PemFiles.objects(file);
        var description = new PemDescription(now);
        for (Object object : objects) description.addWhatCanBeRead(object);
        description.addChain(objects);
        if (objects.isEmpty()) description.lines.add("nothing: no PEM block (-----BEGIN …-----) in it");
        return description.lines.stream()
                .map(line -> PeerText.shown(line, MOST_OF_A_LINE))
                .toList();
    }

    /** BouncyCastle looks at what is inside when it is asked for it, and throws one or the other then. */
    private void addWhatCanBeRead(Object object) {
        try {
            add(object);
        } catch (IllegalArgumentException | IllegalStateException | ClassCastException e) {
            lines.add("  the rest cannot be read: " + e.getMessage());
        }
    }

    private void add(Object object) {
        switch (object) {
            case X509CertificateHolder certificate -> add(certificate);
            case X509CRLHolder list -> add(list);
            case PKCS10CertificationRequest request -> {
                lines.add("request for a certificate of " + request.getSubject());
                lines.add("  key          " + key(request.getSubjectPublicKeyInfo()));
                Extensions wanted = request.getRequestedExtensions();
                if (wanted != null) addHosts(wanted);
            }
            case PrivateKeyInfo key -> lines.add("private key, not encrypted, " + kind(key.getPrivateKeyAlgorithm()));
            case PEMKeyPair pair ->
                lines.add("private key, not encrypted, "
                        + kind(pair.getPrivateKeyInfo().getPrivateKeyAlgorithm()));
            case PKCS8EncryptedPrivateKeyInfo key -> lines.add("private key, encrypted: it needs a password");
            case PEMEncryptedKeyPair pair -> lines.add("private key, encrypted: it needs a password");
            case ASN1ObjectIdentifier curve -> lines.add("parameters of an EC key, curve " + name(CURVES, curve));
            default ->
                lines.add("something that no node needs: " + object.getClass().getSimpleName());
        }
    }

    private void add(X509CertificateHolder certificate) {
        Extensions extensions = certificate.getExtensions();
        BasicConstraints constraints = extensions == null ? null : BasicConstraints.fromExtensions(extensions);
        boolean authority = constraints != null && constraints.isCA();
        lines.add((authority ? "CA certificate of " : "certificate of ") + certificate.getSubject());
        lines.add("  issued by    "
                + (certificate.getSubject().equals(certificate.getIssuer()) ? "itself" : certificate.getIssuer()));
        lines.add("  serial       " + certificate.getSerialNumber().toString(16));
        lines.add("  valid        " + certificate.getNotBefore().toInstant() + " to "
                + certificate.getNotAfter().toInstant() + ", "
                + validity(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant()));
        lines.add("  key          " + key(certificate.getSubjectPublicKeyInfo()));
        if (authority) return;
        if (extensions == null) {
            lines.add(
                    "  hosts        none: it has no extensions at all, so no node that verifies hosts connects to it");
            return;
        }
        addHosts(extensions);
        addPurposes(extensions);
    }

    private String validity(Instant begin, Instant end) {
        if (now.isAfter(end)) return "EXPIRED " + Duration.between(end, now).toDays() + " days ago";
        if (now.isBefore(begin)) return "NOT YET";
        return Duration.between(now, end).toDays() + " days left";
    }

    private void addHosts(Extensions extensions) {
        GeneralNames names = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (names == null) {
            lines.add("  hosts        none (no subjectAltName): no node that verifies hosts connects to it");
            return;
        }
        var dns = new ArrayList<String>();
        var addresses = new ArrayList<String>();
        for (GeneralName name : names.getNames()) {
            if (name.getTagNo() == GeneralName.dNSName) dns.add(name.getName().toString());
            if (name.getTagNo() == GeneralName.iPAddress) addresses.add(address(name));
        }
        lines.add("  hosts        DNS: " + listed(dns) + "; IP: " + listed(addresses));
        for (String name : dns) {
            if (name.contains("*")) lines.add("               " + name + ": wildcards count for nothing in Erlang");
            if (CertificateHosts.isAddress(name) && !addresses.contains(canonical(name))) {
                lines.add("               " + name + " as DNS name only: OTP 26 and newer want it as IP address, too");
            }
        }
        for (String address : addresses) {
            if (dns.stream().noneMatch(name -> canonical(name).equals(address))) {
                lines.add(
                        "               " + address + " as IP address only: OTP 25 and older want it as DNS name, too");
            }
        }
    }

    private void addPurposes(Extensions extensions) {
        ExtendedKeyUsage usage = ExtendedKeyUsage.fromExtensions(extensions);
        if (usage == null) {
            lines.add("  may          everything (no extendedKeyUsage)");
            return;
        }
        var purposes = new ArrayList<String>();
        for (KeyPurposeId purpose : usage.getUsages()) purposes.add(PURPOSES.getOrDefault(purpose, purpose.getId()));
        boolean both = usage.hasKeyPurposeId(KeyPurposeId.anyExtendedKeyUsage)
                || (usage.hasKeyPurposeId(KeyPurposeId.id_kp_serverAuth)
                        && usage.hasKeyPurposeId(KeyPurposeId.id_kp_clientAuth));
        lines.add("  may          " + String.join(", ", purposes)
                + (both ? "" : "; a node needs serverAuth and clientAuth, since it accepts and makes connections"));
    }

    private void add(X509CRLHolder list) {
        lines.add("revocation list of " + list.getIssuer());
        Instant next = list.getNextUpdate() == null
                ? Instant.MAX
                : list.getNextUpdate().toInstant();
        lines.add("  valid        until " + (next.equals(Instant.MAX) ? "the next one" : next)
                + (now.isAfter(next) ? ", EXPIRED: nodes that check it refuse everybody" : ""));
        lines.add("  revoked      " + list.getRevokedCertificates().size() + " certificates");
        for (Object entry : list.getRevokedCertificates()) {
            if (entry instanceof X509CRLEntryHolder revoked) {
                lines.add("               " + revoked.getSerialNumber().toString(16) + " since "
                        + revoked.getRevocationDate().toInstant());
            }
        }
    }

    /** Whether the certificates of a file follow one another as those of a certfile must. */
    private void addChain(List<Object> objects) {
        List<X509CertificateHolder> chain = objects.stream()
                .filter(X509CertificateHolder.class::isInstance)
                .map(X509CertificateHolder.class::cast)
                .toList();
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!chain.get(i).getIssuer().equals(chain.get(i + 1).getSubject())) {
                lines.add("no chain: certificate " + (i + 1) + " was issued by "
                        + chain.get(i).getIssuer() + ", and " + chain.get(i + 1).getSubject() + " follows it");
                return;
            }
        }
        if (chain.size() > 1) lines.add("chain: each certificate was issued by the one behind it");
    }

    private static String key(SubjectPublicKeyInfo info) {
        String kind = kind(info.getAlgorithm());
        if (!kind.equals("RSA")) return kind;
        try {
            return "RSA "
                    + RSAPublicKey.getInstance(info.parsePublicKey())
                            .getModulus()
                            .bitLength();
        } catch (IOException e) {
            return kind;
        }
    }

    private static String kind(AlgorithmIdentifier algorithm) {
        String kind = name(KEYS, algorithm.getAlgorithm());
        return algorithm.getParameters() instanceof ASN1ObjectIdentifier curve
                ? kind + " " + name(CURVES, curve)
                : kind;
    }

    private static String name(Map<ASN1ObjectIdentifier, String> names, ASN1ObjectIdentifier oid) {
        return names.getOrDefault(oid, oid.getId());
    }

    private static String listed(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }

    private static String address(GeneralName name) {
        try {
            byte[] bytes = ASN1OctetString.getInstance(name.getName()).getOctets();
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException e) {
            return name.getName().toString();
        }
    }

    /** An address as {@link InetAddress} writes it; other names as they are. */
    private static String canonical(String name) {
        return CertificateHosts.addressOf(name).map(InetAddress::getHostAddress).orElse(name);
    }
}
