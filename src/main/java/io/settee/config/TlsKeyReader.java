package io.settee.config;

import io.settee.carrier.KeySource;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import io.settee.x509.DerValues;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads the options that hold keys and certificates themselves, in DER, and {@code certs_keys}, which has several of them. */
final class TlsKeyReader {
    private static final List<String> OF_CERTIFICATES = List.of("certfile", "keyfile", "password", "cert", "key");

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
            sources.add(source(option, map::get));
        }
        if (sources.isEmpty()) throw option.wrong("at least one certificate");
        return sources;
    }

    /** The option {@code sni_hosts}: pairs of a name and the options of the certificate that is shown to whoever asks for it. */
    static List<KeySource> hosts(TlsOption option) {
        var sources = new ArrayList<KeySource>();
        for (Term element : option.elements()) {
            if (!(element instanceof Tuple(List<Term> pair))
                    || pair.size() != 2
                    || !(pair.get(1) instanceof TermList entries)) {
                throw option.wrong("a list of {\"host\", [{certfile, \"…\"}, …]}");
            }
            String host = option.text(pair.getFirst());
            Map<String, Term> options = new HashMap<>();
            for (Term entry : entries) options.putAll(certificateOption(option, host, entry));
            sources.add(source(option, name -> Optional.ofNullable(options.get(name)))
                    .forServerName(host));
        }
        return sources;
    }

    private static Map<String, Term> certificateOption(TlsOption option, String host, Term entry) {
        if (!(entry instanceof Tuple(List<Term> parts))
                || parts.size() != 2
                || !(parts.getFirst() instanceof Atom(String name))) {
            throw option.wrong("{Option, Value} for " + host);
        }
        if (!OF_CERTIFICATES.contains(name)) {
            throw option.error("has the option " + name + " for " + host + "; only the certificate may differ by name: "
                    + String.join(", ", OF_CERTIFICATES));
        }
        return Map.of(name, parts.get(1));
    }

    private static KeySource source(TlsOption option, Function<String, Optional<Term>> options) {
        List<X509Certificate> certificates = options.apply("cert")
                .map(c -> certificates(option, c instanceof Binary ? List.of(c) : listed(option, c)))
                .orElse(List.of());
        return new KeySource(
                path(option, options.apply("certfile")),
                certificates,
                path(option, options.apply("keyfile")),
                options.apply("key").map(k -> key(option, k)),
                options.apply("password").map(option::text),
                Optional.empty());
    }

    private static List<Term> listed(TlsOption option, Term value) {
        return new TlsOption(option.role(), option.name(), value, option.place()).elements();
    }

    private static Optional<Path> path(TlsOption option, Optional<Term> value) {
        return value.map(option::text).map(option.place()::path);
    }
}
