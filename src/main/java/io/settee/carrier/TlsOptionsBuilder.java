package io.settee.carrier;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects options; what is not set has its default. */
public final class TlsOptionsBuilder {
    final TlsOptions.Role role;
    String source = "the program";

    @Nullable
    Path certFile;

    @Nullable
    Path keyFile;

    @Nullable
    Path caCertFile;

    @Nullable
    String password;

    List<X509Certificate> certificates = List.of();

    @Nullable
    PrivateKey key;

    List<KeySource> alternatives = List.of();
    List<KeySource> namedKeySources = List.of();
    List<X509Certificate> authorities = List.of();

    @Nullable
    Boolean verifyPeer;

    @Nullable
    Boolean failIfNoPeerCert;

    @Nullable
    Integer depth;

    List<String> versions = TlsOptions.DEFAULT_VERSIONS;

    @Nullable
    String serverName;

    boolean checkHost = true;
    boolean commonNameFallback;
    boolean wildcards;
    boolean peerHostBound;

    @Nullable
    CertificateCheck certificateCheck;

    CrlCheck crlCheck = CrlCheck.OFF;
    TlsAlgorithms algorithms = TlsAlgorithms.DEFAULT;

    @Nullable
    Boolean resumption;

    boolean renegotiation = true;
    Duration handshakeTimeout = TlsOptions.DEFAULT_HANDSHAKE_TIMEOUT;
    final List<String> warnings = new ArrayList<>();
    final List<String> notes = new ArrayList<>();

    TlsOptionsBuilder(TlsOptions.Role role) {
        this.role = role;
    }

    /** Where the options come from; begins messages about them. */
    public TlsOptionsBuilder source(String source) {
        this.source = source;
        return this;
    }

    public TlsOptionsBuilder certFile(Path file) {
        certFile = file;
        return this;
    }

    public TlsOptionsBuilder keyFile(Path file) {
        keyFile = file;
        return this;
    }

    public TlsOptionsBuilder caCertFile(Path file) {
        caCertFile = file;
        return this;
    }

    public TlsOptionsBuilder password(String password) {
        this.password = password;
        return this;
    }

    /** Our certificate and the intermediate ones after it, in place of a file. */
    public TlsOptionsBuilder certificates(List<X509Certificate> chain) {
        certificates = chain;
        return this;
    }

    /** Our private key, in place of a file. */
    public TlsOptionsBuilder key(PrivateKey privateKey) {
        key = privateKey;
        return this;
    }

    /** Several certificates of different kinds with their keys; all others are disregarded then. */
    public TlsOptionsBuilder keySources(List<KeySource> sources) {
        alternatives = sources;
        return this;
    }

    /** Servers only: certificates for clients that indicate a name (SNI), each with that name. Other clients are shown the usual one. */
    public TlsOptionsBuilder namedKeySources(List<KeySource> sources) {
        namedKeySources = sources;
        return this;
    }

    /** Certificates to trust, beside those of the CA file. */
    public TlsOptionsBuilder authorities(List<X509Certificate> trusted) {
        authorities = trusted;
        return this;
    }

    /** {@code verify_peer} or {@code verify_none}. */
    public TlsOptionsBuilder verifyPeer(boolean verify) {
        verifyPeer = verify;
        return this;
    }

    public TlsOptionsBuilder failIfNoPeerCert(boolean fail) {
        failIfNoPeerCert = fail;
        return this;
    }

    /** At least 0. */
    public TlsOptionsBuilder depth(int depth) {
        if (depth < 0) throw new IllegalArgumentException("depth is at least 0, not " + depth);
        this.depth = depth;
        return this;
    }

    /** {@code TLSv1.3} and {@code TLSv1.2}, either or both. */
    public TlsOptionsBuilder versions(List<String> versions) {
        if (versions.isEmpty() || !TlsOptions.DEFAULT_VERSIONS.containsAll(versions)) {
            throw new IllegalArgumentException("TLSv1.3 and TLSv1.2 are the versions to choose from, not " + versions);
        }
        this.versions = List.copyOf(versions);
        return this;
    }

    public TlsOptionsBuilder serverName(String name) {
        serverName = name;
        return this;
    }

    /** False is OTP's {@code {server_name_indication, disable}}. */
    public TlsOptionsBuilder checkHost(boolean check) {
        checkHost = check;
        return this;
    }

    public TlsOptionsBuilder commonNameFallback(boolean allow) {
        commonNameFallback = allow;
        return this;
    }

    public TlsOptionsBuilder wildcards(boolean allow) {
        wildcards = allow;
        return this;
    }

    public TlsOptionsBuilder peerHostBound(boolean bound) {
        peerHostBound = bound;
        return this;
    }

    public TlsOptionsBuilder certificateCheck(CertificateCheck check) {
        certificateCheck = check;
        return this;
    }

    public TlsOptionsBuilder crlCheck(CrlCheck check) {
        crlCheck = check;
        return this;
    }

    public TlsOptionsBuilder algorithms(TlsAlgorithms which) {
        algorithms = which;
        return this;
    }

    public TlsOptionsBuilder resumption(boolean allow) {
        resumption = allow;
        return this;
    }

    public TlsOptionsBuilder renegotiation(boolean allow) {
        renegotiation = allow;
        return this;
    }

    public TlsOptionsBuilder handshakeTimeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a handshake needs some time, not " + timeout);
        }
        handshakeTimeout = timeout;
        return this;
    }

    public TlsOptionsBuilder warning(String warning) {
        warnings.add(warning);
        return this;
    }

    public TlsOptionsBuilder note(String note) {
        notes.add(note);
        return this;
    }

    public TlsOptions build() {
        return new TlsOptions(this);
    }
}
