package io.settee.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.settee.codec.DecodeLimits;
import io.settee.term.Term;
import io.settee.term.Terms;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermJsonTest {
    private static final Gson GSON =
            new GsonBuilder().disableHtmlEscaping().serializeNulls().create();

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "ok ; \"ok\"",
                "[true, false, null] ; [true,false,null]",
                "123456789012345678901234567890 ; 123456789012345678901234567890",
                "1.5 ; 1.5",
                "\"text\" ; \"text\"",
                "[] ; []",
                "[1, 2] ; [1,2]",
                "[97, 0] ; [97,0]",
                "<<\"grün\"/utf8>> ; \"grün\"",
                "<<255>> ; \"<<255>>\"",
                "<<1:3>> ; \"<<1:3>>\"",
                "{a, {b, []}} ; [\"a\",[\"b\",[]]]",
                "#{a => 1, \"b\" => 2, <<\"c\">> => 3, 4 => 4, {d} => 5} ; {\"4\":4,\"a\":1,\"{d}\":5,\"b\":2,\"c\":3}",
                "[a | b] ; \"[a|b]\"",
                "fun lists:nth/2 ; \"fun lists:nth/2\""
            })
    void isWhatJsonHasNearest(String term, String json) {
        assertThat(GSON.toJson(TermJson.of(Term.parse(term)))).isEqualTo(json);
    }
    /** Tuples, lists and maps in each other, on a thread such as an agent's. */
    @Test
    void isThereHoweverDeepAPeerMayNest() throws Exception {
        Term term = Terms.atom("core");
        for (int depth = 3; depth < DecodeLimits.DEFAULT.maxDepth(); depth += 3) {
            term = Terms.tuple(Terms.list(Terms.map(Terms.atom("k"), term)));
        }
        Term deep = term;
        var json = new CompletableFuture<String>();
        Thread.startVirtualThread(() -> {
            try {
                json.complete(Json.of(requireNonNull(TermJson.of(deep))));
            } catch (RuntimeException | Error e) {
                json.completeExceptionally(e);
            }
        });

        assertThat(json.get()).contains("\"core\"");
    }
}
