package io.settee.certs;

import io.settee.error.ConfigException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** PEM blocks, to be written and read. */
final class Pem {
    private static final long MAX_BYTES = 4 << 20;

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
        return password.map(secret -> encryptedKey(key, secret))
                .orElseGet(() -> write(new PemObject("PRIVATE KEY", key.getEncoded())));
    }

    private static String encryptedKey(PrivateKey key, String password) {
        try {
            var encryptor = new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                    .setProvider(new BouncyCastleProvider())
                    .setPassword(password.toCharArray())
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

    /** What the blocks of a file are, in their order, as BouncyCastle's types. */
    static List<Object> objects(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes; no PEM file of ours is");
            }
            var found = new ArrayList<>();
            try (var parser = new PEMParser(Files.newBufferedReader(file, StandardCharsets.ISO_8859_1))) {
                for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                    found.add(object);
                }
            }
            return found;
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file", e);
        } catch (IOException e) {
            throw new ConfigException(file + ": not a PEM file that can be read: " + e.getMessage(), e);
        }
    }

    /** A private key as {@link #key} writes it. */
    static PrivateKey readKey(Path file, Optional<String> password) {
        Object first = objects(file).stream().findFirst().orElse("nothing");
        try {
            PrivateKeyInfo info = switch (first) {
                case PrivateKeyInfo plain -> plain;
                case PKCS8EncryptedPrivateKeyInfo encrypted ->
                    encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(password.orElseThrow(() ->
                                            new ConfigException(file + ": the key is encrypted; give its password"))
                                    .toCharArray()));
                default -> throw new ConfigException(file + ": begins with no private key in PEM form (PKCS#8)");
            };
            return new JcaPEMKeyConverter().getPrivateKey(info);
        } catch (PKCSException e) {
            throw new ConfigException(file + ": the password given does not open the private key", e);
        } catch (IOException | OperatorCreationException e) {
            throw new ConfigException(file + ": the private key cannot be used: " + e.getMessage(), e);
        }
    }
}
