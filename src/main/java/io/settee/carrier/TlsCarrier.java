package io.settee.carrier;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import io.settee.x509.CertificateHosts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS, OTP's {@code inet_tls}: the same distribution protocol inside TLS, except that its handshake has 4-byte lengths, too.
 *
 * <p>The name indicated to a server (SNI) is the host part of the dialled node's name, except for IP addresses. Files that change are
 * read again for new connections; a change that makes them unusable keeps the old ones in use and is logged once.
 *
 * <p>Source: OTP "Using TLS for Erlang Distribution".
 */
public final class TlsCarrier implements Carrier {
    public static final String NAME = "tls";

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.carrier");
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);

    private final TlsSettings settings;
    private final InstantSource clock;
    private final long lookIntervalNanos;
    private final ReentrantLock reloading = new ReentrantLock();
    private volatile TlsContexts contexts;
    private volatile long lookedAt = System.nanoTime();
    private @Nullable String lastComplaint; // guarded by reloading

    private TlsCarrier(TlsSettings settings, InstantSource clock, Duration lookInterval) {
        this.settings = settings;
        this.clock = clock;
        this.lookIntervalNanos = lookInterval.toNanos();
        this.contexts = TlsContexts.load(settings, clock.instant());
    }

    /**
     * Reads and checks the files that the settings name.
     *
     * @throws ConfigException if one of them cannot be used; the message names it and says what to do
     */
    public static TlsCarrier load(TlsSettings settings) {
        return load(settings, InstantSource.system(), LOOK_INTERVAL);
    }

    /** With another clock for the dates of our own certificates, and another time between two looks at the files. */
    static TlsCarrier load(TlsSettings settings, InstantSource clock, Duration lookInterval) {
        return new TlsCarrier(settings, clock, lookInterval);
    }

    /** What a person should know: a certificate about to expire, a verify_none, and the like. */
    public List<String> warnings() {
        var warnings = new ArrayList<String>();
        settings.verifyNoneWarning().ifPresent(warnings::add);
        warnings.addAll(contexts.warnings());
        return warnings;
    }

    /** The same for a node of this name, which its certificate must fit. */
    public List<String> warnings(NodeName self) {
        List<String> warnings = warnings();
        warnings.addAll(contexts.serverMaterial().hostWarnings(self));
        ServerNames.warning(self).ifPresent(warnings::add);
        return warnings;
    }

    /** When the first of our certificates ends; looks whether the files have changed. */
    Optional<Instant> certificateExpiry() {
        return current().certificateExpiry();
    }

    /** The options of the first role, if any, that verifies nobody. */
    Optional<TlsOptions> unverified() {
        return settings.unverified().stream().findFirst();
    }

    /** Whether the certificate of a peer that dials us must name the host that the peer claims. */
    boolean demandsHostOfClients() {
        return settings.server().peerHostBound();
    }

    /** What the options name and has no meaning on the JVM. */
    public List<String> notes() {
        var notes = new ArrayList<>(settings.server().notes());
        notes.addAll(settings.client().notes());
        return notes;
    }

    /** A sentence for each default in force that depends on the OTP release. */
    public List<String> defaultsInForce() {
        var told = new ArrayList<>(settings.server().defaultsInForce());
        told.addAll(settings.client().defaultsInForce());
        return told;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int handshakeLengthBytes() {
        return 4;
    }

    @Override
    public void prepareDialled(Channel channel, NodeName peer) {
        TlsOptions options = settings.client();
        String host = options.serverName().orElse(peer.host());
        SslHandler handler = current().dialling(channel.alloc(), host);
        indicateName(handler.engine(), options, host);
        add(channel, handler, options, peer);
    }

    @Override
    public void prepareAccepted(Channel channel) {
        TlsOptions options = settings.server();
        add(channel, current().accepting(channel.alloc()), options, null);
        if (!options.renegotiation()) channel.pipeline().addFirst(new RenegotiationGuard());
    }

    @Override
    public void endOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) channel.close();
        else tls.closeOutbound().addListener(told -> Carrier.super.endOutput(channel));
    }

    private void add(Channel channel, SslHandler handler, TlsOptions options, @Nullable NodeName peer) {
        handler.setHandshakeTimeoutMillis(options.handshakeTimeout().toMillis());
        channel.pipeline().addFirst(handler, new TlsReady(this, options, peer));
    }

    /** JSSE by itself indicates only names with a dot in them. */
    private static void indicateName(SSLEngine engine, TlsOptions options, String host) {
        SSLParameters parameters = engine.getSSLParameters();
        List<SNIServerName> names = List.of();
        if (options.checkHost() && !CertificateHosts.isAddress(host)) {
            try {
                names = List.of(new SNIHostName(host));
            } catch (IllegalArgumentException e) {
                LOG.debug("{}: no host name that can be indicated to a TLS server: {}", host, e.getMessage());
            }
        }
        parameters.setServerNames(names);
        engine.setSSLParameters(parameters);
    }

    /** The contexts in force, made anew if their files have changed. Looks at most once a second; one caller reads, the others go on. */
    private TlsContexts current() {
        if (System.nanoTime() - lookedAt < lookIntervalNanos || !reloading.tryLock()) return contexts;
        try {
            lookedAt = System.nanoTime();
            if (contexts.filesChanged(settings)) reload();
        } finally {
            reloading.unlock();
        }
        return contexts;
    }

    private void reload() {
        try {
            contexts = TlsContexts.load(settings, clock.instant());
            lastComplaint = null;
            LOG.info("the TLS files have changed; new connections use them");
        } catch (ConfigException e) {
            String complaint = String.valueOf(e.getMessage());
            if (!complaint.equals(lastComplaint)) {
                lastComplaint = complaint;
                LOG.warn("the TLS files have changed and cannot be used; the old ones stay in use: {}", complaint);
            }
        }
    }
}
