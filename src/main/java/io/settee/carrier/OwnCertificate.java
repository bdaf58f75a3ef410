package io.settee.carrier;

import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.x509.PemFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One certificate of ours with its private key, read and checked.
 *
 * @param chain the certificate and the intermediate ones after it
 */
record OwnCertificate(KeySource source, PrivateKey key, List<X509Certificate> chain) {
    static final Duration EXPIRY_WARNING = Duration.ofDays(30);

    OwnCertificate {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /**
     * Reads what a source names.
     *
     * @throws ConfigException for all that would keep every handshake from succeeding
     */
    static OwnCertificate load(
            KeySource source,
            TlsOptions options,
            List<X509Certificate> authorities,
            Instant now,
            Scrutiny scrutiny,
            List<String> warnings) {
        String text = source.certificateText();
        var faults = new ConfigFaults();
        Optional<List<X509Certificate>> shown = faults.attempt(() -> certificates(source, options));
        Optional<PrivateKey> key = faults.attempt(() -> key(source, options));
        shown.ifPresent(chain -> {
            key.ifPresent(k -> faults.check(() -> checkKey(source, chain, k, scrutiny)));
            faults.check(() -> checkDates(text, chain.getFirst(), now, warnings));
            faults.check(() -> warnOfPurpose(options.role(), text, chain.getFirst(), warnings));
        });
        faults.throwIfAny();
        if (source.key().isEmpty()) keyFile(source).ifPresent(file -> warnOfReaders(file, warnings));
        List<X509Certificate> chain = completed(shown.orElseThrow(), authorities);
        if (scrutiny == Scrutiny.WHOLE) warnOfForeignAuthority(options, text, chain, authorities, warnings);
        return new OwnCertificate(source, key.orElseThrow(), chain);
    }

    private static List<X509Certificate> certificates(KeySource source, TlsOptions options) {
        if (!source.certificates().isEmpty()) return source.certificates();
        return PemFiles.certificates(source.certFile()
                .orElseThrow(() -> new ConfigException(
                        options.source() + ": a key is given without the certificate that belongs to it")));
    }

    private static PrivateKey key(KeySource source, TlsOptions options) {
        if (source.key().isPresent()) return source.key().get();
        Path file = keyFile(source)
                .orElseThrow(
                        () -> new ConfigException(
                                options.source()
                                        + ": the certificate of the option cert has no private key; give it by the option key or keyfile"));
        return PemFiles.privateKey(file, source.password());
    }

    /** OTP and we look into the certificate's file if none is given. */
    private static Optional<Path> keyFile(KeySource source) {
        return source.keyFile().or(source::certFile);
    }

    private static String keyText(KeySource source) {
        if (source.key().isPresent()) return "the option key";
        return keyFile(source).map(Path::toString).orElse("");
    }

    private static void checkKey(KeySource source, List<X509Certificate> chain, PrivateKey key, Scrutiny scrutiny) {
        if (matches(key, chain.getFirst().getPublicKey(), scrutiny)) return;
        for (X509Certificate other : chain) {
            if (matches(key, other.getPublicKey(), Scrutiny.WHOLE)) {
                throw new ConfigException(source.certificateText() + ": the certificate of this node (" + subject(other)
                        + ") must be the first in the file; " + subject(chain.getFirst()) + " is");
            }
        }
        throw new ConfigException(keyText(source) + ": the private key does not belong to the certificate in "
                + source.certificateText() + " (" + subject(chain.getFirst())
                + "). Were they made in different runs?");
    }

    private static boolean matches(PrivateKey key, PublicKey publicKey, Scrutiny scrutiny) {
        if (!publicKey.getAlgorithm().equals(key.getAlgorithm())) return false;
        if (scrutiny == Scrutiny.WHOLE) return signs(key, publicKey);
        return !(key instanceof RSAKey own && publicKey instanceof RSAKey shown)
                || own.getModulus().equals(shown.getModulus());
    }

    /** The proof: what the one signs, the other accepts. */
    private static boolean signs(PrivateKey key, PublicKey publicKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "RSASSA-PSS" -> "RSASSA-PSS";
            default -> "EdDSA";
        };
        try {
            byte[] sample = {1, 2, 3};
            Signature signing = Signature.getInstance(algorithm);
            signing.initSign(key);
            signing.update(sample);
            byte[] signature = signing.sign();
            Signature verifying = Signature.getInstance(algorithm);
            verifying.initVerify(publicKey);
            verifying.update(sample);
            return verifying.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static void checkDates(String text, X509Certificate certificate, Instant now, List<String> warnings) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant begin = certificate.getNotBefore().toInstant();
        if (end.isBefore(now)) {
            throw new ConfigException(text + ": the certificate of " + subject(certificate) + " expired at " + end
                    + "; no peer would accept it. Issue a new one");
        }
        if (begin.isAfter(now)) {
            throw new ConfigException(text + ": the certificate of " + subject(certificate) + " begins at " + begin
                    + ", and it is " + now + " here. Check the clocks");
        }
        if (end.isBefore(now.plus(EXPIRY_WARNING))) {
            warnings.add(text + ": the certificate of " + subject(certificate) + " expires at " + end + ", in "
                    + Duration.between(now, end).toDays() + " days");
        }
    }

    private static void warnOfPurpose(
            TlsOptions.Role role, String text, X509Certificate certificate, List<String> warnings) {
        KeyPurpose purpose = role == TlsOptions.Role.SERVER ? KeyPurpose.SERVER_AUTH : KeyPurpose.CLIENT_AUTH;
        try {
            if (!purpose.allowedBy(certificate)) {
                warnings.add(text + ": the certificate's extendedKeyUsage lacks " + purpose + ", which a node that "
                        + (role == TlsOptions.Role.SERVER ? "accepts" : "makes") + " connections needs");
            }
        } catch (CertificateParsingException e) {
            throw new ConfigException(
                    text + ": the certificate's extendedKeyUsage cannot be read: " + e.getMessage(), e);
        }
    }

    private static void warnOfReaders(Path keyFile, List<String> warnings) {
        try {
            if (Files.getPosixFilePermissions(keyFile).contains(PosixFilePermission.OTHERS_READ)) {
                warnings.add(keyFile + ": every user of this machine can read the private key; chmod 600 it");
            }
        } catch (IOException | UnsupportedOperationException e) {
            // A file system without such permissions has nothing to warn of.
            return;
        }
    }

    /** OTP finds intermediate certificates in the CA file, too, and sends them; JSSE sends what it is given. */
    private static List<X509Certificate> completed(List<X509Certificate> chain, List<X509Certificate> authorities) {
        var all = new ArrayList<>(chain);
        while (all.size() <= TlsOptions.DEFAULT_DEPTH && !selfIssued(all.getLast())) {
            X509Certificate last = all.getLast();
            Optional<X509Certificate> issuer = authorities.stream()
                    .filter(a -> !selfIssued(a) && issued(a, last))
                    .findFirst();
            if (issuer.isEmpty()) break;
            all.add(issuer.get());
        }
        return all;
    }

    private static void warnOfForeignAuthority(
            TlsOptions options,
            String text,
            List<X509Certificate> chain,
            List<X509Certificate> authorities,
            List<String> warnings) {
        if (authorities.isEmpty()) return;
        X509Certificate last = chain.getLast();
        if (authorities.contains(last) || authorities.stream().anyMatch(a -> issued(a, last))) return;
        warnings.add(text + ": the certificate was not issued by a CA in "
                + options.caCertFile().map(Path::toString).orElse("the option cacerts") + " but by "
                + last.getIssuerX500Principal().getName()
                + "; peers that trust the same CA file will refuse it");
    }

    private static boolean issued(X509Certificate issuer, X509Certificate subject) {
        if (!issuer.getSubjectX500Principal().equals(subject.getIssuerX500Principal())) return false;
        try {
            subject.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean selfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }

    private static String subject(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
