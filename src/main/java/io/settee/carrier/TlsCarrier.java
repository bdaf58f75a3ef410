package io.settee.carrier;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
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

    /** With another clock for the dates of our own certificates and for those of sessions that are resumed, and another time between two looks at the files. */
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
        warnings.addAll(contexts.server()
                .map(role -> role.material().hostWarnings(self))
                .orElse(List.of()));
        ServerNames.warning(self).ifPresent(warnings::add);
        return warnings;
    }

    /** When the first of our certificates ends; looks whether the files have changed. */
    Optional<Instant> certificateExpiry() {
        return current().certificateExpiry();
    }

    /** Whether no connection can be accepted with it, {@link TlsSettings#diallingOnly}. */
    boolean dialsOnly() {
        return settings.dialsOnly();
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

    /** A sentence for each role: whose engines serve it, and why not those of the other. */
    public List<String> engines() {
        return contexts.engines();
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
        EngineChoice choice = current().client().engines();
        TlsEngines engines = choice.forPeer(peer.toString());
        SslHandler handler =
                engines.handler(channel.alloc(), options.serverName().orElse(peer.host()));
        handler.setHandshakeTimeoutMillis(options.handshakeTimeout().toMillis());
        Runnable failed = () -> choice.failed(peer.toString(), engines.whose());
        channel.pipeline().addFirst(handler, new TlsReady(this, options, engines.whose(), peer, clock, failed));
    }

    @Override
    public void prepareAccepted(Channel channel) {
        EngineChoice choice = current()
                .server()
                .orElseThrow(() -> new IllegalStateException("these TLS settings are for dialling only"))
                .engines();
        ChannelPipeline pipeline = channel.pipeline();
        String peer = host(channel.remoteAddress());
        if (!choice.byVersion()) {
            pipeline.addFirst(accepting(channel, peer, choice, choice.forPeer(peer)));
            return;
        }
        pipeline.addFirst(new VersionSniffer(settings.server(), (suitsOpenSsl, sniffer) -> {
            ChannelHandler[] handlers = accepting(channel, peer, choice, choice.byHello(peer, suitsOpenSsl));
            for (int i = handlers.length - 1; i >= 0; i--) pipeline.addAfter(sniffer, null, handlers[i]);
        }));
    }

    private ChannelHandler[] accepting(Channel channel, String peer, EngineChoice choice, TlsEngines engines) {
        TlsOptions options = settings.server();
        SslHandler handler = engines.handler(channel.alloc(), "");
        handler.setHandshakeTimeoutMillis(options.handshakeTimeout().toMillis());
        Runnable failed = () -> choice.failed(peer, engines.whose());
        var ready = new TlsReady(this, options, engines.whose(), null, clock, failed);
        return options.renegotiation()
                ? new ChannelHandler[] {handler, ready}
                : new ChannelHandler[] {new RenegotiationGuard(), handler, ready};
    }

    /** Of an accepted connection, whose peer has no name yet. */
    private static String host(@Nullable SocketAddress from) {
        return from instanceof InetSocketAddress inet ? inet.getAddress().getHostAddress() : String.valueOf(from);
    }

    /**
     * By TLS alone: the BEAM's sender would learn of the end of TCP before its receiver has gone through what lies before it, end the connection
     * at once and drop that, and then wait 5 seconds for our end. The alert comes in its turn, and the BEAM closes the connection.
     */
    @Override
    public void endOutput(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) channel.close();
        else tls.closeOutbound();
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
