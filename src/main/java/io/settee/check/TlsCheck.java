package io.settee.check;

import io.settee.carrier.Carriers;
import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsSettings;
import io.settee.config.VmArgs;
import io.settee.error.ConfigException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What TLS would do, and whether its files can be used. */
final class TlsCheck {
    private final VmArgs args;
    private final Findings findings;

    TlsCheck(VmArgs args, Findings findings) {
        this.args = args;
        this.findings = findings;
    }

    /** The node's carriers, if it would have any. */
    Optional<Carriers> run() {
        findings.fact("node", "carriers", args.protoDist(), "-proto_dist; inet_tcp if it is not given");
        if (!args.protoDist().speaksTls()) return Optional.of(args.carriers());
        TlsSettings settings;
        try {
            settings = args.tlsSettings();
        } catch (ConfigException e) {
            findings.wrong(Step.SETTINGS, e, "Neither a BEAM nor Settee gets TLS connections with it.");
            return Optional.empty();
        }
        warnOfRelativePaths(settings);
        describe(settings.server());
        describe(settings.client());
        for (TlsOptions options : List.of(settings.server(), settings.client())) warnOfVersions(options);
        try {
            Carriers carriers = args.carriers();
            List<String> warnings =
                    args.name().map(name -> carriers.warnings(name.value())).orElseGet(carriers::warnings);
            for (String warning : warnings) findings.warning(Step.TLS_FILES, warning, "");
            for (String told : carriers.notes()) findings.note(Step.TLS_FILES, told);
            for (String told : carriers.defaultsInForce()) findings.note(Step.TLS_FILES, told);
            for (String told : carriers.engines()) findings.note(Step.TLS_FILES, told);
            return Optional.of(carriers);
        } catch (ConfigException e) {
            findings.wrong(
                    Step.TLS_FILES,
                    e,
                    "Settee refuses to start. A BEAM starts, and then refuses every TLS connection with a word in its log at most.");
            return Optional.empty();
        }
    }

    private void warnOfRelativePaths(TlsSettings settings) {
        var paths = new TreeSet<Path>();
        args.optionFile().ifPresent(file -> paths.add(file.value()));
        for (TlsOptions options : List.of(settings.server(), settings.client())) {
            paths.addAll(options.files());
            paths.addAll(options.crlCheck().folders());
        }
        paths.removeIf(Path::isAbsolute);
        if (paths.isEmpty()) return;
        findings.warning(
                Step.SETTINGS,
                "relative paths count from the folder in which the node is started, which for a service is seldom this one: "
                        + paths.stream().map(Path::toString).collect(Collectors.joining(", ")),
                "Name TLS files by their absolute paths.");
    }

    private void describe(TlsOptions options) {
        String topic = "tls " + options.role();
        fact(topic, "certfile", options.certFile().map(Path::toString).orElse("none"), options);
        fact(topic, "keyfile", options.keyFile().map(Path::toString).orElse("none"), options);
        fact(topic, "cacertfile", options.caCertFile().map(Path::toString).orElse("none"), options);
        findings.fact(
                topic,
                "verify",
                options.verifyPeer() ? "verify_peer" : "verify_none",
                given(options, "verify").orElseGet(() -> defaultOfVerify(options)));
        if (options.role() == TlsOptions.Role.SERVER) {
            fact(topic, "fail_if_no_peer_cert", options.failIfNoPeerCert(), options);
        } else {
            fact(
                    topic,
                    "server_name_indication",
                    options.serverName()
                            .orElse(options.checkHost() ? "the peer's host" : "disable: hosts are not checked"),
                    options);
        }
        fact(topic, "versions", String.join(", ", options.versions()), options);
        fact(topic, "depth", options.depth(), options);
        fact(topic, "crl_check", options.crlCheck().mode().toString().toLowerCase(Locale.ROOT), options);
    }

    private void fact(String topic, String name, Object value, TlsOptions options) {
        findings.fact(topic, name, value, given(options, name).orElseGet(() -> defaultOf(name)));
    }

    private Optional<String> given(TlsOptions options, String name) {
        return args.tlsOptionPlace(options.role(), name).map(Object::toString);
    }

    private static String defaultOfVerify(TlsOptions options) {
        if (options.verifyPeer()) return "default, as in OTP 26 and newer; in OTP 25 and older it is verify_none";
        return options.role() == TlsOptions.Role.SERVER
                ? "default without a cacertfile, as in OTP"
                : "default without a cacertfile, as in OTP 25 and older; newer ones connect to nobody";
    }

    private static String defaultOf(String name) {
        return switch (name) {
            case "fail_if_no_peer_cert" ->
                "default, as in OTP 26 and newer where verify is verify_peer; before it is false";
            case "versions" -> "default, as in OTP 29; OTP 27 and older speak TLS 1.2 alone";
            case "depth", "crl_check" -> "default, as in OTP";
            case "keyfile" -> "default: where the certificate is";
            default -> "default";
        };
    }

    private void warnOfVersions(TlsOptions options) {
        if (options.versions().contains("TLSv1.2")) return;
        findings.warning(
                Step.TLS_FILES,
                options.source() + ": the " + options.role() + " options allow " + String.join(", ", options.versions())
                        + " only; nodes of OTP 27 and older speak TLS 1.2 unless their option file says otherwise, and have no"
                        + " version in common with this one",
                "Allow 'tlsv1.2', too, or say {versions, ['tlsv1.3']} in the option files of all nodes.");
    }
}
