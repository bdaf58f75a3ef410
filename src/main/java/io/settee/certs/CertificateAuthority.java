package io.settee.certs;

import io.settee.error.ConfigException;
import io.settee.x509.PemFiles;
import java.io.IOException;
import java.math.BigInteger;
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
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** A CA of one's own: its certificate, which every node trusts, and its key, which no node ever needs. */
public final class CertificateAuthority {
    private static final SecureRandom RANDOM = new SecureRandom();
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
        X500Name name = SubjectName.of("", commonName);
        Instant end = Instant.now().plus(validity);
        X509Certificate certificate =
                authorityCertificate(name, name, pair.getPublic(), pair.getPublic(), pair.getPrivate(), end);
        return new CertificateAuthority(certificate, pair.getPrivate());
    }

    /** An intermediate CA, signed by this one. */
    public CertificateAuthority createIntermediate(String commonName, KeyKind kind) {
        KeyPair pair = kind.generate();
        X509Certificate issued = authorityCertificate(
                subject(),
                SubjectName.of("", commonName),
                pair.getPublic(),
                certificate.getPublicKey(),
                key,
                certificate.getNotAfter().toInstant());
        return new CertificateAuthority(issued, pair.getPrivate());
    }

    /**
     * A CA made earlier.
     *
     * @param password opens its key, if that is encrypted
     * @throws ConfigException if one of the files cannot be read or is something else
     */
    public static CertificateAuthority read(Path certificateFile, Path keyFile, Optional<String> password) {
        return new CertificateAuthority(
                PemFiles.certificates(certificateFile).getFirst(), PemFiles.privateKey(keyFile, password));
    }

    /** The CA's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    public String certificatePem() {
        return Pem.certificate(certificate);
    }

    /** The crown jewel. Whoever has it can make nodes that everybody trusts. */
    String keyPem(Optional<String> password) {
        return Pem.precious(key, password);
    }

    /** A certificate for a node, with a new key. */
    public IssuedCertificate issue(CertificateRequest request) {
        KeyPair pair = request.key().generate();
        ExtensionsGenerator extensions = NodeExtensions.of(
                request.hosts(),
                request.serverAuth(),
                request.clientAuth(),
                pair.getPublic().getAlgorithm());
        X500Name subject = SubjectName.of(request.organisation(), request.commonName());
        X509Certificate issued = issue(subject, pair.getPublic(), extensions, request.notBefore(), request.notAfter());
        return new IssuedCertificate(issued, pair.getPrivate());
    }

    /**
     * A node's certificate for a key that was made elsewhere. Of what the request asks for only the subject and the hosts are
     * granted, never more rights.
     *
     * @param hosts in place of those in the request, unless empty
     * @throws ConfigException if there are no hosts at all
     */
    public X509Certificate sign(SigningRequest request, List<String> hosts, Duration validity) {
        List<String> granted = hosts.isEmpty() ? request.hosts() : hosts;
        if (granted.isEmpty()) {
            throw new ConfigException("the request of " + request.subjectText()
                    + " names no host in a subjectAltName; name the hosts that the certificate is to be for");
        }
        PublicKey own = request.publicKey();
        Instant now = Instant.now();
        return issue(
                request.subject(),
                own,
                NodeExtensions.of(granted, true, true, own.getAlgorithm()),
                now.minus(CertificateRequest.BACKDATED),
                now.plus(validity));
    }

    private X509Certificate issue(
            X500Name subject, PublicKey own, ExtensionsGenerator extensions, Instant begin, Instant end) {
        var builder =
                new JcaX509v3CertificateBuilder(subject(), serial(), Date.from(begin), Date.from(end), subject, own);
        return sign(builder, extensions, own, certificate.getPublicKey(), key);
    }

    /** The revocation list as a PEM block, good for some time; nodes that check it refuse everybody afterwards. */
    public String sign(RevocationList list, Duration validity) {
        Instant now = Instant.now();
        var builder = new X509v2CRLBuilder(subject(), Date.from(now.minus(CertificateRequest.BACKDATED)));
        builder.setNextUpdate(Date.from(now.plus(validity)));
        for (RevocationList.Entry entry : list.entries()) {
            builder.addCRLEntry(
                    entry.serial(), Date.from(entry.since()), entry.reason().code());
        }
        try {
            builder.addExtension(Extension.cRLNumber, false, new CRLNumber(list.number()));
            builder.addExtension(
                    Extension.authorityKeyIdentifier,
                    false,
                    new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
            return Pem.write(
                    new PemObject("X509 CRL", builder.build(signer(key)).getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a revocation list cannot be put together", e);
        }
    }

    /** Whether this CA has signed a certificate. */
    public boolean issued(X509Certificate other) {
        if (!other.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) return false;
        try {
            other.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The name under which its revocation list is looked for in a folder, without what follows the dot. */
    String subjectHash() {
        return SubjectHash.of(subject());
    }

    private static X509Certificate authorityCertificate(
            X500Name issuer, X500Name subject, PublicKey own, PublicKey issuers, PrivateKey signer, Instant end) {
        Date begin = Date.from(Instant.now().minus(CertificateRequest.BACKDATED));
        var builder = new JcaX509v3CertificateBuilder(issuer, serial(), begin, Date.from(end), subject, own);
        var extensions = new ExtensionsGenerator();
        try {
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        } catch (IOException e) {
            throw new IllegalStateException("a CA certificate cannot be put together", e);
        }
        return sign(builder, extensions, own, issuers, signer);
    }

    private static X509Certificate sign(
            X509v3CertificateBuilder builder,
            ExtensionsGenerator extensions,
            PublicKey own,
            PublicKey issuers,
            PrivateKey signer) {
        try {
            var ids = new JcaX509ExtensionUtils();
            extensions.addExtension(Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(own));
            extensions.addExtension(Extension.authorityKeyIdentifier, false, ids.createAuthorityKeyIdentifier(issuers));
            var all = extensions.generate();
            for (var oid : all.getExtensionOIDs()) builder.addExtension(all.getExtension(oid));
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer(signer)));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a certificate cannot be signed", e);
        }
    }

    private static ContentSigner signer(PrivateKey key) {
        try {
            return new JcaContentSignerBuilder(KeyKind.signatureFor(key)).build(key);
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("this JVM cannot sign with a key of the kind " + key.getAlgorithm(), e);
        }
    }

    private X500Name subject() {
        try {
            return new JcaX509CertificateHolder(certificate).getSubject();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BigInteger serial() {
        return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
    }
}
