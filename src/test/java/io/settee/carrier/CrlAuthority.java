package io.settee.carrier;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CRLConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A CA that takes certificates back and says in them where its list of those is. */
final class CrlAuthority {
    /** A certificate of localhost with its key. */
    record Issued(X509Certificate certificate, PrivateKey key) {}

    private static final AtomicInteger MADE = new AtomicInteger();

    private final int number = MADE.incrementAndGet();
    private final X500Name name = new X500Name("CN=CA that revokes, OU=" + number);

    private final Date from = Date.from(Instant.now().minus(Duration.ofHours(1)));
    private final Date to = Date.from(Instant.now().plus(Duration.ofDays(60)));
    private final KeyPair pair = newPair();
    private final X509Certificate certificate;
    private long serial = 1;

    CrlAuthority() throws GeneralSecurityException, IOException {
        certificate = build(name, pair, Optional.empty(), true);
    }

    /** Another for each CA. */
    int number() {
        return number;
    }

    X509Certificate certificate() {
        return certificate;
    }

    Issued issue(Optional<String> crlAddress) throws GeneralSecurityException, IOException {
        KeyPair own = newPair();
        return new Issued(build(new X500Name("CN=localhost"), own, crlAddress, false), own.getPrivate());
    }

    X509CRL revoke(Issued issued) throws GeneralSecurityException, IOException {
        try {
            var builder = new JcaX509v2CRLBuilder(certificate.getSubjectX500Principal(), from);
            builder.setNextUpdate(to);
            builder.addCRLEntry(issued.certificate().getSerialNumber(), from, CRLReason.keyCompromise);
            return new JcaX509CRLConverter().getCRL(builder.build(signer()));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    static String pem(String kind, byte[] der) {
        return "-----BEGIN " + kind + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + kind + "-----\n";
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private ContentSigner signer() throws OperatorCreationException {
        return new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    }

    private X509Certificate build(X500Name subject, KeyPair own, Optional<String> crlAddress, boolean authority)
            throws GeneralSecurityException, IOException {
        var builder =
                new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(serial++), from, to, subject, own.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!authority) {
            var host = new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost"));
            builder.addExtension(Extension.subjectAlternativeName, false, host);
        }
        if (crlAddress.isPresent()) {
            var at = new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, crlAddress.get()));
            var point = new DistributionPoint(new DistributionPointName(at), null, null);
            builder.addExtension(
                    Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {point}));
        }
        try {
            return new JcaX509CertificateConverter().getCertificate(builder.build(signer()));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }
}
