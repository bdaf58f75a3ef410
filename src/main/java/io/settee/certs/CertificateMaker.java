package io.settee.certs;

import io.settee.error.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes all that a cluster needs for TLS into one folder, ready for BEAM nodes and for Settee:
 *
 * <pre>
 * ca-cert.pem       the CA's certificate, for every node
 * cert.pem key.pem  the node's certificate and its private key
 * erlserver.pem     both in one file, the key first, as CouchDB's guide makes it
 * couch_dist.conf   an option file (-ssl_dist_optfile) that names them
 * root-ca/key.pem   the CA's private key, which no node needs
 * </pre>
 *
 * <p>In a folder that has a CA already the CA is kept and the rest is made anew.
 */
public final class CertificateMaker {
    private static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    private static final String KEY_NOTE = """
            key.pem is the private key of this cluster's CA. Whoever has it can make nodes that every node of the cluster trusts.
            Move this folder to a place off this machine, and bring it back only to issue more certificates. No node needs it.
            """;

    private CertificateMaker() {}

    /**
     * Choices with defaults; see {@link #DEFAULT}.
     *
     * @param key of the CA (if it is made) and of the node
     * @param validity of the node's certificate; the CA's is ten years
     * @param authorityName the CN of the CA
     * @param commonName the CN of the node's certificate; if empty it is the first host
     * @param password encrypts the node's private key; it stands in couch_dist.conf, where OTP needs it
     */
    public record Options(
            KeyKind key,
            Duration validity,
            String authorityName,
            Optional<String> commonName,
            Optional<String> password) {
        /** EC P-256 for two years, no password. */
        public static final Options DEFAULT = new Options(
                KeyKind.EC_P256, Duration.ofDays(730), "Settee test CA", Optional.empty(), Optional.empty());

        public Options withKey(KeyKind kind) {
            return new Options(kind, validity, authorityName, commonName, password);
        }

        public Options withValidity(Duration time) {
            return new Options(key, time, authorityName, commonName, password);
        }

        public Options withCommonName(String name) {
            return new Options(key, validity, authorityName, Optional.of(name), password);
        }

        public Options withPassword(String secret) {
            return new Options(key, validity, authorityName, commonName, Optional.of(secret));
        }
    }

    /**
     * Writes a CA, unless the folder has one, and one certificate that is good for all the hosts.
     *
     * @param hosts what stands after the {@code @} of the nodes' names, names and IP addresses
     * @throws ConfigException if the folder cannot be written, or holds a CA that cannot be read
     */
    public static CertificateFolder writeCluster(Path dir, List<String> hosts, Options options) {
        var folder = new CertificateFolder(dir);
        CertificateRequest request = CertificateRequest.forHosts(hosts, options.key(), options.validity());
        if (options.commonName().isPresent()) {
            request = request.withCommonName(options.commonName().get());
        }
        try {
            CertificateAuthority authority = authority(folder, options);
            write(folder, authority.issue(request), options.password());
        } catch (IOException e) {
            throw new ConfigException(folder.dir() + ": the certificates cannot be written: " + e.getMessage(), e);
        }
        return folder;
    }

    private static CertificateAuthority authority(CertificateFolder folder, Options options) throws IOException {
        if (Files.exists(folder.caKey())) return CertificateAuthority.read(folder.caCert(), folder.caKey());
        if (Files.exists(folder.caCert())) {
            throw new ConfigException(folder.caCert() + " is there without its key (" + folder.caKey()
                    + "): bring that back for the time of this command, or take another folder");
        }
        CertificateAuthority authority =
                CertificateAuthority.create(options.authorityName(), options.key(), AUTHORITY_VALIDITY);
        Path keyFolder = parent(folder.caKey());
        createFolder(keyFolder);
        write(folder.caKey(), authority.keyPem(), true);
        write(keyFolder.resolve("README"), KEY_NOTE, false);
        write(folder.caCert(), authority.certificatePem(), false);
        return authority;
    }

    private static void write(CertificateFolder folder, IssuedCertificate node, Optional<String> password)
            throws IOException {
        String key = password.isPresent() ? node.keyPem(password.get()) : node.keyPem();
        write(folder.key(), key, true);
        write(folder.cert(), node.certificatePem(), false);
        write(folder.keyAndCert(), key + node.certificatePem(), true);
        // It may hold the password.
        write(folder.optionFile(), optionFile(folder, password), password.isPresent());
    }

    private static String optionFile(CertificateFolder folder, Optional<String> password) {
        String secret =
                password.map(p -> "\n    {password, " + erlangString(p) + "},").orElse("");
        String authority = erlangString(folder.caCert().toString());
        return """
                %% TLS for Erlang distribution, for BEAM nodes and for Settee: -ssl_dist_optfile with the absolute path of this file.
                [
                  {server, [
                    {cacertfile, %s},
                    {certfile, %s},%s
                    {secure_renegotiate, true},
                    {verify, verify_peer},
                    {fail_if_no_peer_cert, true}
                  ]},
                  {client, [
                    {cacertfile, %s},
                    {certfile, %s},
                    {keyfile, %s},%s
                    {secure_renegotiate, true},
                    {verify, verify_peer}
                  ]}
                ].
                """.formatted(
                        authority,
                        erlangString(folder.keyAndCert().toString()),
                        secret,
                        authority,
                        erlangString(folder.cert().toString()),
                        erlangString(folder.key().toString()),
                        secret);
    }

    private static String erlangString(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** Renamed into place, so that a node that reads its files again never sees half of one. */
    private static void write(Path file, String text, boolean secret) throws IOException {
        Path folder = parent(file);
        Path half = posix(folder)
                ? Files.createTempFile(folder, ".new", "", mode(secret ? "rw-------" : "rw-r--r--"))
                : Files.createTempFile(folder, ".new", "");
        try {
            Files.writeString(half, text, StandardCharsets.UTF_8);
            Files.move(half, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private static void createFolder(Path folder) throws IOException {
        Files.createDirectories(parent(folder));
        if (posix(parent(folder))) {
            Files.createDirectories(folder, mode("rwx------"));
        } else {
            Files.createDirectories(folder);
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.getParent(), "an absolute path has a parent");
    }

    private static boolean posix(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileAttribute<?> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
