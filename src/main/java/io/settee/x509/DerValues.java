package io.settee.x509;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Certificates and keys in DER, as the options {@code cert}, {@code key} and {@code cacerts} of OTP's ssl have them. */
public final class DerValues {
    private DerValues() {}

    /**
     * Reads a certificate.
     *
     * @throws CertificateException if it is none
     */
    public static X509Certificate certificate(byte[] der) throws CertificateException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    /**
     * Reads a private key.
     *
     * @param kind {@code RSAPrivateKey}, {@code ECPrivateKey} or {@code PrivateKeyInfo}
     * @throws GeneralSecurityException if it is none of this kind
     */
    public static PrivateKey privateKey(String kind, byte[] der) throws GeneralSecurityException {
        try {
            ASN1Primitive value = ASN1Primitive.fromByteArray(der);
            PrivateKeyInfo info = switch (kind) {
                case "RSAPrivateKey" ->
                    new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), value);
                case "ECPrivateKey" ->
                    new PrivateKeyInfo(
                            new AlgorithmIdentifier(
                                    X9ObjectIdentifiers.id_ecPublicKey,
                                    ECPrivateKey.getInstance(value).getParametersObject()),
                            value);
                case "PrivateKeyInfo" -> PrivateKeyInfo.getInstance(value);
                default ->
                    throw new GeneralSecurityException(
                            "a key is of the kind RSAPrivateKey, ECPrivateKey or PrivateKeyInfo, not " + kind);
            };
            return PemFiles.privateKey("the option key", info);
        } catch (IOException | IllegalArgumentException e) {
            throw new GeneralSecurityException("no DER of a private key: " + e.getMessage(), e);
        }
    }
}
