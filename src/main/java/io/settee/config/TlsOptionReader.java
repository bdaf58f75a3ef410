package io.settee.config;

import io.settee.carrier.CrlCheck;
import io.settee.carrier.TlsAlgorithms;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsOptions.Role;
import io.settee.carrier.TlsOptionsBuilder;
import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes {@link TlsOptions} of the options that stand in a file or on the command line. New options get a case in {@link #apply}. */
final class TlsOptionReader {
    private static final Map<String, String> VERSIONS = Map.of("tlsv1.3", "TLSv1.3", "tlsv1.2", "TLSv1.2");
    private static final List<String> OLD_VERSIONS = List.of("tlsv1.1", "tlsv1", "sslv3");

    private final Role role;
    private final TlsOptionsBuilder builder;
    private final Set<String> given = new HashSet<>();
    private final List<String> passedOver = new ArrayList<>();
    private TlsAlgorithms algorithms = TlsAlgorithms.DEFAULT;
    private CrlCheck crlCheck = CrlCheck.OFF;
    private CrlCheck.Mode crlMode = CrlCheck.Mode.OFF;
    private final List<Boolean> resumption = new ArrayList<>();
    private Optional<Setting<Path>> caCertFile = Optional.empty();
    private final ConfigFaults faults = new ConfigFaults();

    private TlsOptionReader(Role role, String source, Duration handshakeTimeout) {
        this.role = role;
        this.builder = (role == Role.SERVER ? TlsOptions.server() : TlsOptions.client())
                .source(source)
                .handshakeTimeout(handshakeTimeout);
    }

    /**
     * Reads a role's options.
     *
     * @param source where they come from, for messages about all of them
     * @param handshakeTimeout the kernel's net_setuptime
     * @param overriding those that win over others of the same name, with a warning
     * @throws ConfigException for all of them that are wrong
     */
    static TlsOptions read(
            Role role, String source, Duration handshakeTimeout, List<TlsOption> overriding, List<TlsOption> options) {
        var reader = new TlsOptionReader(role, source, handshakeTimeout);
        Map<String, TlsOption> seen = new HashMap<>();
        for (TlsOption option : overriding) {
            reader.faults.check(() -> reader.rejectDuplicate(option, seen));
            reader.faults.check(() -> reader.apply(option));
        }
        Map<String, TlsOption> inFile = new HashMap<>();
        for (TlsOption option : options) {
            reader.faults.check(() -> reader.rejectDuplicate(option, inFile));
            TlsOption winner = seen.get(option.name());
            if (winner == null) reader.faults.check(() -> reader.apply(option));
            else
                reader.builder.warning(option.place() + ": the " + role + " option " + option.name()
                        + " is overridden by " + winner.place());
        }
        return reader.finish(source);
    }

    private TlsOptions finish(String source) {
        faults.throwIfAny();
        if (!given.contains("verify") && !given.contains("cacertfile") && !given.contains("cacerts")) {
            builder.verifyPeer(false);
            builder.warning(
                    source + ": the " + role + " options have neither verify nor cacertfile, so nobody is verified"
                            + (role == Role.SERVER
                                    ? ", as OTP's servers do. Add cacertfile and {verify, verify_peer}"
                                    : ", as OTP 25 and older do; newer ones could connect to nobody. Add cacertfile"));
        }
        if (!passedOver.isEmpty()) {
            builder.note(source + ": without meaning here, and passed over: the " + role + " options "
                    + String.join(", ", passedOver));
        }
        caCertFile.ifPresent(this::trust);
        if (!resumption.isEmpty()) builder.resumption(resumption.contains(true));
        return builder.algorithms(algorithms)
                .crlCheck(crlCheck.withMode(crlMode))
                .build();
    }

    /** OTP "ssl", option cacerts: it overrides cacertfile. */
    private void trust(Setting<Path> file) {
        if (!given.contains("cacerts")) {
            builder.caCertFile(file.value());
            return;
        }
        builder.warning(
                file.place() + ": the " + role
                        + " option cacertfile is ignored, since there is cacerts, which OTP trusts alone, too. Remove one of them");
    }

    private void rejectDuplicate(TlsOption option, Map<String, TlsOption> seen) {
        TlsOption earlier = seen.putIfAbsent(option.name(), option);
        if (earlier != null) {
            throw new ConfigException(option.place() + ": the " + role + " option " + option.name() + " stands at "
                    + earlier.place() + " already. Remove one of them");
        }
    }

    private void apply(TlsOption option) {
        given.add(option.name());
        switch (option.name()) {
            case "certfile" -> builder.certFile(option.path());
            case "keyfile" -> builder.keyFile(option.path());
            case "cacertfile" -> caCertFile = Optional.of(new Setting<>(option.path(), option.place()));
            case "password" -> builder.password(option.text());
            case "cert" -> builder.certificates(TlsKeyReader.certificates(option));
            case "key" -> builder.key(TlsKeyReader.key(option));
            case "cacerts" -> builder.authorities(TlsKeyReader.certificates(option));
            case "sni_hosts" -> serverNames(option);
            case "certs_keys" -> builder.keySources(TlsKeyReader.sources(option));
            case "verify" -> builder.verifyPeer(verify(option));
            case "fail_if_no_peer_cert" -> failIfNoPeerCert(option);
            case "depth" -> builder.depth(depth(option));
            case "crl_check" -> crlMode = TlsCheckReader.crlCheck(option);
            case "crl_cache" -> crlCheck = TlsCheckReader.crlCache(option);
            case "verify_fun" -> TlsCheckReader.verifyFun(option, builder);
            case "server_name_indication" -> serverName(option);
            case "customize_hostname_check" -> TlsCheckReader.hostnameCheck(option, builder);
            default -> applyAlgorithm(option);
        }
    }

    private void applyAlgorithm(TlsOption option) {
        switch (option.name()) {
            case "versions" -> builder.versions(versions(option));
            case "ciphers" -> algorithms = algorithms.withCiphers(TlsAlgorithmNames.ciphers(option, builder));
            case "eccs", "supported_groups" ->
                algorithms = algorithms.withGroups(
                        Stream.concat(algorithms.groups().stream(), TlsAlgorithmNames.groups(option, builder).stream())
                                .distinct()
                                .toList());
            case "signature_algs" ->
                algorithms = algorithms.withSignatures(TlsAlgorithmNames.signatures(option, builder));
            case "signature_algs_cert" ->
                algorithms = algorithms.withCertificateSignatures(TlsAlgorithmNames.signatures(option, builder));
            case "honor_cipher_order" -> algorithms = algorithms.withOurOrder(option.bool());
            case "reuse_sessions" -> resumption.add(option.atom().equals("save") || option.bool());
            case "session_tickets" -> resumption.add(sessionTickets(option));
            case "secure_renegotiate" -> secureRenegotiate(option);
            case "client_renegotiation" -> clientRenegotiation(option);
            case "allow_any_ca_purpose", "stapling", "ocsp_stapling", "protocol" -> acceptDefault(option);
            default -> applyNothing(option);
        }
    }

    private void applyNothing(TlsOption option) {
        String name = option.name();
        if (TlsOptionNames.PASSED_OVER.contains(name)) {
            passedOver.add(name);
            return;
        }
        if (TlsOptionNames.FORBIDDEN.contains(name)) {
            throw new ConfigException(
                    option.place() + ": " + name
                            + " is an option of sockets, which the distribution sets by itself; remove it (OTP forbids it here, too)");
        }
        if (TlsOptionNames.REFUSED.contains(name)) throw refused(option);
        throw new ConfigException(option.place() + ": unknown " + role + " option " + name + "; known are "
                + TlsOptionNames.known() + ", and others of OTP's ssl are passed over or refused by name");
    }

    private static ConfigException refused(TlsOption option) {
        return option.error(
                "has no counterpart here, and to leave it out would change who is let in. Remove it if that is acceptable");
    }

    /** Options whose default is how we behave anyway; any other value asks for something that we do not do. */
    private static void acceptDefault(TlsOption option) {
        String usual = switch (option.name()) {
            case "stapling" -> "no_staple";
            case "protocol" -> "tls";
            default -> "false";
        };
        if (!option.atom().equals(usual)) throw refused(option);
    }

    private static boolean sessionTickets(TlsOption option) {
        return switch (option.atom()) {
            case "disabled" -> false;
            case "manual", "auto", "stateful", "stateless", "stateful_with_cert", "stateless_with_cert" -> true;
            default -> throw option.wrong("disabled, auto, stateful or stateless");
        };
    }

    private void secureRenegotiate(TlsOption option) {
        if (!option.bool()) {
            builder.note(option.place() + ": {secure_renegotiate, false} would let old peers renegotiate in an unsafe"
                    + " way; here they never can");
        }
    }

    private void clientRenegotiation(TlsOption option) {
        if (role == Role.CLIENT) throw option.error("is a server option; remove it from the client's");
        builder.renegotiation(option.bool());
        if (!option.bool()) {
            builder.warning(option.place()
                    + ": {client_renegotiation, false}: a BEAM renegotiates on TLS 1.2 after 2^28 records"
                    + " and will lose its connection then; TLS 1.3 has no such thing");
        }
    }

    private boolean verify(TlsOption option) {
        return switch (option.value()) {
            case Atom(String name) when name.equals("verify_peer") -> true;
            case Atom(String name) when name.equals("verify_none") -> false;
            default -> throw option.wrong("verify_peer or verify_none");
        };
    }

    private void failIfNoPeerCert(TlsOption option) {
        boolean fail = option.bool();
        if (role == Role.SERVER) {
            builder.failIfNoPeerCert(fail);
        } else {
            builder.warning(option.place()
                    + ": fail_if_no_peer_cert is a server option. It is ignored here; a BEAM of OTP 26 or newer"
                    + " refuses all client options because of it, and then cannot connect to anybody. Remove it");
        }
    }

    private int depth(TlsOption option) {
        if (option.value() instanceof Int.Small(long depth) && depth >= 0 && depth <= 255) return (int) depth;
        throw option.wrong("an integer from 0 to 255");
    }

    private List<String> versions(TlsOption option) {
        var versions = new ArrayList<String>();
        List<Term> listed =
                option.value() instanceof TermList(List<Term> elements) ? elements : List.of(option.value());
        for (Term element : listed) {
            String name = element instanceof Atom(String atom) ? atom : "";
            String version = VERSIONS.get(name);
            if (version != null) {
                versions.add(version);
            } else if (OLD_VERSIONS.contains(name)) {
                builder.warning(option.place() + ": " + name + " is broken and left out; TLS 1.2 and 1.3 can be used");
            } else {
                throw option.wrong("a list of 'tlsv1.3' and 'tlsv1.2'");
            }
        }
        if (versions.isEmpty()) {
            throw new ConfigException(
                    option.place() + ": no version is left that can be used. Say {versions, ['tlsv1.3','tlsv1.2']}");
        }
        return versions.stream().distinct().toList();
    }

    private void serverNames(TlsOption option) {
        if (role == Role.CLIENT) throw option.error("is a server option; remove it from the client's");
        builder.namedKeySources(TlsKeyReader.hosts(option));
    }

    private void serverName(TlsOption option) {
        if (role == Role.SERVER) {
            throw new ConfigException(
                    option.place() + ": server_name_indication is a client option; remove it from the server's");
        }
        if (option.value() instanceof Atom(String name) && name.equals("disable")) {
            builder.checkHost(false);
            builder.warning(
                    option.place() + ": {server_name_indication, disable} turns off the check of hosts: any node with a"
                            + " certificate of the CA may pose as any other");
        } else {
            builder.serverName(option.text());
        }
    }
}
