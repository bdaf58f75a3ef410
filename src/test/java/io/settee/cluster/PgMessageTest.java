package io.settee.cluster;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Atom;
import io.settee.term.ImproperList;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.TermText;
import io.settee.term.Tuple;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgMessageTest {
    private static final Pid SCOPE = new Pid(atom("n@h"), 1, 0, 1);
    private static final Pid A = new Pid(atom("n@h"), 2, 0, 1);
    private static final Pid B = new Pid(atom("n@h"), 3, 0, 1);

    private static SortedMap<Term, List<Pid>> groups(Map<Term, List<Pid>> groups) {
        var sorted = new TreeMap<Term, List<Pid>>(TermMap.keyOrder());
        sorted.putAll(groups);
        return sorted;
    }

    static Stream<PgMessage> ours() {
        return Stream.of(
                new PgMessage.Discover(SCOPE),
                new PgMessage.Sync(SCOPE, groups(Map.of())),
                new PgMessage.Sync(SCOPE, groups(Map.of(atom("g"), List.of(A, A, B), A, List.of(B)))),
                new PgMessage.Join(SCOPE, atom("g"), List.of(A)),
                new PgMessage.Leave(SCOPE, List.of(A, B), List.of(atom("g"), atom("g"))));
    }

    @ParameterizedTest
    @MethodSource("ours")
    void readsWhatItWrites(PgMessage message) {
        Term term = switch (message) {
            case PgMessage.Discover m -> m.toTerm();
            case PgMessage.Sync m -> m.toTerm();
            case PgMessage.Join m -> m.toTerm();
            case PgMessage.Leave m -> m.toTerm();
            case PgMessage.Down m -> throw new IllegalArgumentException("never sent");
        };
        assertThat(PgMessage.of(term)).contains(message);
    }

    @Test
    void readsTheFormsOfOtherReleases() {
        assertThat(PgMessage.of(of("{discover, P, 1}"))).contains(new PgMessage.Discover(SCOPE));
        assertThat(PgMessage.of(of("{sync, P, [{g, [P]}]}")))
                .contains(new PgMessage.Sync(SCOPE, groups(Map.of(atom("g"), List.of(SCOPE)))));
        assertThat(PgMessage.of(of("{join, P, g, [P, P]}")))
                .contains(new PgMessage.Join(SCOPE, atom("g"), List.of(SCOPE, SCOPE)));
        assertThat(PgMessage.of(of("{leave, P, P, [g]}")))
                .contains(new PgMessage.Leave(SCOPE, List.of(SCOPE), List.of(atom("g"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{}",
                "{1, 2}",
                "{discover}",
                "{discover, a}",
                "{discover, P, 1, 2}",
                "{sync, P, a}",
                "{sync, P, [a]}",
                "{sync, P, [{g, [a]}]}",
                "{sync, P, [{g, [P], x}]}",
                "{sync, P, [{g, P} | x]}",
                "{sync, a, []}",
                "{join, P, g, a}",
                "{join, a, g, P}",
                "{join, P, g}",
                "{leave, P, P, g}",
                "{leave, P, [P, b], [g]}",
                "{'DOWN', a, process, P, x}",
                "{'$gen_cast', {join, P, g, P}}",
                "{'$gen_cast', {'$gen_cast', {discover, P}}}"
            })
    void takesNothingElse(String text) {
        assertThat(PgMessage.of(of(text))).isEmpty();
    }

    /** The term of this text, in which P is the scope's pid. */
    private static Term of(String text) {
        return filled(TermText.consult(text.replaceAll("\\bP\\b", "'P'") + ".").getFirst());
    }

    private static Term filled(Term term) {
        return switch (term) {
            case Atom(String name) when name.equals("P") -> SCOPE;
            case Tuple(var elements) -> new Tuple(filled(elements));
            case TermList(var elements) -> new TermList(filled(elements));
            case ImproperList(var elements, var tail) -> new ImproperList(filled(elements), filled(tail));
            default -> term;
        };
    }

    private static List<Term> filled(List<Term> terms) {
        return terms.stream().map(PgMessageTest::filled).toList();
    }
}
