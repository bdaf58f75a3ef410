package io.settee.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.io.Reading;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.TermList;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which requests are for a command. */
class LanguageTest {
    private static final Pid ASKER = new Pid(new Atom("a@127.0.0.1"), 1, 0, 1);

    private static Reading line(String prompt) {
        return new Reading(ASKER, Optional.empty(), prompt, true, false);
    }

    private static Reading scanned(FunctionCall scanner) {
        return new Reading(ASKER, Optional.of(scanner), "1> ", true, false);
    }

    @Test
    void knowsTheErlangShellByTheTextOfItsTokens() {
        var shell = FunctionCall.of("erl_scan", "tokens", Int.of(1), TermList.of(new Atom("text")));
        var read = FunctionCall.of("erl_scan", "tokens", Int.of(1), TermList.NIL);
        assertThat(Language.ERLANG.isCommand(scanned(shell))).isTrue();
        assertThat(Language.ERLANG.isCommand(scanned(read))).isFalse();
        assertThat(Language.ERLANG.isCommand(line("1> "))).isFalse();
    }

    @Test
    void knowsIexByItsParserOrItsPrompt() {
        var parser = FunctionCall.of("Elixir.IEx.Server", "__parse__", TermList.NIL);
        assertThat(Language.ELIXIR.isCommand(scanned(parser))).isTrue();
        assertThat(Language.ELIXIR.isCommand(line("iex(a@127.0.0.1)1> "))).isTrue();
        assertThat(Language.ELIXIR.isCommand(line("name? "))).isFalse();
        assertThat(Language.ELIXIR.isContinuation(line("...(a@127.0.0.1)1> "))).isTrue();
        assertThat(Language.ERLANG.isContinuation(line("...(a@127.0.0.1)1> "))).isFalse();
    }

    @Test
    void putsTheDotsOfAFurtherLineBelowTheEndOfItsPrompt() {
        assertThat(Language.continued("(a@b)12> ")).isEqualTo("      .. ");
        assertThat(Language.continued("> ")).isEqualTo(".. ");
    }
}
