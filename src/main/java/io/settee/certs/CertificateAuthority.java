package io.settee.certs;

import io.settee.error.ConfigException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA of one's own: its certificate, which every node trusts, and its key, which no node ever needs. */
public final class CertificateAuthority {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern IP_V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final int SERIAL_BITS = 127;

    private final X509Certificate certificate;
    private final PrivateKey key;

    private CertificateAuthority(X509Certificate certificate, PrivateKey key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** A new root CA. */
    public static CertificateAuthority create(String commonName, KeyKind kind, Duration validity) {
        KeyPair pair = kind.generate();
        X500Name name = name(commonName);
        Instant now = Instant.now();
        X509Certificate certificate = authorityCertificate(
                name, name, pair.getPublic(), pair.getPublic(), pair.getPrivate(), now.plus(validity));
        return new CertificateAuthority(certificate, pair.getPrivate());
    }

    /** An intermediate CA, signed by this one. */
    public CertificateAuthority createIntermediate(String commonName, KeyKind kind) {
        KeyPair pair = kind.generate();
        X509Certificate issued = authorityCertificate(
                subject(),
                name(commonName),
                pair.getPublic(),
                certificate.getPublicKey(),
                key,
                certificate.getNotAfter().toInstant());
        return new CertificateAuthority(issued, pair.getPrivate());
    }

    /**
     * A CA made earlier.
     *
     * @throws ConfigException if one of the files cannot be read or is something else
     */
    public static CertificateAuthority read(Path certificateFile, Path keyFile) {
        var holder = read(certificateFile, X509CertificateHolder.class);
        var info = read(keyFile, PrivateKeyInfo.class);
        try {
            return new CertificateAuthority(
                    new JcaX509CertificateConverter().getCertificate(holder),
                    new JcaPEMKeyConverter().getPrivateKey(info));
        } catch (CertificateException | IOException e) {
            throw new ConfigException(certificateFile + ": the CA cannot be used: " + e.getMessage(), e);
        }
    }

    private static <T> T read(Path file, Class<T> kind) {
        try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
            Object object = parser.readObject();
            if (kind.isInstance(object)) return kind.cast(object);
            throw new ConfigException(file + ": begins with no " + kind.getSimpleName() + " in PEM form");
        } catch (IOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** The CA's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    /** The crown jewel. Whoever has it can make nodes that everybody trusts. */
    String keyPem() {
        return Pem.key(key);
    }

    /** A certificate for a node, with a new key. */
    public IssuedCertificate issue(CertificateRequest request) {
        KeyPair pair = request.key().generate();
        var builder = new JcaX509v3CertificateBuilder(
                subject(),
                serial(),
                Date.from(request.notBefore()),
                Date.from(request.notAfter()),
                name(request.commonName()),
                pair.getPublic());
        int usage = KeyUsage.digitalSignature;
        if (pair.getPublic().getAlgorithm().equals("RSA")) usage |= KeyUsage.keyEncipherment;
        try {
            var ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            builder.addExtension(Extension.extendedKeyUsage, false, purposes(request));
            builder.addExtension(
                    Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(pair.getPublic()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(certificate));
            if (!request.hosts().isEmpty()) {
                builder.addExtension(Extension.subjectAlternativeName, false, alternativeNames(request.hosts()));
            }
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate cannot be put together", e);
        }
        return new IssuedCertificate(sign(builder, key), pair.getPrivate());
    }

    private static ExtendedKeyUsage purposes(CertificateRequest request) {
        var purposes = new ArrayList<KeyPurposeId>();
        if (request.serverAuth()) purposes.add(KeyPurposeId.id_kp_serverAuth);
        if (request.clientAuth()) purposes.add(KeyPurposeId.id_kp_clientAuth);
        return new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new));
    }

    private static GeneralNames alternativeNames(List<String> hosts) throws IOException {
        var names = new ArrayList<GeneralName>();
        for (String host : hosts) {
            names.add(new GeneralName(GeneralName.dNSName, host));
            if (isAddress(host)) {
                // A literal is parsed here, nothing is looked up.
                names.add(new GeneralName(
                        GeneralName.iPAddress, InetAddress.getByName(host).getHostAddress()));
            }
        }
        return new GeneralNames(names.toArray(GeneralName[]::new));
    }

    private static boolean isAddress(String host) {
        return IP_V4.matcher(host).matches() || host.indexOf(':') >= 0;
    }

    private static X509Certificate authorityCertificate(
            X500Name issuer, X500Name subject, PublicKey own, PublicKey issuers, PrivateKey signer, Instant end) {
        Date begin = Date.from(Instant.now().minus(CertificateRequest.BACKDATED));
        var builder = new JcaX509v3CertificateBuilder(issuer, serial(), begin, Date.from(end), subject, own);
        try {
            var ids = new JcaX509ExtensionUtils();
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            builder.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(own));
            builder.addExtension(Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuers));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a CA certificate cannot be put together", e);
        }
        return sign(builder, signer);
    }

    private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey signer) {
        try {
            var contentSigner = new JcaContentSignerBuilder(KeyKind.signatureFor(signer)).build(signer);
            return new JcaX509CertificateConverter().getCertificate(builder.build(contentSigner));
        } catch (OperatorCreationException | CertificateException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    private X500Name subject() {
        try {
            return new JcaX509CertificateHolder(certificate).getSubject();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.CN, commonName)
                .build();
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
    }
}
