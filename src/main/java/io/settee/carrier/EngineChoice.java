package io.settee.carrier;

import io.settee.error.ConfigException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose engines serve one role, and why. Where OpenSSL serves, the JDK still has the clients that offer TLS 1.2 only, and, unless OpenSSL
 * is demanded, peers with which OpenSSL has failed: their next connection is the JDK's, which takes more kinds of certificates. Safe for
 * use by any thread.
 */
final class EngineChoice {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.carrier");

    /** So many peers are remembered; then all are forgotten, and may fail once more each. */
    private static final int MOST_FAILED = 1000;

    private final TlsEngines first;
    private final Optional<TlsEngines> others;
    private final boolean byVersion;
    private final boolean secondChance;
    private final String told;
    private final Set<String> failed = ConcurrentHashMap.newKeySet();

    private EngineChoice(
            TlsEngines first, Optional<TlsEngines> others, boolean byVersion, boolean secondChance, String told) {
        this.first = first;
        this.others = others;
        this.byVersion = byVersion;
        this.secondChance = secondChance;
        this.told = told;
    }

    /**
     * Chooses.
     *
     * @throws ConfigException if OpenSSL is demanded and cannot serve
     */
    static EngineChoice of(TlsMaterial material, TlsEngine wanted) {
        TlsOptions options = material.options();
        String what = "TLS of the connections that we " + (options.role() == TlsOptions.Role.SERVER ? "accept" : "make")
                + " is done by ";
        if (wanted == TlsEngine.JDK) return jdk(material, what + "the JDK, as tls_engine demands");
        Optional<String> limit = OpenSslLimits.against(material);
        if (limit.isPresent() && wanted == TlsEngine.OPENSSL) {
            throw new ConfigException(options.source() + ": OpenSSL is demanded as tls_engine, and cannot serve the "
                    + options.role() + " options: " + limit.get() + ". Mend that, or let tls_engine be auto");
        }
        if (limit.isPresent()) return jdk(material, what + "the JDK and not by OpenSSL: " + limit.get());
        boolean byVersion = options.versions().size() > 1;
        boolean secondChance = wanted == TlsEngine.AUTO;
        return new EngineChoice(
                new OpenSslEngines(material),
                byVersion || secondChance ? Optional.of(new JdkEngines(material)) : Optional.empty(),
                byVersion,
                secondChance,
                what + (byVersion ? "OpenSSL with peers that offer TLS 1.3, and by the JDK with others" : "OpenSSL"));
    }

    private static EngineChoice jdk(TlsMaterial material, String told) {
        return new EngineChoice(new JdkEngines(material), Optional.empty(), false, false, told);
    }

    /** One sentence for the log at start. */
    String told() {
        return told;
    }

    /** Whether a client's ClientHello must be seen first, to be {@link #byHello judged}. */
    boolean byVersion() {
        return byVersion;
    }

    /** Who serves a peer. */
    TlsEngines forPeer(String peer) {
        return others.isPresent() && failed.contains(peer) ? others.get() : first;
    }

    /** Who serves a client that does or does not offer what OpenSSL needs. */
    TlsEngines byHello(String peer, boolean suitsOpenSsl) {
        return suitsOpenSsl ? forPeer(peer) : others.orElse(first);
    }

    /** To be told of a handshake that failed for another reason than our own verdict on the peer's certificate. */
    void failed(String peer, TlsEngine with) {
        if (!secondChance || with != TlsEngine.OPENSSL) return;
        if (failed.size() >= MOST_FAILED) failed.clear();
        if (failed.add(peer)) {
            LOG.info("{}: the TLS handshake failed with OpenSSL; its next ones are done by the JDK", peer);
        }
    }
}
