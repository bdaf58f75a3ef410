package io.settee.certs;

import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes all that nodes need for TLS, ready for BEAM nodes and for Settee:
 *
 * <pre>
 * ca-cert.pem       the CA's certificate, for every node
 * cert.pem key.pem  the node's certificate and its private key
 * erlserver.pem     both in one file, the key first, as CouchDB's guide makes it
 * couch_dist.conf   an option file (-ssl_dist_optfile) that names them
 * root-ca/key.pem   the CA's private key, which no node needs
 * </pre>
 *
 * <p>In a folder that has a CA already the CA is kept and the rest is made anew. If that CA has a revocation list, the option file
 * says that it is to be looked at.
 */
public final class CertificateMaker {
    static final Duration AUTHORITY_VALIDITY = Duration.ofDays(3650);

    private CertificateMaker() {}

    /**
     * Choices with defaults; see {@link #DEFAULT} and {@link #builder}.
     *
     * @param key of the CA (if it is made) and of the node
     * @param validity of the node's certificate; the CA's is ten years
     * @param authorityName the CN of the CA
     * @param authorityPassword encrypts the CA's private key
     * @param organisation the subject before the CN, {@code C=DE,O=Example}; may be empty
     * @param commonName the CN of the node's certificate; if empty it is the first host
     * @param password encrypts the node's private key; it stands in couch_dist.conf, where OTP needs it
     * @param installedAt where the node's files will lie on its machine, for the option file; where they are made if empty
     */
    public record Options(
            KeyKind key,
            Duration validity,
            String authorityName,
            Optional<String> authorityPassword,
            String organisation,
            Optional<String> commonName,
            Optional<String> password,
            Optional<Path> installedAt) {
        /** EC P-256 for two years, no password. */
        public static final Options DEFAULT = builder().build();

        /** Begins with {@link #DEFAULT}. */
        public static Builder builder() {
            return new Builder();
        }

        /** Collects choices; each method is for the component of its name. */
        public static final class Builder {
            private KeyKind key = KeyKind.EC_P256;
            private Duration validity = Duration.ofDays(730);
            private String authorityName = "Settee test CA";
            private Optional<String> authorityPassword = Optional.empty();
            private String organisation = "";
            private Optional<String> commonName = Optional.empty();
            private Optional<String> password = Optional.empty();
            private Optional<Path> installedAt = Optional.empty();

            private Builder() {}

            public Builder key(KeyKind kind) {
                key = kind;
                return this;
            }

            public Builder validity(Duration time) {
                validity = time;
                return this;
            }

            /** The CA's name and, if its key is to be encrypted, the password. */
            public Builder authority(String name, Optional<String> secret) {
                authorityName = name;
                authorityPassword = secret;
                return this;
            }

            public Builder organisation(String text) {
                organisation = text;
                return this;
            }

            public Builder commonName(String name) {
                commonName = Optional.of(name);
                return this;
            }

            public Builder password(String secret) {
                password = Optional.of(secret);
                return this;
            }

            public Builder installedAt(Path dir) {
                installedAt = Optional.of(dir);
                return this;
            }

            public Options build() {
                return new Options(
                        key,
                        validity,
                        authorityName,
                        authorityPassword,
                        organisation,
                        commonName,
                        password,
                        installedAt);
            }
        }
    }

    /**
     * Writes a CA, unless the folder has one.
     *
     * @throws ConfigException if the folder cannot be written, or holds a CA that cannot be used
     */
    public static AuthorityFolder writeAuthority(Path dir, Options options) {
        try {
            return AuthorityFolder.openOrCreate(dir, options);
        } catch (IOException e) {
            throw unwritable(dir, e);
        }
    }

    /**
     * Writes a CA, unless the folder has one, and one certificate that is good for all the hosts.
     *
     * @param hosts what stands after the {@code @} of the nodes' names, names and IP addresses
     * @throws ConfigException if the folder cannot be written, or holds a CA that cannot be used
     */
    public static CertificateFolder writeCluster(Path dir, List<String> hosts, Options options) {
        CertificateRequest request = request(hosts, options);
        AuthorityFolder authority = writeAuthority(dir, options);
        write(authority.folder(), authority, request, options);
        return authority.folder();
    }

    /**
     * Writes a CA, unless the folder has one, and for each node a folder with all that its machine needs.
     *
     * @param nodes hosts, or whole node names, which then become the CN; the folders have these names
     * @throws ConfigException if a folder cannot be written, or the CA cannot be used
     */
    public static List<CertificateFolder> writeNodes(Path dir, List<String> nodes, Options options) {
        for (String node : nodes) {
            if (node.indexOf('@') >= 0) checkNode(node);
            else checkHost(node);
        }
        AuthorityFolder authority = writeAuthority(dir, options);
        var made = new ArrayList<CertificateFolder>();
        for (String node : nodes) {
            String host = node.substring(node.indexOf('@') + 1);
            CertificateRequest request = request(List.of(host), options);
            if (options.commonName().isEmpty()) request = request.withCommonName(node);
            var folder = new CertificateFolder(authority.folder().dir().resolve(node));
            try {
                copy(authority.folder(), folder);
            } catch (IOException e) {
                throw unwritable(folder.dir(), e);
            }
            write(folder, authority, request, options);
            made.add(folder);
        }
        return made;
    }

    /**
     * Writes a private key and a request for a CA elsewhere to sign, and the option file that will be right when the answers lie
     * beside it as {@code cert.pem} and {@code ca-cert.pem}.
     *
     * @throws ConfigException if the folder cannot be written, or has a key already
     */
    public static CertificateFolder writeRequest(Path dir, List<String> hosts, Options options) {
        var folder = new CertificateFolder(dir);
        if (Files.exists(folder.key())) {
            throw new ConfigException(folder.key() + " is there already. Take another folder, or move the key away: a"
                    + " certificate for it would be worth nothing without it");
        }
        KeyPair pair = options.key().generate();
        SigningRequest asked = SigningRequest.of(request(hosts, options), pair);
        try {
            SafeFiles.write(folder.key(), Pem.key(pair.getPrivate(), options.password()), true);
            SafeFiles.write(folder.request(), asked.pem(), false);
            // It may hold the password.
            SafeFiles.write(
                    folder.optionFile(),
                    optionFile(folder, options, false).apart(),
                    options.password().isPresent());
        } catch (IOException e) {
            throw unwritable(dir, e);
        }
        return folder;
    }

    private static CertificateRequest request(List<String> hosts, Options options) {
        hosts.forEach(CertificateMaker::checkHost);
        CertificateRequest request = CertificateRequest.forHosts(hosts, options.key(), options.validity())
                .withOrganisation(options.organisation());
        return options.commonName().map(request::withCommonName).orElse(request);
    }

    /** One with a wildcard is for nodes that are told to look for such. */
    private static void checkHost(String host) {
        try {
            var unused = new NodeName("node", host.startsWith("*.") ? host.substring(2) : host);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(
                    "'" + host
                            + "' is no host of a node: a name or an IP address in ASCII is needed, as it stands after the @"
                            + " of the node's name. Whole names of nodes are for --each",
                    e);
        }
    }

    private static void checkNode(String node) {
        try {
            var unused = NodeName.of(node);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(String.valueOf(e.getMessage()), e);
        }
    }

    private static void copy(CertificateFolder authority, CertificateFolder node) throws IOException {
        SafeFiles.write(node.caCert(), Files.readString(authority.caCert()), false);
        if (!Files.isDirectory(authority.revocationFolder())) return;
        try (var lists = Files.list(authority.revocationFolder())) {
            for (Path list : lists.toList()) {
                SafeFiles.write(node.revocationFolder().resolve(list.getFileName()), Files.readString(list), false);
            }
        }
    }

    private static void write(
            CertificateFolder folder, AuthorityFolder authority, CertificateRequest request, Options options) {
        IssuedCertificate node = authority.authority().issue(request);
        String key = Pem.key(node.key(), options.password());
        boolean checksRevocations = Files.isDirectory(folder.revocationFolder());
        try {
            SafeFiles.write(folder.key(), key, true);
            SafeFiles.write(folder.cert(), node.certificatePem(), false);
            SafeFiles.write(folder.keyAndCert(), key + node.certificatePem(), true);
            // It may hold the password.
            SafeFiles.write(
                    folder.optionFile(),
                    optionFile(folder, options, checksRevocations).combined(),
                    options.password().isPresent());
        } catch (IOException e) {
            throw unwritable(folder.dir(), e);
        }
    }

    private static OptionFileText optionFile(CertificateFolder folder, Options options, boolean checksRevocations) {
        CertificateFolder installed =
                options.installedAt().map(CertificateFolder::new).orElse(folder);
        return new OptionFileText(installed, options.key(), options.password(), checksRevocations);
    }

    private static ConfigException unwritable(Path dir, IOException e) {
        return new ConfigException(
                dir.toAbsolutePath().normalize() + ": the certificates cannot be written: " + e.getMessage(), e);
    }
}
