package io.settee.config;

import io.settee.carrier.KeySource;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import io.settee.x509.DerValues;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the options that hold keys and certificates themselves, in DER, and {@code certs_keys}, which has several of them. */
final class TlsKeyReader {
    private TlsKeyReader() {}

    /** The option {@code cert} or {@code cacerts}: DER in a binary, or a list of such. */
    static List<X509Certificate> certificates(TlsOption option) {
        return certificates(option, option.elements());
    }

    private static List<X509Certificate> certificates(TlsOption option, List<Term> elements) {
        var found = new ArrayList<X509Certificate>();
        for (Term element : elements) {
            if (!(element instanceof Binary der)) throw option.wrong("certificates in DER, as binaries");
            try {
                found.add(DerValues.certificate(der.bytes().toArray()));
            } catch (GeneralSecurityException e) {
                throw option.error("has a certificate that cannot be read: " + e.getMessage());
            }
        }
        return found;
    }

    /** The option {@code key}: {@code {'PrivateKeyInfo', Der}}. */
    static PrivateKey key(TlsOption option) {
        return key(option, option.value());
    }

    private static PrivateKey key(TlsOption option, Term value) {
        if (!(value instanceof Tuple(List<Term> parts))
                || parts.size() != 2
                || !(parts.get(0) instanceof Atom(String kind))
                || !(parts.get(1) instanceof Binary der)) {
            throw option.wrong("{'PrivateKeyInfo', Der}, {'RSAPrivateKey', Der} or {'ECPrivateKey', Der}");
        }
        try {
            return DerValues.privateKey(kind, der.bytes().toArray());
        } catch (GeneralSecurityException e) {
            throw option.error("has a private key that cannot be read: " + e.getMessage());
        }
    }

    /** The option {@code certs_keys}: a list of maps with the names of the single options. */
    static List<KeySource> sources(TlsOption option) {
        var sources = new ArrayList<KeySource>();
        for (Term element : option.elements()) {
            if (!(element instanceof TermMap map)) throw option.wrong("a list of maps");
            List<X509Certificate> certificates = map.get("cert")
                    .map(c -> certificates(option, c instanceof Binary ? List.of(c) : listed(option, c)))
                    .orElse(List.of());
            sources.add(new KeySource(
                    path(option, map, "certfile"),
                    certificates,
                    path(option, map, "keyfile"),
                    map.get("key").map(k -> key(option, k)),
                    map.get("password").map(option::text)));
        }
        if (sources.isEmpty()) throw option.wrong("at least one certificate");
        return sources;
    }

    private static List<Term> listed(TlsOption option, Term value) {
        return new TlsOption(option.role(), option.name(), value, option.place()).elements();
    }

    private static Optional<Path> path(TlsOption option, TermMap map, String key) {
        return map.get(key).map(option::text).map(Path::of);
    }
}
