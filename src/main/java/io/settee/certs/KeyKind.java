package io.settee.certs;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;

/** The kinds of key that a certificate can be made for. */
public enum KeyKind {
    RSA_2048,
    RSA_3072,
    RSA_4096,
    EC_P256,
    EC_P384,
    /** For TLS 1.3 and OTP 25 or newer, and only where all nodes speak that: BEAM nodes before 29 do if their options say so. */
    ED25519;

    KeyPair generate() {
        try {
            return switch (this) {
                case RSA_2048 -> rsa(2048);
                case RSA_3072 -> rsa(3072);
                case RSA_4096 -> rsa(4096);
                case EC_P256 -> ec("secp256r1");
                case EC_P384 -> ec("secp384r1");
                case ED25519 -> KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM makes no " + this + " keys", e);
        }
    }

    private static KeyPair rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static KeyPair ec(String curve) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    /** The signature algorithm for a key, by the name that the JDK and BouncyCastle share. */
    static String signatureFor(PrivateKey key) {
        return switch (key) {
            case ECKey ec -> ec.getParams().getOrder().bitLength() > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
            default -> key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "Ed25519";
        };
    }
}
