package io.settee.carrier;

import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Both roles' TLS contexts, made from one reading of the files, and what the files looked like then.
 *
 * @param seen each file with its time and size, or nothing if it could not be looked at
 */
record TlsContexts(
        TlsMaterial serverMaterial,
        TlsMaterial clientMaterial,
        SslContext server,
        SslContext client,
        Map<Path, String> seen) {

    static TlsContexts load(TlsSettings settings, Instant now) {
        // Looked at before they are read: a file that changes in between counts as changed afterwards.
        Map<Path, String> seen = look(settings);
        TlsMaterial server = TlsMaterial.load(settings.server(), now);
        TlsMaterial client = TlsMaterial.load(settings.client(), now);
        return new TlsContexts(server, client, context(server), context(client), seen);
    }

    boolean filesChanged(TlsSettings settings) {
        return !look(settings).equals(seen);
    }

    List<String> warnings(NodeName self) {
        Set<String> warnings = new LinkedHashSet<>(serverMaterial.warnings());
        warnings.addAll(clientMaterial.warnings());
        serverMaterial.hostWarning(self).ifPresent(warnings::add);
        if (Boolean.getBoolean("jdk.tls.rejectClientInitiatedRenegotiation")) {
            warnings.add(
                    "the system property jdk.tls.rejectClientInitiatedRenegotiation is set: BEAM nodes renegotiate on TLS 1.2"
                            + " after 2^28 records, and will lose their connection then");
        }
        return List.copyOf(warnings);
    }

    private static SslContext context(TlsMaterial material) {
        TlsOptions options = material.options();
        boolean server = options.role() == TlsOptions.Role.SERVER;
        SslContextBuilder builder = material.key() == null
                ? SslContextBuilder.forClient()
                : server
                        ? SslContextBuilder.forServer(ownKey(material))
                        : SslContextBuilder.forClient().keyManager(ownKey(material));
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

    private static OwnKey ownKey(TlsMaterial material) {
        return new OwnKey(
                Objects.requireNonNull(material.key()), material.chain().toArray(X509Certificate[]::new));
    }

    private static ClientAuth clientAuth(TlsOptions options) {
        if (!options.verifyPeer()) return ClientAuth.NONE;
        return options.failIfNoPeerCert() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
    }

    private static Map<Path, String> look(TlsSettings settings) {
        var seen = new TreeMap<Path, String>();
        Stream.of(settings.server(), settings.client())
                .flatMap(o -> Stream.of(o.certFile(), o.keyFile(), o.caCertFile()))
                .flatMap(Optional::stream)
                .forEach(file -> seen.put(file, look(file)));
        return seen;
    }

    private static String look(Path file) {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // The key tells apart two files renamed into place within one tick of the clock.
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            return "unreadable";
        }
    }
}
