package io.settee.audit;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Term;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that no node of ours would give. */
class NodeAnswerTest {
    private static Term answer(String value) {
        return tuple(atom("value"), Term.parse(value), list());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "#{}",
                "#{cookie => <<1>>}",
                "#{links => []}",
                "#{cookie => \"text\", links => []}",
                "#{cookie => <<1>>, links => none}"
            })
    void areNoneIfTheyHaveNotTheForm(String value) {
        assertThat(NodeAnswer.read(answer(value))).isEmpty();
        assertThat(NodeAnswer.read(Term.parse(value))).isEmpty();
    }

    @Test
    void areReadAsFarAsTheyCanBe() {
        NodeFacts facts = NodeAnswer.read(answer("""
                        #{cookie => <<1>>, members => [x, 7, 'c@h'], otp => 27, erts => <<"15">>, connections => many, proto_dist => [[<<"couch">>], x],
                          couch_dist => [[<<"no_tls">>, 7]],
                          links => [x, #{}, #{node => 'b@h', cookie => x}, #{node => nobody, cookie => <<1>>},
                                    #{node => 'b@h', cookie => <<2>>, carrier => tls, hidden => maybe, address => none,
                                      tls => #{version => 3, certificate => <<"no certificate">>, verify => perhaps}}]}""")).orElseThrow();
        assertThat(facts.members()).singleElement().hasToString("c@h");
        assertThat(facts.otp()).isEmpty();
        assertThat(facts.erts()).isEqualTo("15");
        assertThat(facts.policy().ignored()).isEqualTo(List.of("no_tls"));
        assertThat(facts.sights()).singleElement().satisfies(sight -> {
            assertThat(sight.peer()).hasToString("b@h");
            assertThat(sight.wire()).isEqualTo(Wire.TLS);
            assertThat(sight.hidden()).isFalse();
            TlsFacts tls = sight.tls().orElseThrow();
            assertThat(tls.version()).isEmpty();
            assertThat(tls.verifiesPeer()).isEmpty();
            assertThat(tls.peer()).isEmpty();
        });
    }
}
