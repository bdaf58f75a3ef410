package io.settee.certs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** PEM blocks, to be written; {@link io.settee.x509.PemFiles} reads them. */
final class Pem {
    /** As OpenSSL has it; every node that starts goes through them. */
    private static final int ITERATIONS = 2048;

    /** OWASP's advice for PBKDF2 with SHA-256. */
    private static final int PRECIOUS_ITERATIONS = 600_000;

    private Pem() {}

    static String certificate(X509Certificate certificate) {
        try {
            return write(new PemObject("CERTIFICATE", certificate.getEncoded()));
        } catch (CertificateEncodingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** PKCS#8, encrypted with AES-256 if there is a password. */
    static String key(PrivateKey key, Optional<String> password) {
        return key(key, password, ITERATIONS);
    }

    /** The same for a key that no node ever opens: whoever guesses at its password takes half a second for each guess, and so do we. */
    static String precious(PrivateKey key, Optional<String> password) {
        return key(key, password, PRECIOUS_ITERATIONS);
    }

    private static String key(PrivateKey key, Optional<String> password, int iterations) {
        return password.map(secret -> encryptedKey(key, secret, iterations))
                .orElseGet(() -> write(new PemObject("PRIVATE KEY", key.getEncoded())));
    }

    private static String encryptedKey(PrivateKey key, String password, int iterations) {
        try {
            var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPassword(password.toCharArray())
                    .setIterationCount(iterations)
                    // OTP 25 knows this pseudo-random function and not the newer SHA-3 ones.
                    .setPRF(new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE))
                    .build();
            return write(new PKCS8Generator(PrivateKeyInfo.getInstance(key.getEncoded()), encryptor));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException("private keys cannot be encrypted", e);
        }
    }

    static String write(PemObjectGenerator block) {
        var text = new StringWriter();
        try (var writer = new PemWriter(text)) {
            writer.writeObject(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
