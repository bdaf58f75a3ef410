package io.settee.carrier;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.settee.error.ConfigException;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/**
 * Engines of BoringSSL, through netty-tcnative. They speak TLS 1.3 only, since on 1.2 BoringSSL refuses the renegotiation that a BEAM
 * begins. What else they cannot do is {@link OpenSslLimits}' matter.
 */
final class OpenSslEngines implements TlsEngines {
    static final String VERSION = "TLSv1.3";

    /** Its number for what becomes the alert bad_certificate, X509_V_ERR_CERT_REJECTED of x509_vfy.h. */
    private static final int CERT_REJECTED = 28;

    /** What Netty translates by itself. */
    private static final Set<CertPathValidatorException.Reason> KNOWN =
            Set.of(BasicReason.EXPIRED, BasicReason.NOT_YET_VALID, BasicReason.REVOKED);

    /** Frees what BoringSSL holds for contexts that nobody uses any more, as after a reload; Netty's finalizers may be off. */
    private static final Cleaner CLEANER = Cleaner.create();

    private final TlsOptions options;
    private final SslContext context;

    OpenSslEngines(TlsMaterial material) {
        this.options = material.options();
        SslContext made = context(material);
        this.context = made;
        CLEANER.register(this, () -> ReferenceCountUtil.safeRelease(made));
    }

    private static SslContext context(TlsMaterial material) {
        TlsOptions options = material.options();
        try {
            return TlsEngines.builder(material, OpenSslEngines::refusal)
                    .sslProvider(SslProvider.OPENSSL_REFCNT)
                    .protocols(VERSION)
                    .build();
        } catch (SSLException e) {
            throw new ConfigException(options.source() + ": TLS cannot be set up with OpenSSL: " + e.getMessage(), e);
        }
    }

    /** A refusal that BoringSSL has no number for would reach the peer as the alert internal_error. */
    private static CertificateException refusal(CertificateException e) {
        for (Throwable t = e.getCause(); t != null; t = t.getCause()) {
            if (t instanceof CertPathValidatorException path && KNOWN.contains(path.getReason())) return e;
        }
        return new OpenSslCertificateException(String.valueOf(e.getMessage()), e, CERT_REJECTED);
    }

    @Override
    public TlsEngine whose() {
        return TlsEngine.OPENSSL;
    }

    @Override
    public SslHandler handler(ByteBufAllocator alloc, String host) {
        try {
            // The context's own handlers take several records at once; around an engine of its SslHandler could not.
            SslHandler handler = make(alloc, host);
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            options.algorithms().applyTo(parameters);
            if (options.role() == TlsOptions.Role.CLIENT) parameters.setServerNames(options.indicated(host));
            engine.setSSLParameters(parameters);
            return handler;
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private SslHandler make(ByteBufAllocator alloc, String host) {
        boolean mayBlock = options.crlCheck().http().isPresent();
        // An engine that knows the host indicates it by itself, also where it must not.
        if (host.isEmpty() || !options.checkHost()) {
            return mayBlock ? context.newHandler(alloc, MAY_BLOCK) : context.newHandler(alloc);
        }
        // Without a port it resumes no earlier session.
        return mayBlock ? context.newHandler(alloc, host, -1, MAY_BLOCK) : context.newHandler(alloc, host, -1);
    }
}
