package io.settee.config;

import io.settee.carrier.CrlCheck;
import io.settee.carrier.TlsOptions.Role;
import io.settee.carrier.TlsOptionsBuilder;
import io.settee.error.ConfigException;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the options that say how a peer's certificate is checked beyond its chain: by lists of revoked ones, by host, by functions. */
final class TlsCheckReader {
    private static final String HOOK =
            "A function of Erlang cannot run here: remove it and give TlsOptionsBuilder.certificateCheck(…) in code";

    private TlsCheckReader() {}

    /** The option {@code crl_check}. */
    static CrlCheck.Mode crlCheck(TlsOption option) {
        return switch (option.atom()) {
            case "true" -> CrlCheck.Mode.CHAIN;
            case "false" -> CrlCheck.Mode.OFF;
            case "peer" -> CrlCheck.Mode.PEER;
            case "best_effort" -> CrlCheck.Mode.BEST_EFFORT;
            default -> throw option.wrong("true, false, peer or best_effort");
        };
    }

    /** The option {@code crl_cache}: {@code {Module, {internal, [Option]}}}, whose database handle may be left out. */
    static CrlCheck crlCache(TlsOption option) {
        if (option.value() instanceof Tuple(List<Term> parts)
                && parts.size() == 2
                && parts.get(0) instanceof Atom(String module)) {
            TermList settings = settings(parts.get(1));
            if (module.equals("ssl_crl_cache")) return fetching(option, settings);
            if (module.equals("ssl_crl_hash_dir")) return inFolders(option, settings);
        }
        throw option.wrong(
                "{ssl_crl_cache, {internal, [{http, Milliseconds}]}} or {ssl_crl_hash_dir, {internal, [{dir, \"…\"}]}}");
    }

    private static TermList settings(Term handle) {
        return handle instanceof Tuple(List<Term> parts)
                        && parts.size() == 2
                        && parts.get(1) instanceof TermList settings
                ? settings
                : TermList.NIL;
    }

    private static CrlCheck fetching(TlsOption option, TermList settings) {
        CrlCheck check = CrlCheck.OFF;
        for (Term setting : settings) {
            if (!(setting instanceof Tuple(List<Term> pair))
                    || pair.size() != 2
                    || !pair.get(0).equals(new Atom("http"))
                    || !(pair.get(1) instanceof Int.Small(long millis))
                    || millis < 1
                    || millis > Integer.MAX_VALUE) {
                throw option.wrong("{http, Milliseconds} there");
            }
            check = new CrlCheck(CrlCheck.Mode.OFF, List.of(), Optional.of(Duration.ofMillis(millis)));
        }
        return check;
    }

    private static CrlCheck inFolders(TlsOption option, TermList settings) {
        var folders = new ArrayList<Path>();
        for (Term setting : settings) {
            if (!(setting instanceof Tuple(List<Term> pair))
                    || pair.size() != 2
                    || !pair.get(0).equals(new Atom("dir"))) {
                throw option.wrong("{dir, \"…\"} there");
            }
            folders.add(option.place().path(option.text(pair.get(1))));
        }
        if (folders.isEmpty()) throw option.wrong("{dir, \"…\"} there");
        return new CrlCheck(CrlCheck.Mode.OFF, folders, Optional.empty());
    }

    /** The option {@code verify_fun}: of all functions there are two that we know. */
    static void verifyFun(TlsOption option, TlsOptionsBuilder builder) {
        switch (function(option.value())) {
            case "inet_tls_dist:verify_client" -> {
                if (option.role() != Role.SERVER) throw option.error("names verify_client, which is for servers");
                builder.peerHostBound(true);
            }
            case "inet_tls_dist:verify_server" -> {
                if (option.role() != Role.CLIENT) throw option.error("names verify_server, which is for clients");
                builder.checkHost(true);
            }
            default -> throw unknownFunction(option, "inet_tls_dist:verify_client/3 and verify_server/3");
        }
    }

    /** The option {@code customize_hostname_check}: of all functions there is one that we know. */
    static void hostnameCheck(TlsOption option, TlsOptionsBuilder builder) {
        for (Term element : option.elements()) {
            if (!(element instanceof Tuple(List<Term> pair))
                    || pair.size() != 2
                    || !pair.get(0).equals(new Atom("match_fun"))
                    || !function(pair.get(1)).equals("public_key:pkix_verify_hostname_match_fun")) {
                throw unknownFunction(option, "{match_fun, {public_key, pkix_verify_hostname_match_fun, [https]}}");
            }
            builder.wildcards(true);
        }
    }

    private static ConfigException unknownFunction(TlsOption option, String known) {
        return option.error("is " + option.value() + "; known is " + known + ". " + HOOK);
    }

    /** {@code module:function} of {@code fun M:F/A}, {@code {M, F, State}} or {@code {fun M:F/A, State}}. */
    private static String function(Term value) {
        return switch (value) {
            case Fun.External(Atom module, Atom function, int arity) -> module.name() + ":" + function.name();
            case Tuple(List<Term> parts)
            when parts.size() == 3 && parts.get(0) instanceof Atom module && parts.get(1) instanceof Atom function ->
                module.name() + ":" + function.name();
            case Tuple(List<Term> parts)
            when parts.size() == 2 && parts.get(0) instanceof Fun.External fun -> function(fun);
            default -> "";
        };
    }
}
