package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.map;
import static io.settee.term.Terms.real;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.error.TermSyntaxException;
import io.settee.support.TermGenerator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PatternTest {
    private static final Pid PID = new Pid(atom("a@h"), 1, 0, 4);
    private static final Ref REF = new Ref(atom("a@h"), 4, List.of(1L, 2L, 3L));

    @Test
    void bindsVariables() {
        Match match = Pattern.of("{'$gen_call', {From, Ref}, {open, Path}}")
                .match(tuple(atom("$gen_call"), tuple(PID, REF), tuple(atom("open"), binary("/x"))))
                .orElseThrow();
        assertThat(match.pid("From")).isEqualTo(PID);
        assertThat(match.ref("Ref")).isEqualTo(REF);
        assertThat(match.binary("Path").utf8()).isEqualTo("/x");
        assertThat(match.bindings()).hasSize(3);
    }

    @Test
    void refusesOtherShapes() {
        Pattern pattern = Pattern.of("{ok, V}");
        assertThat(pattern.match(tuple(atom("ok")))).isEmpty();
        assertThat(pattern.match(tuple(atom("ok"), integer(1), integer(2)))).isEmpty();
        assertThat(pattern.match(tuple(atom("error"), integer(1)))).isEmpty();
        assertThat(pattern.match(list(atom("ok"), integer(1)))).isEmpty();
        assertThat(pattern.match(atom("ok"))).isEmpty();
        assertThat(pattern.matches(tuple(atom("ok"), integer(1)))).isTrue();
    }

    @Test
    void repeatedVariablesStandForEqualTerms() {
        Pattern pattern = Pattern.of("{A, [A | _]}");
        assertThat(pattern.matches(tuple(integer(1), list(integer(1), integer(2)))))
                .isTrue();
        assertThat(pattern.matches(tuple(integer(1), list(integer(2))))).isFalse();
        assertThat(pattern.matches(tuple(integer(1), list(real(1))))).isFalse();
        assertThat(pattern.match(tuple(integer(1), list(real(1))))).isEmpty();
    }

    @Test
    void theUnderscoreIsAnythingAndNeverBound() {
        Match match = Pattern.of("{_, _, _Named}")
                .match(tuple(integer(1), integer(2), integer(3)))
                .orElseThrow();
        assertThat(match.bindings()).isEqualTo(Map.of("_Named", integer(3)));
    }

    @Test
    void takesListsApart() {
        Pattern pattern = Pattern.of("[A, B | T]");
        assertThat(pattern.match(list(integer(1), integer(2))).orElseThrow().get("T"))
                .isEqualTo(TermList.NIL);
        assertThat(pattern.match(list(integer(1), integer(2), integer(3)))
                        .orElseThrow()
                        .list("T")
                        .elements())
                .containsExactly(integer(3));
        Term improper = ImproperList.of(List.of(integer(1), integer(2)), atom("x"));
        assertThat(pattern.match(improper).orElseThrow().get("T")).isEqualTo(atom("x"));
        Term longer = ImproperList.of(List.of(integer(1), integer(2), integer(3)), atom("x"));
        assertThat(pattern.match(longer).orElseThrow().get("T"))
                .isEqualTo(ImproperList.of(List.of(integer(3)), atom("x")));
        assertThat(pattern.match(list(integer(1)))).isEmpty();
        assertThat(Pattern.of("[A, B]").matches(improper)).isFalse();
        assertThat(Pattern.of("[A, B]").matches(list(integer(1), integer(2), integer(3))))
                .isFalse();
        assertThat(Pattern.of("[_ | {x, V}]")
                        .match(ImproperList.of(List.of(integer(1)), tuple(atom("x"), integer(5))))
                        .orElseThrow()
                        .integer("V"))
                .isEqualTo(5);
        assertThat(Pattern.of("[_ | [_ | x]]").matches(improper)).isTrue();
    }

    @Test
    void mapsMatchWhenTheyHaveAtLeastTheKeys() {
        Pattern pattern = Pattern.of("#{id := Id, <<\"k\">> := {x, _}}");
        Term term = map(atom("id"), integer(7), binary("k"), tuple(atom("x"), atom("y")), integer(1), integer(2));
        assertThat(pattern.match(term).orElseThrow().integer("Id")).isEqualTo(7);
        assertThat(pattern.matches(map(atom("id"), integer(7)))).isFalse();
        assertThat(pattern.matches(map(atom("id"), integer(7), binary("k"), atom("x"))))
                .isFalse();
        assertThat(Pattern.of("#{1 := _}").matches(map(real(1), atom("x")))).isFalse();
        assertThat(Pattern.of("#{}").matches(term)).isTrue();
        assertThat(Pattern.of("#{}").matches(tuple())).isFalse();
    }

    @Test
    void aliasesBindTheWholeToo() {
        Match match = Pattern.of("{reply, {ok, V} = Answer}")
                .match(tuple(atom("reply"), tuple(atom("ok"), integer(1))))
                .orElseThrow();
        assertThat(match.get("Answer")).isEqualTo(tuple(atom("ok"), integer(1)));
        assertThat(match.get("V")).isEqualTo(integer(1));
        assertThat(Pattern.of("A = B = {_}").match(tuple(PID)).orElseThrow().bindings())
                .hasSize(2);
        assertThat(Pattern.of("A = {A}").matches(tuple(tuple()))).isFalse();
    }

    @Test
    void givenVariablesMatchTheirValueOnly() {
        Pattern reply = Pattern.of("{reply, Ref, V}");
        Pattern mine = reply.with("Ref", REF);
        Term answer = tuple(atom("reply"), REF, integer(1));
        assertThat(mine.match(answer).orElseThrow().bindings()).isEqualTo(Map.of("Ref", REF, "V", integer(1)));
        assertThat(mine.matches(tuple(atom("reply"), new Ref(atom("a@h"), 4, List.of(9L)), integer(1))))
                .isFalse();
        assertThat(mine.with("V", integer(1)).matches(answer)).isTrue();
        assertThat(mine.with("V", integer(2)).matches(answer)).isFalse();
        assertThat(mine).hasToString("{reply, Ref, V} with Ref = #Ref<a@h.3.2.1>");
        assertThat(reply.matches(tuple(atom("reply"), atom("other"), integer(1))))
                .isTrue();
        assertThatThrownBy(() -> reply.with("X", REF))
                .hasMessageContaining("no variable X")
                .hasMessageContaining("Ref, V");
        assertThatThrownBy(() -> mine.with("Ref", REF)).hasMessageContaining("given already");
        assertThat(Pattern.of("[A | T]").with("T", TermList.NIL).matches(list(PID)))
                .isTrue();
        assertThat(Pattern.of("#{k := [V, V]}").with("V", PID).matches(map(atom("k"), list(PID, PID))))
                .isTrue();
    }

    @Test
    void anyWrittenTermMatchesItselfAsAPattern() {
        for (long seed = 0; seed < 1000; seed++) {
            Term term = withoutMaps(new TermGenerator(seed).writable(3));
            assertThat(Pattern.of(term.toString()).matches(term))
                    .as("seed %d: %s", seed, term)
                    .isTrue();
        }
    }

    /** A map's text is no pattern: in patterns pairs have {@code :=}. */
    private static Term withoutMaps(Term term) {
        return term.toString().contains("#{") ? TermList.NIL : term;
    }

    @Test
    void typedAccessorsSayWhatTheyFoundInstead() {
        Match match = Pattern.of("{A, B}").match(tuple(atom("x"), integer(1))).orElseThrow();
        assertThat(match.atom("A")).isEqualTo(atom("x"));
        assertThatThrownBy(() -> match.pid("A"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A is not a pid but x");
        assertThatThrownBy(() -> match.binary("B")).hasMessage("B is not a binary but 1");
        assertThatThrownBy(() -> match.get("C")).hasMessage("no variable C in the pattern");
    }

    @Test
    void refusesWhatIsNoPattern() {
        assertThatThrownBy(() -> Pattern.of("{A, ")).isInstanceOf(TermSyntaxException.class);
        assertThatThrownBy(() -> Pattern.of("#{k => V}"))
                .isInstanceOf(TermSyntaxException.class)
                .hasMessageContaining(":=");
        assertThatThrownBy(() -> Pattern.of("#{K := V}")).isInstanceOf(TermSyntaxException.class);
        assertThatThrownBy(() -> Pattern.of("<<X>>")).isInstanceOf(TermSyntaxException.class);
    }
}
