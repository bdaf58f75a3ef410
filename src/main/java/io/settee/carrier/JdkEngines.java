package io.settee.carrier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.settee.error.ConfigException;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** Engines of the JDK, JSSE. */
final class JdkEngines implements TlsEngines {
    /** Any: JSSE keeps a client's sessions by host and port, and we by host alone. */
    private static final int SESSION_PORT = 1;

    private final TlsMaterial material;
    private final TlsOptions options;
    private final SslContext context;

    JdkEngines(TlsMaterial material) {
        this.material = material;
        this.options = material.options();
        this.context = context(material);
    }

    private static SslContext context(TlsMaterial material) {
        TlsOptions options = material.options();
        try {
            return TlsEngines.builder(material, UnaryOperator.identity())
                    .sslProvider(SslProvider.JDK)
                    .protocols(options.versions())
                    .build();
        } catch (SSLException e) {
            throw new ConfigException(options.source() + ": TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    @Override
    public TlsEngine whose() {
        return TlsEngine.JDK;
    }

    @Override
    public SslHandler handler(ByteBufAllocator alloc, String host) {
        SSLEngine engine = engine(alloc, host);
        SSLParameters parameters = engine.getSSLParameters();
        options.algorithms().applyTo(parameters);
        if (options.role() == TlsOptions.Role.CLIENT) parameters.setServerNames(options.indicated(host));
        engine.setSSLParameters(parameters);
        return options.crlCheck().http().isPresent() ? new SslHandler(engine, MAY_BLOCK) : new SslHandler(engine);
    }

    private SSLEngine engine(ByteBufAllocator alloc, String host) {
        if (options.role() == TlsOptions.Role.SERVER) {
            // Sessions are kept by a context, so a new one has none that could be resumed.
            return (options.resumption() ? context : context(material)).newEngine(alloc);
        }
        // Without a port JSSE finds no earlier session to resume, so every connection verifies its peer.
        return context.newEngine(alloc, host, options.resumption() ? SESSION_PORT : -1);
    }
}
