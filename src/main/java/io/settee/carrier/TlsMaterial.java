package io.settee.carrier;

import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys and certificates of one role, read and checked.
 *
 * @param key null for a client that shows no certificate; then the chain is empty
 * @param chain our certificate and the intermediate ones after it
 * @param authorities whom we trust; empty only under verify_none
 */
record TlsMaterial(
        TlsOptions options,
        @Nullable PrivateKey key,
        List<X509Certificate> chain,
        List<X509Certificate> authorities,
        List<String> warnings) {
    static final Duration EXPIRY_WARNING = Duration.ofDays(30);

    TlsMaterial {
        chain = List.copyOf(chain);
        authorities = List.copyOf(authorities);
        warnings = List.copyOf(warnings);
    }

    /**
     * Reads the files that some options name.
     *
     * @throws ConfigException for the first thing that would keep every handshake from succeeding
     */
    static TlsMaterial load(TlsOptions options, Instant now) {
        var warnings = new ArrayList<>(options.warnings());
        List<X509Certificate> authorities = authorities(options, now, warnings);
        Optional<Path> certFile = options.certFile();
        if (certFile.isEmpty()) {
            if (options.role() == TlsOptions.Role.SERVER) {
                throw new ConfigException(
                        options.source()
                                + ": the server options have no certfile; a node that listens for TLS needs a certificate and its key");
            }
            return new TlsMaterial(options, null, List.of(), authorities, warnings);
        }
        Path keyFile = options.keyFile().orElseThrow();
        List<X509Certificate> chain = PemFiles.certificates(certFile.get());
        PrivateKey key = PemFiles.privateKey(keyFile, options.password());
        checkKey(certFile.get(), keyFile, chain, key);
        checkDates(certFile.get(), chain.getFirst(), now, warnings);
        warnOfPurpose(options.role(), certFile.get(), chain.getFirst(), warnings);
        warnOfReaders(keyFile, warnings);
        chain = completed(chain, authorities);
        warnOfForeignAuthority(options, certFile.get(), chain, authorities, warnings);
        return new TlsMaterial(options, key, chain, authorities, warnings);
    }

    /** A warning if peers that dial a node of this name will not find its host in our certificate. */
    Optional<String> hostWarning(NodeName self) {
        if (options.role() != TlsOptions.Role.SERVER || chain.isEmpty()) return Optional.empty();
        X509Certificate own = chain.getFirst();
        String host = self.host();
        boolean byName = CertificateHosts.names(own).stream().anyMatch(host::equalsIgnoreCase);
        String file = options.certFile().map(Path::toString).orElse("");
        if (!CertificateHosts.names(own, host, false)) {
            return Optional.of(file + ": the certificate is for " + CertificateHosts.describe(own)
                    + ", and this node is " + self + "; nodes that verify the host will not connect to it");
        }
        if (CertificateHosts.isAddress(host) && !byName) {
            return Optional.of(file + ": the certificate names " + host
                    + " as IP address only; nodes of OTP 25 and older will not connect, they want it as DNS name, too");
        }
        return Optional.empty();
    }

    private static List<X509Certificate> authorities(TlsOptions options, Instant now, List<String> warnings) {
        if (!options.verifyPeer()) {
            warnings.add(options.source() + ": the " + options.role()
                    + " options say verify_none: connections are encrypted, and only the cookie tells who the peer is");
            return List.of();
        }
        Path file = options.caCertFile()
                .orElseThrow(() -> new ConfigException(options.source() + ": the " + options.role()
                        + " options have no cacertfile, so no peer can be verified (verify_peer). Name the file with the CA's certificate,"
                        + " or say {verify, verify_none}"));
        List<X509Certificate> authorities = PemFiles.certificates(file);
        for (X509Certificate authority : authorities) {
            if (authority.getNotAfter().toInstant().isBefore(now)) {
                warnings.add(file + ": the CA certificate of " + subject(authority) + " expired at "
                        + authority.getNotAfter().toInstant());
            }
        }
        return authorities;
    }

    private static void checkKey(Path certFile, Path keyFile, List<X509Certificate> chain, PrivateKey key) {
        if (matches(key, chain.getFirst().getPublicKey())) return;
        for (X509Certificate other : chain) {
            if (matches(key, other.getPublicKey())) {
                throw new ConfigException(certFile + ": the certificate of this node (" + subject(other)
                        + ") must be the first in the file; " + subject(chain.getFirst()) + " is");
            }
        }
        throw new ConfigException(keyFile + ": the private key does not belong to the certificate in " + certFile + " ("
                + subject(chain.getFirst()) + "). Were they made in different runs?");
    }

    private static boolean matches(PrivateKey key, PublicKey publicKey) {
        String kind = publicKey.getAlgorithm();
        if (!kind.equals(key.getAlgorithm())) return false;
        String algorithm = switch (kind) {
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

    private static void checkDates(Path file, X509Certificate certificate, Instant now, List<String> warnings) {
        Instant end = certificate.getNotAfter().toInstant();
        Instant begin = certificate.getNotBefore().toInstant();
        if (end.isBefore(now)) {
            throw new ConfigException(file + ": the certificate of " + subject(certificate) + " expired at " + end
                    + "; no peer would accept it. Issue a new one");
        }
        if (begin.isAfter(now)) {
            throw new ConfigException(file + ": the certificate of " + subject(certificate) + " begins at " + begin
                    + ", and it is " + now + " here. Check the clocks");
        }
        if (end.isBefore(now.plus(EXPIRY_WARNING))) {
            warnings.add(file + ": the certificate of " + subject(certificate) + " expires at " + end + ", in "
                    + Duration.between(now, end).toDays() + " days");
        }
    }

    private static void warnOfPurpose(
            TlsOptions.Role role, Path file, X509Certificate certificate, List<String> warnings) {
        KeyPurpose purpose = role == TlsOptions.Role.SERVER ? KeyPurpose.SERVER_AUTH : KeyPurpose.CLIENT_AUTH;
        try {
            if (!purpose.allowedBy(certificate)) {
                warnings.add(file + ": the certificate's extendedKeyUsage lacks " + purpose + ", which a node that "
                        + (role == TlsOptions.Role.SERVER ? "accepts" : "makes") + " connections needs");
            }
        } catch (CertificateParsingException e) {
            throw new ConfigException(
                    file + ": the certificate's extendedKeyUsage cannot be read: " + e.getMessage(), e);
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
            Path certFile,
            List<X509Certificate> chain,
            List<X509Certificate> authorities,
            List<String> warnings) {
        if (authorities.isEmpty()) return;
        X509Certificate last = chain.getLast();
        if (authorities.contains(last) || authorities.stream().anyMatch(a -> issued(a, last))) return;
        warnings.add(certFile + ": the certificate was not issued by a CA in "
                + options.caCertFile().map(Path::toString).orElse("") + " but by "
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
