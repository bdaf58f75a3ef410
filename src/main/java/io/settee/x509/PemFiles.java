package io.settee.x509;

import io.settee.error.ConfigException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.EncryptionException;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.bc.BcPEMDecryptorProvider;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what OpenSSL and OTP call PEM files: certificates and private keys, several in one file and in any order.
 *
 * <p>Keys may be PKCS#8, PKCS#1 (RSA) or SEC 1 (EC, with or without EC PARAMETERS before it), each of them encrypted or not. Every
 * failure is a {@link ConfigException} that names the file and says what to do.
 */
public final class PemFiles {
    /** The CA bundle of an operating system has some 250 kB. */
    private static final long MAX_BYTES = 4 << 20;

    private PemFiles() {}

    /**
     * The certificates in their order; at least one.
     *
     * @throws ConfigException if the file cannot be read, or has none
     */
    public static List<X509Certificate> certificates(Path file) {
        String text = text(file);
        List<X509Certificate> plain = plainCertificates(text);
        if (!plain.isEmpty()) return plain;
        var found = new ArrayList<X509Certificate>();
        for (Object object : objects(file, text)) {
            if (object instanceof X509CertificateHolder holder) found.add(certificate(file, holder));
        }
        if (found.isEmpty()) {
            throw new ConfigException(file + ": no certificate in it (a block BEGIN CERTIFICATE is needed)");
        }
        return found;
    }

    /**
     * The first private key.
     *
     * @param password opens it, if it is encrypted
     * @throws ConfigException if the file cannot be read, has none, or the password is missing or wrong
     */
    public static PrivateKey privateKey(Path file, Optional<String> password) {
        String text = text(file);
        PrivateKeyInfo plain = plainKey(text);
        if (plain != null) return privateKey(file.toString(), plain);
        for (Object object : objects(file, text)) {
            PrivateKeyInfo info = keyInfo(file, object, password);
            if (info != null) return privateKey(file.toString(), info);
        }
        throw new ConfigException(
                file + ": no private key in it (a block BEGIN PRIVATE KEY is needed); if the key is in a"
                        + " file of its own, name that as keyfile");
    }

    /** None if there are none, or the slow way is needed to tell what is wrong with them. */
    private static List<X509Certificate> plainCertificates(String text) {
        var found = new ArrayList<X509Certificate>();
        try {
            for (PlainPem block : PlainPem.of(text).orElse(List.of())) {
                if (block.label().equals(PlainPem.CERTIFICATE)) found.add(DerValues.certificate(block.der()));
            }
        } catch (CertificateException | IllegalArgumentException e) {
            return List.of();
        }
        return found;
    }

    private static @Nullable PrivateKeyInfo plainKey(String text) {
        for (PlainPem block : PlainPem.of(text).orElse(List.of())) {
            if (!block.label().equals(PlainPem.PRIVATE_KEY)) continue;
            try {
                return PrivateKeyInfo.getInstance(block.der());
            } catch (IllegalArgumentException | NoSuchElementException e) {
                return null;
            }
        }
        return null;
    }

    private static X509Certificate certificate(Path file, X509CertificateHolder holder) {
        try {
            return DerValues.certificate(holder.getEncoded());
        } catch (CertificateException | IOException e) {
            throw new ConfigException(
                    file + ": the certificate of " + holder.getSubject() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static @Nullable PrivateKeyInfo keyInfo(Path file, Object object, Optional<String> password) {
        try {
            return switch (object) {
                case PrivateKeyInfo info -> info;
                case PEMKeyPair pair -> pair.getPrivateKeyInfo();
                case PEMEncryptedKeyPair pair ->
                    pair.decryptKeyPair(new BcPEMDecryptorProvider(needed(file, password)))
                            .getPrivateKeyInfo();
                case PKCS8EncryptedPrivateKeyInfo encrypted ->
                    encrypted.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                            .setProvider(new BouncyCastleProvider())
                            .build(needed(file, password)));
                default -> null;
            };
        } catch (EncryptionException | PKCSException e) {
            throw new ConfigException(file + ": the password given does not open the private key", e);
        } catch (IOException | OperatorCreationException e) {
            throw new ConfigException(file + ": the private key cannot be decrypted: " + e.getMessage(), e);
        }
    }

    private static char[] needed(Path file, Optional<String> password) {
        return password.orElseThrow(() -> new ConfigException(file
                        + ": the private key is encrypted; give its password (in an option file: {password, \"…\"})"))
                .toCharArray();
    }

    static PrivateKey privateKey(String source, PrivateKeyInfo info) {
        String oid = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
        // RFC 8017, appendix C, RFC 5480, section 2.1.1, RFC 8410, section 3.
        String algorithm = switch (oid) {
            case "1.2.840.113549.1.1.1" -> "RSA";
            case "1.2.840.113549.1.1.10" -> "RSASSA-PSS";
            case "1.2.840.10045.2.1" -> "EC";
            case "1.3.101.112" -> "Ed25519";
            case "1.3.101.113" -> "Ed448";
            default ->
                throw new ConfigException(
                        source + ": a private key of the kind " + oid + "; RSA, EC and Ed25519 keys can be used");
        };
        try {
            return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        } catch (GeneralSecurityException | IOException e) {
            throw new ConfigException(
                    source + ": the " + algorithm + " private key cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * What the blocks of a file are, in their order, as BouncyCastle's types.
     *
     * @throws ConfigException if it cannot be read, or is no PEM file
     */
    public static List<Object> objects(Path file) {
        return objects(file, text(file));
    }

    /**
     * The first block of a kind.
     *
     * @param absence told if there is none
     * @throws ConfigException if there is none, or the file cannot be read
     */
    public static <T> T first(Path file, Class<T> kind, String absence) {
        return objects(file).stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst()
                .orElseThrow(() -> new ConfigException(file + ": " + absence));
    }

    private static String text(Path file) {
        try {
            return read(file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static ConfigException unreadable(Path file, Exception why) {
        return new ConfigException(file + ": not a PEM file that can be read: " + why.getMessage(), why);
    }

    private static List<Object> objects(Path file, String text) {
        var objects = new ArrayList<>();
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) objects.add(object);
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        }
        return objects;
    }

    private static String read(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) throw new ConfigException(file + ": a folder; a PEM file is needed");
            if (Files.size(file) > MAX_BYTES)
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes; no PEM file of ours is");
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    file + ": no such file"
                            + (file.isAbsolute() ? "" : " (looked for at " + file.toAbsolutePath() + ")"),
                    e);
        } catch (AccessDeniedException e) {
            throw new ConfigException(file + ": may not be read by the user " + System.getProperty("user.name"), e);
        }
    }
}
