package io.settee.audit;

import io.settee.call.Snippet;
import io.settee.identity.NodeName;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Terms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a node is asked, and what it makes of that: {@code node.erl}, whose value is a map. */
final class NodeAnswer {
    private static final Snippet SNIPPET = Snippet.ofResource(NodeAnswer.class, "node.erl");

    private NodeAnswer() {}

    /**
     * The call that asks.
     *
     * @param salt for the digests of cookies; the same in the whole survey
     * @param most how many connections are to be told of
     * @param wait how long the node may wait for processes of its own, together
     */
    static FunctionCall question(Binary salt, int most, Duration wait) {
        return SNIPPET.call(Map.of("Salt", salt, "Most", Terms.integer(most), "Wait", Terms.integer(wait.toMillis())));
    }

    /** What is in an answer; empty if it is of another form. */
    static Optional<NodeFacts> read(Term answer) {
        return Snippet.value(answer)
                .filter(TermMap.class::isInstance)
                .map(TermMap.class::cast)
                .flatMap(NodeAnswer::facts);
    }

    private static Optional<NodeFacts> facts(TermMap map) {
        if (!(map.get("cookie").orElse(TermList.NIL) instanceof Binary cookie)) return Optional.empty();
        if (!(map.get("links").orElse(Binary.EMPTY) instanceof TermList links)) return Optional.empty();
        var sights = new ArrayList<Sight>();
        for (Term link : links) {
            if (link instanceof TermMap one) sight(one).ifPresent(sights::add);
        }
        int connections =
                map.get("connections").orElse(TermList.NIL) instanceof Int.Small(long n) ? (int) n : sights.size();
        return Optional.of(new NodeFacts(
                text(map, "otp"),
                text(map, "erts"),
                Atom.TRUE.equals(map.get("hidden").orElse(null)),
                cookie,
                NodePolicy.of(words(map, "proto_dist"), words(map, "couch_dist"), words(map, "ssl_dist_optfile")),
                members(map.get("members").orElse(TermList.NIL)),
                connections,
                sights));
    }

    private static Optional<Sight> sight(TermMap map) {
        if (!(map.get("cookie").orElse(TermList.NIL) instanceof Binary cookie)) return Optional.empty();
        return name(map.get("node").orElse(TermList.NIL))
                .map(peer -> new Sight(
                        peer,
                        Atom.TRUE.equals(map.get("hidden").orElse(null)),
                        wire(atom(map, "carrier")),
                        text(map, "address"),
                        map.get("tls").filter(TermMap.class::isInstance).map(tls -> tls((TermMap) tls)),
                        cookie));
    }

    private static List<NodeName> members(Term list) {
        return list instanceof TermList names
                ? names.elements().stream()
                        .map(NodeAnswer::name)
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
    }

    private static Optional<NodeName> name(Term term) {
        if (!(term instanceof Atom(String name))) return Optional.empty();
        try {
            return Optional.of(NodeName.of(name));
        } catch (IllegalArgumentException e) {
            // No node of ours could be connected to it.
            return Optional.empty();
        }
    }

    private static Wire wire(String carrier) {
        return switch (carrier) {
            case "tls" -> Wire.TLS;
            case "tcp" -> Wire.PLAIN;
            default -> Wire.UNKNOWN;
        };
    }

    private static TlsFacts tls(TermMap map) {
        String verify = atom(map, "verify");
        return new TlsFacts(
                atom(map, "version").replace("tlsv", "TLSv"),
                text(map, "cipher"),
                switch (verify) {
                    case "verify_peer" -> Optional.of(true);
                    case "verify_none" -> Optional.of(false);
                    default -> Optional.empty();
                },
                map.get("certificate")
                        .filter(Binary.class::isInstance)
                        .flatMap(der -> ShownCertificate.of((Binary) der)));
    }

    private static String atom(TermMap map, String key) {
        return map.get(key).orElse(TermList.NIL) instanceof Atom(String name) ? name : "";
    }

    private static String text(TermMap map, String key) {
        return map.get(key).orElse(TermList.NIL) instanceof Binary text ? text.utf8() : "";
    }

    /** A list of lists of binaries. */
    private static List<List<String>> words(TermMap map, String key) {
        var flags = new ArrayList<List<String>>();
        if (!(map.get(key).orElse(TermList.NIL) instanceof TermList lists)) return flags;
        for (Term list : lists) {
            if (!(list instanceof TermList words)) continue;
            flags.add(words.elements().stream()
                    .filter(Binary.class::isInstance)
                    .map(word -> ((Binary) word).utf8())
                    .toList());
        }
        return flags;
    }
}
