package io.settee.carrier;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The TLS options of a node's two roles, as an option file gives them.
 *
 * @param engine who does the work for both
 */
public record TlsSettings(TlsOptions server, TlsOptions client, TlsEngine engine) {
    public TlsSettings {
        if (server.role() != TlsOptions.Role.SERVER || client.role() != TlsOptions.Role.CLIENT) {
            throw new IllegalArgumentException("server options and client options are needed, in this order");
        }
    }

    /** With {@link TlsEngine#AUTO}. */
    public TlsSettings(TlsOptions server, TlsOptions client) {
        this(server, client, TlsEngine.AUTO);
    }

    public TlsSettings withEngine(TlsEngine other) {
        return new TlsSettings(server, client, other);
    }

    /** The options of the roles that verify nobody. */
    List<TlsOptions> unverified() {
        return Stream.of(server, client)
                .filter(options -> !options.verifyPeer())
                .toList();
    }

    /** A sentence for the log if there are such roles. */
    Optional<String> verifyNoneWarning() {
        List<TlsOptions> unverified = unverified();
        if (unverified.isEmpty()) return Optional.empty();
        TlsOptions first = unverified.getFirst();
        return Optional.of(first.source() + ": the "
                + (unverified.size() == 2 ? "options of both roles" : first.role() + " options")
                + " say verify_none: connections are encrypted, and only the cookie tells who the peer is");
    }
}
