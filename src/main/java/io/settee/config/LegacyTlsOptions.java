package io.settee.config;

import io.settee.carrier.TlsOptions.Role;
import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.error.TermSyntaxException;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The options of {@code -ssl_dist_opt NAME VALUE …}: the way before option files, with names that begin with {@code server_} or
 * {@code client_}.
 *
 * <p>Source: OTP "Using TLS for Erlang Distribution", section "Specifying TLS Options"; {@code inet_tls_dist.erl}, {@code ssl_option/2}.
 */
public final class LegacyTlsOptions {
    static final LegacyTlsOptions NONE = new LegacyTlsOptions(Map.of());

    private static final Set<String> STRINGS =
            Set.of("certfile", "cacertfile", "keyfile", "password", "dhfile", "ciphers");
    private static final Set<String> ATOMS = Set.of(
            "verify", "crl_check", "reuse_sessions", "secure_renegotiate", "fail_if_no_peer_cert", "versions", "ktls");
    private static final Set<String> TERMS = Set.of("verify_fun", "crl_cache");
    private static final Set<String> INTEGERS = Set.of("depth", "hibernate_after");

    private final Map<Role, List<TlsOption>> options;

    private LegacyTlsOptions(Map<Role, List<TlsOption>> options) {
        this.options = options;
    }

    public boolean isEmpty() {
        return options.isEmpty();
    }

    List<TlsOption> of(Role role) {
        return options.getOrDefault(role, List.of());
    }

    static LegacyTlsOptions read(List<Arguments.Flag> flags, ConfigFaults faults) {
        Map<Role, List<TlsOption>> options = new EnumMap<>(Role.class);
        for (Arguments.Flag flag : flags) {
            List<Setting<String>> words = flag.values();
            if (words.size() % 2 != 0) {
                faults.add(new ConfigException(flag.place()
                        + ": -ssl_dist_opt: names and values come in pairs, and there are " + words.size() + " words"));
                continue;
            }
            for (int i = 0; i < words.size(); i += 2) {
                Setting<String> name = words.get(i);
                Setting<String> value = words.get(i + 1);
                faults.attempt(() -> option(name, value))
                        .ifPresent(option -> options.computeIfAbsent(option.role(), r -> new ArrayList<>())
                                .add(option));
            }
        }
        return new LegacyTlsOptions(options);
    }

    private static TlsOption option(Setting<String> name, Setting<String> value) {
        String option = name.value().substring(name.value().indexOf('_') + 1);
        return new TlsOption(role(name), option, value(option, value), name.place());
    }

    private static Role role(Setting<String> name) {
        if (name.value().startsWith("server_")) return Role.SERVER;
        if (name.value().startsWith("client_")) return Role.CLIENT;
        throw new ConfigException(name.place() + ": -ssl_dist_opt " + name.value()
                + ": its options begin with server_ or client_, as in server_certfile");
    }

    private static Term value(String option, Setting<String> word) {
        String text = word.value();
        if (STRINGS.contains(option)) return TermList.ofChars(text);
        if (ATOMS.contains(option)) return new Atom(text);
        try {
            if (INTEGERS.contains(option))
                return text.equals("infinity") ? new Atom(text) : Int.of(Long.parseLong(text));
            if (TERMS.contains(option)) return Term.parse(text);
        } catch (NumberFormatException | TermSyntaxException e) {
            throw new ConfigException(
                    word.place() + ": -ssl_dist_opt " + option + " cannot be " + text + ": " + e.getMessage(), e);
        }
        throw new ConfigException(word.place() + ": -ssl_dist_opt has no option " + option
                + "; an option file (-ssl_dist_optfile) takes more of them");
    }
}
