package io.settee.config;

import io.settee.carrier.TlsOptionsBuilder;
import io.settee.error.ConfigException;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Erlang's names of cipher suites, groups and signature schemes, and JSSE's. A name that nobody knows is an error that lists the ones
 * near it; one that only the JVM lacks is left out with a warning, as long as others are left.
 *
 * <p>Source: OTP "ssl" reference manual, types {@code erl_cipher_suite()}, {@code group()} and {@code sign_scheme()}.
 */
final class TlsAlgorithmNames {
    /** Suites by JSSE's name, and by OpenSSL's. */
    private static final Map<String, String> SUITES = suites();

    /** What only OTP has: pre-shared keys and passwords, CCM, and the broken ones of old. */
    private static final Pattern SUITES_OF_OTP_ONLY =
            Pattern.compile("CCM|PSK|SRP|ANON|ADH|AECDH|RC4|DES|ARIA|CAMELLIA|NULL");

    private static final Set<String> GROUPS = Set.of(
            "x25519",
            "x448",
            "secp256r1",
            "secp384r1",
            "secp521r1",
            "ffdhe2048",
            "ffdhe3072",
            "ffdhe4096",
            "ffdhe6144",
            "ffdhe8192");

    private static final Pattern GROUPS_OF_OTP_ONLY =
            Pattern.compile("sec[pt]\\d+[kr]\\d|brainpoolP\\d+[rt]1(tls13)?|.*mlkem\\d+");

    private static final Set<String> SCHEMES = Set.of(
            "ecdsa_secp256r1_sha256",
            "ecdsa_secp384r1_sha384",
            "ecdsa_secp521r1_sha512",
            "rsa_pss_rsae_sha256",
            "rsa_pss_rsae_sha384",
            "rsa_pss_rsae_sha512",
            "rsa_pss_pss_sha256",
            "rsa_pss_pss_sha384",
            "rsa_pss_pss_sha512",
            "rsa_pkcs1_sha256",
            "rsa_pkcs1_sha384",
            "rsa_pkcs1_sha512",
            "rsa_pkcs1_sha1",
            "ecdsa_sha1",
            "eddsa_ed25519",
            "eddsa_ed448");

    private static final Pattern SCHEMES_OF_OTP_ONLY =
            Pattern.compile(".*brainpool.*|.*(sha224|md5|dsa_sha.*)|(ml|slh)_?dsa.*");

    private TlsAlgorithmNames() {}

    /** The option {@code ciphers}: names of either kind in a list or with colons between them, maps, or tuples of old. */
    static List<String> ciphers(TlsOption option, TlsOptionsBuilder builder) {
        Stream<String> names = option.value() instanceof TermList list
                        && !list.isEmpty()
                        && list.chars().isPresent()
                ? Arrays.stream(option.text().split("[:,]", -1))
                : option.elements().stream().map(suite -> suiteName(option, suite));
        return usable(
                option,
                names.map(name -> name.strip().toUpperCase(Locale.ROOT)).toList(),
                builder,
                SUITES.keySet(),
                SUITES_OF_OTP_ONLY.asPredicate()::test,
                name -> SUITES.getOrDefault(name, name));
    }

    /** The options {@code eccs} and {@code supported_groups}. */
    static List<String> groups(TlsOption option, TlsOptionsBuilder builder) {
        List<String> names = option.elements().stream()
                .map(group -> group instanceof Atom(String name) ? name : String.valueOf(group))
                .toList();
        return usable(
                option,
                names,
                builder,
                GROUPS,
                name -> GROUPS_OF_OTP_ONLY.matcher(name).matches(),
                name -> name);
    }

    /** The option {@code signature_algs}: schemes, or pairs of a hash and a kind of key. */
    static List<String> signatures(TlsOption option, TlsOptionsBuilder builder) {
        List<String> names =
                option.elements().stream().map(TlsAlgorithmNames::schemeName).toList();
        return usable(
                option,
                names,
                builder,
                SCHEMES,
                name -> SCHEMES_OF_OTP_ONLY.matcher(name).matches(),
                // OTP writes eddsa_ed25519, RFC 8446 and JSSE ed25519.
                name -> name.replace("eddsa_", ""));
    }

    private static List<String> usable(
            TlsOption option,
            List<String> names,
            TlsOptionsBuilder builder,
            Collection<String> known,
            Function<String, Boolean> onlyOtp,
            Function<String, String> jsse) {
        var usable = new LinkedHashSet<String>();
        for (String name : names) {
            if (known.contains(name)) {
                usable.add(jsse.apply(name));
            } else if (onlyOtp.apply(name)) {
                builder.warning(
                        option.place() + ": " + option.name() + ": this JVM has no " + name + "; it is left out");
            } else {
                throw option.error("has the unknown name " + name + "; near it are " + NearNames.of(name, known));
            }
        }
        if (usable.isEmpty()) throw option.error("has no name that this JVM can use");
        return List.copyOf(usable);
    }

    private static String suiteName(TlsOption option, Term suite) {
        return switch (suite) {
            case TermMap map ->
                suiteName(part(option, map, "key_exchange"), part(option, map, "cipher"), macOf(option, map));
            case Tuple(List<Term> parts)
            when parts.size() == 3 || parts.size() == 4 -> {
                String mac = atom(option, parts.get(2));
                yield suiteName(
                        atom(option, parts.get(0)),
                        atom(option, parts.get(1)),
                        mac.equals("aead") && parts.size() == 4 ? atom(option, parts.get(3)) : mac);
            }
            default -> option.text(suite);
        };
    }

    private static String macOf(TlsOption option, TermMap suite) {
        String mac = part(option, suite, "mac");
        return mac.equals("aead") ? part(option, suite, "prf") : mac;
    }

    private static String part(TlsOption option, TermMap suite, String key) {
        return atom(option, suite.get(key).orElseThrow(() -> wrongSuite(option)));
    }

    private static String atom(TlsOption option, Term term) {
        if (term instanceof Atom(String name)) return name;
        throw wrongSuite(option);
    }

    private static ConfigException wrongSuite(TlsOption option) {
        return option.wrong("cipher suites by name, or as maps of cipher, key_exchange, mac and prf");
    }

    private static String suiteName(String exchange, String cipher, String hash) {
        return (exchange.equals("any") ? "TLS_" : "TLS_" + exchange + "_WITH_") + cipher + "_" + hash;
    }

    private static String schemeName(Term scheme) {
        if (!(scheme instanceof Tuple(List<Term> parts))
                || parts.size() != 2
                || !(parts.get(0) instanceof Atom(String hash))
                || !(parts.get(1) instanceof Atom(String key))) {
            return scheme instanceof Atom(String name) ? name : String.valueOf(scheme);
        }
        String bits = hash.equals("sha") ? "sha1" : hash;
        return switch (key) {
            case "rsa" -> "rsa_pkcs1_" + bits;
            case "ecdsa" ->
                switch (bits) {
                    case "sha256" -> "ecdsa_secp256r1_sha256";
                    case "sha384" -> "ecdsa_secp384r1_sha384";
                    case "sha512" -> "ecdsa_secp521r1_sha512";
                    default -> "ecdsa_" + bits;
                };
            default -> key + "_" + bits;
        };
    }

    private static Map<String, String> suites() {
        try {
            var suites = new LinkedHashMap<String, String>();
            for (String jsse :
                    SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites()) {
                if (!jsse.startsWith("TLS_") || jsse.equals("TLS_EMPTY_RENEGOTIATION_INFO_SCSV")) continue;
                suites.put(jsse, jsse);
                openSslName(jsse).ifPresent(name -> suites.put(name, jsse));
            }
            return suites;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no TLS", e);
        }
    }

    /** {@code ECDHE-RSA-AES128-GCM-SHA256} for {@code TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}; suites of TLS 1.3 have one name only. */
    private static Optional<String> openSslName(String jsse) {
        int with = jsse.indexOf("_WITH_");
        if (with < 0) return Optional.empty();
        String exchange = jsse.substring("TLS_".length(), with).replace('_', '-');
        String cipher = jsse.substring(with + "_WITH_".length())
                .replace("AES_", "AES")
                .replace("_CBC", "")
                .replace("POLY1305_SHA256", "POLY1305")
                .replace('_', '-');
        return Optional.of(exchange.equals("RSA") ? cipher : exchange + "-" + cipher);
    }
}
