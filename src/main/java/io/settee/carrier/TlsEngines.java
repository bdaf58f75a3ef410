package io.settee.carrier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.settee.error.ConfigException;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Makes the engines that do TLS, of options and of what they name. */
final class TlsEngines {
    /** For engines that may have to fetch a list of revoked certificates. */
    private static final Executor MAY_BLOCK =
            task -> Thread.ofVirtual().name("settee-tls").start(task);

    private TlsEngines() {}

    static SslContext context(TlsMaterial material) {
        TlsOptions options = material.options();
        boolean server = options.role() == TlsOptions.Role.SERVER;
        var ownKey = new OwnKey(material.own());
        SslContextBuilder builder = server
                ? SslContextBuilder.forServer(ownKey)
                : material.own().isEmpty()
                        ? SslContextBuilder.forClient()
                        : SslContextBuilder.forClient().keyManager(ownKey);
        try {
            return builder.sslProvider(SslProvider.JDK)
                    .trustManager(PeerTrust.of(material))
                    // PeerTrust checks the host; JSSE's own check would refuse what OTP 25 demands.
                    .endpointIdentificationAlgorithm(null)
                    .protocols(options.versions())
                    .clientAuth(clientAuth(options))
                    .build();
        } catch (SSLException e) {
            throw new ConfigException(options.source() + ": TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    static SslHandler handler(SslContext context, TlsOptions options, ByteBufAllocator alloc, String host, int port) {
        SSLEngine engine = host.isEmpty() ? context.newEngine(alloc) : context.newEngine(alloc, host, port);
        SSLParameters parameters = engine.getSSLParameters();
        options.algorithms().applyTo(parameters);
        engine.setSSLParameters(parameters);
        return options.crlCheck().http().isPresent() ? new SslHandler(engine, MAY_BLOCK) : new SslHandler(engine);
    }

    private static ClientAuth clientAuth(TlsOptions options) {
        if (!options.verifyPeer()) return ClientAuth.NONE;
        return options.failIfNoPeerCert() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }
}
