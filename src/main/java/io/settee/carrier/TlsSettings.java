package io.settee.carrier;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The TLS options of a node's two roles, as an option file gives them.
 *
 * @param engine who does the work for both
 * @param dialsOnly whether the server's options do not matter, {@link #diallingOnly}
 */
public record TlsSettings(TlsOptions server, TlsOptions client, TlsEngine engine, boolean dialsOnly) {
    public TlsSettings {
        if (server.role() != TlsOptions.Role.SERVER || client.role() != TlsOptions.Role.CLIENT) {
            throw new IllegalArgumentException("server options and client options are needed, in this order");
        }
    }

    /** For both roles. */
    public TlsSettings(TlsOptions server, TlsOptions client, TlsEngine engine) {
        this(server, client, engine, false);
    }

    /** With {@link TlsEngine#AUTO}. */
    public TlsSettings(TlsOptions server, TlsOptions client) {
        this(server, client, TlsEngine.AUTO);
    }

    public TlsSettings withEngine(TlsEngine other) {
        return new TlsSettings(server, client, other, dialsOnly);
    }

    /**
     * For a program that dials, and soon ends: the server's files are not read, and of the client's key and certificate only what can be told
     * without long arithmetic. Whether the key belongs to the certificate, and who has issued that, the peer tells in the handshake.
     */
    public TlsSettings diallingOnly() {
        return new TlsSettings(server, client, engine, true);
    }

    Scrutiny scrutiny() {
        return dialsOnly ? Scrutiny.LIGHT : Scrutiny.WHOLE;
    }

    /** The options of the roles that are taken. */
    Stream<TlsOptions> roles() {
        return dialsOnly ? Stream.of(client) : Stream.of(server, client);
    }

    /** The options of the roles that verify nobody. */
    List<TlsOptions> unverified() {
        return roles().filter(options -> !options.verifyPeer()).toList();
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
