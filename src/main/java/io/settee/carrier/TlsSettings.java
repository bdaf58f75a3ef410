package io.settee.carrier;

/** The TLS options of a node's two roles, as an option file gives them. */
public record TlsSettings(TlsOptions server, TlsOptions client) {
    public TlsSettings {
        if (server.role() != TlsOptions.Role.SERVER || client.role() != TlsOptions.Role.CLIENT) {
            throw new IllegalArgumentException("server options and client options are needed, in this order");
        }
    }
}
