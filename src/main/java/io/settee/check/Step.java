package io.settee.check;

import java.util.Locale;

/** What is looked at, in its order: first this node's own settings, then the way to a peer. */
public enum Step {
    /** The {@code vm.args}, the environment and the option file, as text. */
    SETTINGS,
    /** This node's name and whom it can meet by it. */
    NAME,
    /** Which carrier for whom. */
    CARRIER,
    /** Certificates, keys and what TLS is to do with them. */
    TLS_FILES,
    /** The host part of the peer's name. */
    RESOLVE,
    EPMD,
    TCP,
    /** What answers at the port: TLS, plain distribution, or neither. */
    PROTOCOL,
    TLS,
    HANDSHAKE,
    FLAGS,
    COOKIE;

    /** {@code tls-files}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
