package io.settee.config;

import io.settee.carrier.TlsOptions;
import io.settee.carrier.TlsOptions.Role;
import io.settee.carrier.TlsSettings;
import io.settee.error.ConfigException;
import io.settee.error.ConfigFaults;
import io.settee.error.TermSyntaxException;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermText;
import io.settee.term.Tuple;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The file of {@code -ssl_dist_optfile}: {@code [{server, [Option]}, {client, [Option]}].}
 *
 * <p>Source: OTP "Using TLS for Erlang Distribution", section "Specifying TLS Options".
 */
public final class OptionFile {
    private static final long MAX_BYTES = 1 << 20;

    private final String source;
    private final Map<Role, List<TlsOption>> options;

    private OptionFile(String source, Map<Role, List<TlsOption>> options) {
        this.source = source;
        this.options = options;
    }

    /**
     * Reads the options of both roles.
     *
     * @throws ConfigException if it cannot be read, or for all in it that is wrong; each line of the message begins with the file and, where it
     *     has one, the line
     */
    public static TlsSettings read(Path file) {
        return open(file).settings(LegacyTlsOptions.NONE, VmArgsReader.DEFAULT_SETUP_TIME);
    }

    /** Reads a file's text; {@code source} names it in messages. */
    static TlsSettings parse(String source, String text) {
        return of(source, text, consult(source, () -> TermText.consult(text)))
                .settings(LegacyTlsOptions.NONE, VmArgsReader.DEFAULT_SETUP_TIME);
    }

    static OptionFile open(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than " + MAX_BYTES + " bytes; no option file is");
            }
            List<Term> terms = consult(file.toString(), () -> TermText.consult(file));
            // Only for finding lines; every encoding that the terms may be in has ASCII in it.
            return of(file.toString(), Files.readString(file, StandardCharsets.ISO_8859_1), terms);
        } catch (NoSuchFileException e) {
            throw new ConfigException(
                    file + ": no such file"
                            + (file.isAbsolute() ? "" : " (looked for at " + file.toAbsolutePath() + ")"),
                    e);
        } catch (IOException | UncheckedIOException e) {
            throw new ConfigException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** No file at all, for options that come from elsewhere. */
    static OptionFile none() {
        return new OptionFile("-ssl_dist_opt", Map.of());
    }

    private static List<Term> consult(String source, Supplier<List<Term>> terms) {
        try {
            return terms.get();
        } catch (TermSyntaxException e) {
            throw new ConfigException(source + " line " + e.line() + ", column " + e.column() + ": " + e.problem(), e);
        }
    }

    /** The settings, where options that were given elsewhere as well have the other value. */
    TlsSettings settings(LegacyTlsOptions overriding, Duration handshakeTimeout) {
        var faults = new ConfigFaults();
        Optional<TlsOptions> server = faults.attempt(() -> TlsOptionReader.read(
                Role.SERVER, source, handshakeTimeout, overriding.of(Role.SERVER), of(Role.SERVER)));
        Optional<TlsOptions> client = faults.attempt(() -> TlsOptionReader.read(
                Role.CLIENT, source, handshakeTimeout, overriding.of(Role.CLIENT), of(Role.CLIENT)));
        faults.throwIfAny();
        return new TlsSettings(server.orElseThrow(), client.orElseThrow());
    }

    List<TlsOption> of(Role role) {
        return options.getOrDefault(role, List.of());
    }

    private static OptionFile of(String source, String text, List<Term> terms) {
        if (terms.size() != 1 || !(terms.getFirst() instanceof TermList(List<Term> sections))) {
            throw new ConfigException(
                    source + ": one list is needed, [{server, [...]}, {client, [...]}]. with a dot at its end");
        }
        var lines = new OptionLines(source, text);
        Map<Role, List<TlsOption>> options = new EnumMap<>(Role.class);
        var faults = new ConfigFaults();
        for (Term section : sections) {
            // What stands there instead is not shown: it may be a password.
            if (!(section instanceof Tuple tuple)
                    || tuple.arity() != 2
                    || !(tuple.at(0) instanceof Atom head)
                    || !(tuple.at(1) instanceof TermList entries)) {
                throw new ConfigException(
                        source + ": every element of the list must be {server, [...]} or {client, [...]}");
            }
            String name = head.name();
            Role role = switch (name) {
                case "server" -> Role.SERVER;
                case "client" -> Role.CLIENT;
                default ->
                    throw new ConfigException(lines.of(name) + ": the sections are server and client, not " + name);
            };
            Place place = lines.section(name);
            if (options.containsKey(role)) throw new ConfigException(place + ": a second section " + name);
            var list = new ArrayList<TlsOption>();
            for (Term entry : entries)
                faults.attempt(() -> option(role, entry, place, lines)).ifPresent(list::add);
            options.put(role, list);
        }
        faults.throwIfAny();
        return new OptionFile(source, options);
    }

    private static TlsOption option(Role role, Term entry, Place section, OptionLines lines) {
        return switch (entry) {
            case Atom(String name) -> new TlsOption(role, name, Atom.TRUE, lines.of(name));
            case Tuple(List<Term> parts)
            when !parts.isEmpty() && parts.getFirst() instanceof Atom atom ->
                new TlsOption(role, atom.name(), parts.size() == 2 ? parts.get(1) : entry, lines.of(atom.name()));
            default -> throw new ConfigException(section + ": an element of this section is not {Option, Value}");
        };
    }
}
