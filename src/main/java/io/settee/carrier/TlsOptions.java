package io.settee.carrier;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one role of a node, server or client, speaks TLS. What an option is not given for has OTP's default of release 26 and newer:
 * both roles verify their peer, and a server that does so demands a certificate.
 *
 * <p>Source: OTP "ssl" reference manual, "common options", "client options" and "server options".
 */
public final class TlsOptions {
    /** OTP {@code ssl}'s own default. */
    static final int DEFAULT_DEPTH = 10;
    /** Kernel's {@code net_setuptime}, which bounds the whole setting up of a connection. */
    static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(7);

    static final List<String> DEFAULT_VERSIONS = List.of("TLSv1.3", "TLSv1.2");

    /** Which side of connections these options are for. */
    public enum Role {
        SERVER,
        CLIENT;

        @Override
        public String toString() {
            return this == SERVER ? "server" : "client";
        }
    }

    private final Role role;
    private final String source;
    private final @Nullable Path certFile;
    private final @Nullable Path keyFile;
    private final @Nullable Path caCertFile;
    private final @Nullable String password;
    private final @Nullable Boolean verifyPeer;
    private final @Nullable Boolean failIfNoPeerCert;
    private final @Nullable Integer depth;
    private final List<String> versions;
    private final @Nullable String serverName;
    private final boolean checkHost;
    private final boolean commonNameFallback;
    private final Duration handshakeTimeout;
    private final List<String> warnings;

    private TlsOptions(Builder b) {
        role = b.role;
        source = b.source;
        certFile = b.certFile;
        keyFile = b.keyFile;
        caCertFile = b.caCertFile;
        password = b.password;
        verifyPeer = b.verifyPeer;
        failIfNoPeerCert = b.failIfNoPeerCert;
        depth = b.depth;
        versions = b.versions;
        serverName = b.serverName;
        checkHost = b.checkHost;
        commonNameFallback = b.commonNameFallback;
        handshakeTimeout = b.handshakeTimeout;
        warnings = List.copyOf(b.warnings);
    }

    /** Options for accepting connections. */
    public static Builder server() {
        return new Builder(Role.SERVER);
    }

    /** Options for making connections. */
    public static Builder client() {
        return new Builder(Role.CLIENT);
    }

    public Role role() {
        return role;
    }

    /** Where the options come from, for messages: {@code /etc/couch_dist.conf}. */
    public String source() {
        return source;
    }

    public Optional<Path> certFile() {
        return Optional.ofNullable(certFile);
    }

    /** The file of the private key; OTP and we look into the certificate's file if none is given. */
    public Optional<Path> keyFile() {
        return Optional.ofNullable(keyFile).or(this::certFile);
    }

    public Optional<Path> caCertFile() {
        return Optional.ofNullable(caCertFile);
    }

    /** Opens the private key; never printed. */
    public Optional<String> password() {
        return Optional.ofNullable(password);
    }

    public boolean verifyPeer() {
        return verifyPeer == null || verifyPeer;
    }

    /** Servers only: refuse a client that shows no certificate. */
    public boolean failIfNoPeerCert() {
        return failIfNoPeerCert == null ? verifyPeer() : failIfNoPeerCert;
    }

    /** How many intermediate certificates may stand between the peer's and a trusted one. */
    public int depth() {
        return depth == null ? DEFAULT_DEPTH : depth;
    }

    /** TLS versions by JSSE's names, the preferred one first. */
    public List<String> versions() {
        return versions;
    }

    /** Clients only: a name to send and to check in place of the host of the peer's node name. */
    public Optional<String> serverName() {
        return Optional.ofNullable(serverName);
    }

    /** Clients only: whether the server's certificate must name the host. */
    public boolean checkHost() {
        return checkHost;
    }

    /** Clients only: whether a certificate without any subjectAltName may name the host in its subject's CN. */
    public boolean commonNameFallback() {
        return commonNameFallback;
    }

    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** What whoever read these options found worth telling a person. */
    public List<String> warnings() {
        return warnings;
    }

    /** One sentence for each default in force that differs between OTP releases, for the log at start. */
    public List<String> defaultsInForce() {
        var told = new ArrayList<String>();
        if (verifyPeer == null) {
            told.add(source + ": the " + role + " options have no verify; verify_peer is used, as since OTP 26");
        }
        if (role == Role.SERVER && failIfNoPeerCert == null && verifyPeer()) {
            told.add(source + ": the server options have no fail_if_no_peer_cert; true is used, as since OTP 26");
        }
        return told;
    }

    @Override
    public String toString() {
        return role + " TLS options of " + source;
    }

    /** Collects options; what is not set has its default. */
    public static final class Builder {
        private final Role role;
        private String source = "the program";
        private @Nullable Path certFile;
        private @Nullable Path keyFile;
        private @Nullable Path caCertFile;
        private @Nullable String password;
        private @Nullable Boolean verifyPeer;
        private @Nullable Boolean failIfNoPeerCert;
        private @Nullable Integer depth;
        private List<String> versions = DEFAULT_VERSIONS;
        private @Nullable String serverName;
        private boolean checkHost = true;
        private boolean commonNameFallback;
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private final List<String> warnings = new ArrayList<>();

        private Builder(Role role) {
            this.role = role;
        }

        /** Where the options come from; begins messages about them. */
        public Builder source(String source) {
            this.source = source;
            return this;
        }

        public Builder certFile(Path file) {
            certFile = file;
            return this;
        }

        public Builder keyFile(Path file) {
            keyFile = file;
            return this;
        }

        public Builder caCertFile(Path file) {
            caCertFile = file;
            return this;
        }

        public Builder password(String password) {
            this.password = password;
            return this;
        }

        /** {@code verify_peer} or {@code verify_none}. */
        public Builder verifyPeer(boolean verify) {
            verifyPeer = verify;
            return this;
        }

        public Builder failIfNoPeerCert(boolean fail) {
            failIfNoPeerCert = fail;
            return this;
        }

        /** At least 0. */
        public Builder depth(int depth) {
            if (depth < 0) throw new IllegalArgumentException("depth is at least 0, not " + depth);
            this.depth = depth;
            return this;
        }

        /** {@code TLSv1.3} and {@code TLSv1.2}, either or both. */
        public Builder versions(List<String> versions) {
            if (versions.isEmpty() || !DEFAULT_VERSIONS.containsAll(versions)) {
                throw new IllegalArgumentException(
                        "TLSv1.3 and TLSv1.2 are the versions to choose from, not " + versions);
            }
            this.versions = List.copyOf(versions);
            return this;
        }

        public Builder serverName(String name) {
            serverName = name;
            return this;
        }

        /** False is OTP's {@code {server_name_indication, disable}}. */
        public Builder checkHost(boolean check) {
            checkHost = check;
            return this;
        }

        public Builder commonNameFallback(boolean allow) {
            commonNameFallback = allow;
            return this;
        }

        public Builder handshakeTimeout(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("a handshake needs some time, not " + timeout);
            }
            handshakeTimeout = timeout;
            return this;
        }

        public Builder warning(String warning) {
            warnings.add(warning);
            return this;
        }

        public TlsOptions build() {
            return new TlsOptions(this);
        }
    }
}
