package io.settee.carrier;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Whether peers' certificates are looked up in lists of revoked ones, and where those lists are.
 *
 * <p>Source: OTP "ssl", options {@code crl_check} and {@code crl_cache}.
 *
 * @param folders with files named as OpenSSL's {@code rehash} names them, {@code 5ed36f99.r0}
 * @param http how long to wait for a list that a certificate names by an http address; empty if none is to be fetched
 */
public record CrlCheck(Mode mode, List<Path> folders, Optional<Duration> http) {
    public static final CrlCheck OFF = new CrlCheck(Mode.OFF, List.of(), Optional.empty());

    /** Which certificates, and what if there is no list for one. */
    public enum Mode {
        OFF,
        /** All of the chain; without a list a certificate is refused. */
        CHAIN,
        /** The peer's own; without a list it is refused. */
        PEER,
        /** All of the chain; without a list a certificate is taken for good. */
        BEST_EFFORT
    }

    public CrlCheck {
        folders = List.copyOf(folders);
    }

    public CrlCheck withMode(Mode other) {
        return new CrlCheck(other, folders, http);
    }
}
