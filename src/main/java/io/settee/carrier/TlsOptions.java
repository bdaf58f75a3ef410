package io.settee.carrier;

import io.settee.x509.CertificateHosts;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How one role of a node, server or client, speaks TLS. What an option is not given for has OTP's default of release 26 and newer:
 * both roles verify their peer, and a server that does so demands a certificate.
 *
 * <p>Source: OTP "ssl" reference manual, "common options", "client options" and "server options".
 */
public final class TlsOptions {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.carrier");

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
    private final List<X509Certificate> certificates;
    private final @Nullable PrivateKey key;
    private final List<KeySource> alternatives;
    private final List<KeySource> namedKeySources;
    private final List<X509Certificate> authorities;
    private final @Nullable Boolean verifyPeer;
    private final @Nullable Boolean failIfNoPeerCert;
    private final @Nullable Integer depth;
    private final List<String> versions;
    private final @Nullable String serverName;
    private final boolean checkHost;
    private final boolean commonNameFallback;
    private final boolean wildcards;
    private final boolean peerHostBound;
    private final @Nullable CertificateCheck certificateCheck;
    private final CrlCheck crlCheck;
    private final TlsAlgorithms algorithms;
    private final @Nullable Boolean resumption;
    private final boolean renegotiation;
    private final Duration handshakeTimeout;
    private final List<String> warnings;
    private final List<String> notes;

    TlsOptions(TlsOptionsBuilder b) {
        role = b.role;
        source = b.source;
        certFile = b.certFile;
        keyFile = b.keyFile;
        caCertFile = b.caCertFile;
        password = b.password;
        certificates = List.copyOf(b.certificates);
        key = b.key;
        alternatives = List.copyOf(b.alternatives);
        namedKeySources = List.copyOf(b.namedKeySources);
        authorities = List.copyOf(b.authorities);
        verifyPeer = b.verifyPeer;
        failIfNoPeerCert = b.failIfNoPeerCert;
        depth = b.depth;
        versions = b.versions;
        serverName = b.serverName;
        checkHost = b.checkHost;
        commonNameFallback = b.commonNameFallback;
        wildcards = b.wildcards;
        peerHostBound = b.peerHostBound;
        certificateCheck = b.certificateCheck;
        crlCheck = b.crlCheck;
        algorithms = b.algorithms;
        resumption = b.resumption;
        renegotiation = b.renegotiation;
        handshakeTimeout = b.handshakeTimeout;
        warnings = List.copyOf(b.warnings);
        notes = List.copyOf(b.notes);
    }

    /** Options for accepting connections. */
    public static TlsOptionsBuilder server() {
        return new TlsOptionsBuilder(Role.SERVER);
    }

    /** Options for making connections. */
    public static TlsOptionsBuilder client() {
        return new TlsOptionsBuilder(Role.CLIENT);
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

    /** The certificates of this role with their keys, of which the first that the peer can use is shown; none for a client without. */
    public List<KeySource> keySources() {
        return Stream.concat(usual().stream(), namedKeySources.stream()).toList();
    }

    private List<KeySource> usual() {
        if (!alternatives.isEmpty()) return alternatives;
        if (certFile == null && certificates.isEmpty()) return List.of();
        return List.of(new KeySource(
                certFile(),
                certificates,
                keyFile(),
                Optional.ofNullable(key),
                Optional.ofNullable(password),
                Optional.empty()));
    }

    /** All files of keys and certificates that are to be read. */
    public List<Path> files() {
        return Stream.concat(
                        caCertFile().stream(),
                        keySources().stream()
                                .flatMap(source -> Stream.of(source.certFile(), source.keyFile()))
                                .flatMap(Optional::stream))
                .distinct()
                .toList();
    }

    /** CA certificates that are given as they are, beside those of the file. */
    public List<X509Certificate> authorities() {
        return authorities;
    }

    public boolean verifyPeer() {
        return verifyPeer == null || verifyPeer;
    }

    /** Servers only: refuse a client that shows no certificate. By default whoever judges certificates demands one. */
    public boolean failIfNoPeerCert() {
        return failIfNoPeerCert == null ? verifyPeer() || certificateCheck != null : failIfNoPeerCert;
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

    /** Clients only: whether {@code *.example.org} in a certificate stands for the hosts of a domain; OTP says no unless asked. */
    public boolean wildcards() {
        return wildcards;
    }

    /** The names to indicate to a server (SNI) that is known as a host: none for an address, as RFC 6066 has it, and none if disabled. */
    List<SNIServerName> indicated(String host) {
        if (!checkHost || CertificateHosts.isAddress(host)) return List.of();
        try {
            return List.of(new SNIHostName(host));
        } catch (IllegalArgumentException e) {
            LOG.debug("{}: no host name that can be indicated to a TLS server: {}", host, e.getMessage());
            return List.of();
        }
    }

    /** Servers only: whether the certificate of a peer must name the host that it claims, {@code inet_tls_dist:verify_client/3}. */
    public boolean peerHostBound() {
        return peerHostBound;
    }

    public Optional<CertificateCheck> certificateCheck() {
        return Optional.ofNullable(certificateCheck);
    }

    public CrlCheck crlCheck() {
        return crlCheck;
    }

    public TlsAlgorithms algorithms() {
        return algorithms;
    }

    /**
     * Whether an earlier session may be resumed, which saves the verification of certificates. A server lets clients do that unless
     * told otherwise or its {@linkplain #judgesEachTime verdict may change}; a client does it only if told.
     */
    public boolean resumption() {
        return resumption == null ? role == Role.SERVER && !judgesEachTime() : resumption;
    }

    /** Whether tomorrow's verdict on a certificate may be another one though no file of ours has changed, which would end all sessions. */
    boolean judgesEachTime() {
        return certificateCheck != null || crlCheck.http().isPresent();
    }

    /** Servers only: whether a client may renegotiate on TLS 1.2. A BEAM does so after 2^28 records and cannot go on if refused. */
    public boolean renegotiation() {
        return renegotiation;
    }

    public Duration handshakeTimeout() {
        return handshakeTimeout;
    }

    /** What whoever read these options found worth telling a person. */
    public List<String> warnings() {
        return warnings;
    }

    /** What whoever read these options passed over because it has no meaning on the JVM, for the log at start. */
    public List<String> notes() {
        return notes;
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
}
