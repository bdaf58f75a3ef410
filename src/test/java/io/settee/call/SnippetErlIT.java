package io.settee.call;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.map;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our expressions, evaluated by real nodes. */
@Timeout(60)
class SnippetErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @ParameterizedTest
    @MethodSource("io.settee.support.ErlCase#old")
    void areEvaluatedByEveryReleaseWithOurTermsBound(ErlCase on) throws Exception {
        ErlNode erl = on.erl(erlang, "snippet" + on.suffix()).start();
        try (ErlangNode node = on.nameless(erlang, erl.name().toString()).start()) {
            Rpc rpc = node.rpc(erl.name().toString()).within(SOON);
            var snippet = Snippet.of("""
                    %% Nested funs, an error that is caught, text that is not Latin-1.
                    Length = fun Length([]) -> 0; Length([_ | T]) -> 1 + Length(T) end,
                    Caught = try hd(Empty) catch error:badarg -> caught end,
                    #{node => node(), length => Length(Text), text => Text, constant => "Grüße ☃", caught => Caught}.""");
            Term result = rpc.call(snippet.call(Map.of("Text", string("☃\"). halt(). (\""), "Empty", list())));
            // Of the bindings no more comes back than was sent.
            assertThat(Pattern.of("{value, _, Bindings}")
                            .match(result)
                            .orElseThrow()
                            .get("Bindings")
                            .toString())
                    .contains("Empty")
                    .doesNotContain("Length", "Caught");
            assertThat(Snippet.value(result))
                    .contains(map(
                            atom("node"), atom(erl.name().toString()),
                            atom("length"), integer(15),
                            atom("text"), string("☃\"). halt(). (\""),
                            atom("constant"), string("Grüße ☃"),
                            atom("caught"), atom("caught")));
            assertThatThrownBy(() -> rpc.call(Snippet.of("error({no, Way}).").call(Map.of("Way", atom("out")))))
                    .isInstanceOfSatisfying(
                            RemoteErrorException.class,
                            e -> assertThat(e.reason()).isEqualTo(tuple(atom("no"), atom("out"))));
        }
    }
}
