package io.settee.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guard sees in tokens and in text, and what it leaves alone. */
class GuardTest {
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\w+|\\S");

    /** As {@code erl_scan} has them, of what these tests need. */
    private static Term tokens(String code) {
        List<Term> tokens = new ArrayList<>();
        Matcher words = WORD.matcher(code);
        while (words.find()) {
            String word = words.group();
            char first = word.charAt(0);
            Term line = Int.of(1);
            if (first == '"') {
                tokens.add(Tuple.of(new Atom("string"), line, TermList.ofChars(word.substring(1, word.length() - 1))));
            } else if (Character.isLowerCase(first)) {
                tokens.add(Tuple.of(new Atom("atom"), line, new Atom(word)));
            } else if (Character.isUpperCase(first)) {
                tokens.add(Tuple.of(new Atom("var"), line, new Atom(word)));
            } else {
                tokens.add(Tuple.of(new Atom(word), line));
            }
        }
        return new TermList(tokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "q().|q()",
                "halt ( ).|halt()",
                "X, q()|q()",
                "init:stop(1).|init:stop()",
                "init : restart()|init:restart()",
                "erlang:halt(0)|erlang:halt()",
                "c:q()|c:q()",
                "shell_default:q()|shell_default:q()"
            })
    void seesWhatStopsTheNodeInTokens(String code, String found) {
        assertThat(Guard.stopping(tokens(code))).hasValue(found);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"init:stop() q()\".",
                "q.",
                "queue:q().",
                "my:halt()",
                "init:get_arguments()",
                "erlang:node()",
                "Q()",
                "M:stop()"
            })
    void leavesOtherTokensAlone(String code) {
        assertThat(Guard.stopping(tokens(code))).isEmpty();
    }

    @Test
    void takesWhatIsNoListOfTokensForNothing() {
        assertThat(Guard.stopping(new Atom("eof"))).isEmpty();
        assertThat(Guard.stopping(TermList.of(new Atom("q"), Tuple.of(), Int.of(1))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.halt()",
                "x = 1; System . stop(0)",
                "if a do\n  System.restart\nend",
                ":init.stop()",
                ":erlang.halt",
                ":c.q()"
            })
    void seesWhatStopsTheNodeInElixir(String code) {
        assertThat(Guard.stopping(code)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"System.version()", "MySystem.halt()", ":init.get_arguments()", "halt = 1", "System.stopped"})
    void leavesOtherElixirAlone(String code) {
        assertThat(Guard.stopping(code)).isEmpty();
    }

    @Test
    void knowsWhoWantsToLeaveTheClient() {
        assertThat(List.of("q().", " q() ", "exit", "quit.", ":q")).allMatch(Guard::leaves);
        assertThat(List.of("q", "exit(normal).", "X = q().", "")).noneMatch(Guard::leaves);
    }
}
