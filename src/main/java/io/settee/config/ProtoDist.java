package io.settee.config;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The values of {@code -proto_dist} that Settee knows. Source: OTP "erl", flag {@code -proto_dist}; CouchDB's {@code couch_dist}. */
public enum ProtoDist {
    INET_TCP,
    INET_TLS,
    INET6_TCP,
    INET6_TLS,
    COUCH;

    static Optional<ProtoDist> of(String text) {
        return Arrays.stream(values()).filter(p -> p.toString().equals(text)).findFirst();
    }

    /** Whether peers' hosts are looked up as IPv6 addresses. */
    public boolean ipv6() {
        return this == INET6_TCP || this == INET6_TLS;
    }

    /** Whether connections to some peers are made over TLS. */
    public boolean speaksTls() {
        return this == INET_TLS || this == INET6_TLS || this == COUCH;
    }

    static String known() {
        return Arrays.stream(values()).map(ProtoDist::toString).collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        return switch (this) {
            case INET_TCP -> "inet_tcp";
            case INET_TLS -> "inet_tls";
            case INET6_TCP -> "inet6_tcp";
            case INET6_TLS -> "inet6_tls";
            case COUCH -> "couch";
        };
    }
}
