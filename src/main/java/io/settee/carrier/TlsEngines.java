package io.settee.carrier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.CertificateException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;

/** Makes the handlers that do TLS for one role, of its options and of what they name. Safe for use by any thread. */
sealed interface TlsEngines permits JdkEngines, OpenSslEngines {
    /** For engines that may have to fetch a list of revoked certificates. */
    Executor MAY_BLOCK = task -> Thread.ofVirtual().name("settee-tls").start(task);

    /** The JDK or OpenSSL. */
    TlsEngine whose();

    /**
     * A handler for one connection.
     *
     * @param host to indicate to a server and to look for in its certificate; empty on accepted connections
     */
    SslHandler handler(ByteBufAllocator alloc, String host);

    /**
     * What both kinds of engine have in common.
     *
     * @param refusals puts a refusal of a certificate as the engine needs it
     */
    static SslContextBuilder builder(TlsMaterial material, UnaryOperator<CertificateException> refusals) {
        TlsOptions options = material.options();
        var ownKey = new OwnKey(material.own());
        SslContextBuilder builder = options.role() == TlsOptions.Role.SERVER
                ? SslContextBuilder.forServer(ownKey)
                : material.own().isEmpty()
                        ? SslContextBuilder.forClient()
                        : SslContextBuilder.forClient().keyManager(ownKey);
        return builder.trustManager(PeerTrust.of(material, refusals))
                // PeerTrust checks the host; the engines' own check would refuse what OTP 25 demands.
                .endpointIdentificationAlgorithm(null)
                .clientAuth(clientAuth(options));
    }

    /** The program's own check can judge only what is shown. */
    private static ClientAuth clientAuth(TlsOptions options) {
        if (!options.verifyPeer() && options.certificateCheck().isEmpty()) return ClientAuth.NONE;
        return options.failIfNoPeerCert() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }
}
