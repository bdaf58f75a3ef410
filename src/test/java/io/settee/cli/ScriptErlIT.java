package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that scripts use on one node: {@code eval}, {@code call}, {@code cast}, with their output and exit statuses. */
@ParameterizedClass(name = "{0}")
@MethodSource("cases")
@Timeout(60)
class ScriptErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static final String NEWLINE = System.lineSeparator();

    private static ErlNode node;
    private static Path vmArgs;

    @Parameter
    private ErlCase erlCase;

    static Stream<ErlCase> cases() {
        return Stream.concat(
                ErlReleases.old().stream().map(release -> new ErlCase(release, false)),
                Stream.of(new ErlCase(25, true), new ErlCase(27, false), new ErlCase(29, true)));
    }

    @BeforeParameterizedClassInvocation
    static void startNode(ErlCase erlCase) throws IOException {
        node = erlCase.erl(erlang, "script" + erlCase.suffix()).start();
        vmArgs = Files.writeString(
                dir.resolve(erlCase.suffix()),
                "-setcookie settee-it\n" + erlCase.vmArgs() + "\n-env ERL_EPMD_PORT " + erlang.epmdPort());
    }

    private static CommandRun run(String command, String... arguments) {
        return CommandRun.of(Stream.concat(
                        Stream.of(
                                command,
                                "--vm-args",
                                vmArgs.toString(),
                                node.name().toString()),
                        Stream.of(arguments))
                .toArray(String[]::new));
    }

    private static JsonObject json(CommandRun run) {
        return JsonParser.parseString(run.out()).getAsJsonObject();
    }

    @Test
    void printsTheValueAsTheNodeDoesAndWhatTheCodePrints() {
        CommandRun run = run("eval", "io:format(\"größer ~p~n\", [1]), {node(), \"abc\", <<\"grün\"/utf8>>}");

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).isEqualTo("größer 1\n{'" + node.name() + "',\"abc\",<<\"grün\"/utf8>>}" + NEWLINE);
        assertThat(run.err()).isEmpty();
    }

    /** Its node would send them to us and log them nowhere. */
    @Test
    void showsLogEventsOfTheCodeOnTheStandardError() {
        CommandRun run = run("eval", """
                logger:error("größer ~p", [1]), logger:warning(#{what => report}), error_logger:error_msg("old ~p~n", [way]),
                {_, Crashing} = proc_lib:spawn_opt(fun() -> error({on_purpose, "grün"}) end, [monitor]),
                receive {'DOWN', Crashing, _, _, _} -> done end""");

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).isEqualTo("done" + NEWLINE);
        assertThat(run.err())
                .containsPattern("=ERROR REPORT==== .*\ngrößer 1\n")
                .containsPattern("=WARNING REPORT==== .*\n +what: report\n")
                .containsPattern("=ERROR REPORT==== .*\nold way\n")
                .containsPattern("=CRASH REPORT==== (.|\n)*on_purpose,\\s*\"grün\"");
        JsonObject told = json(run("call", "--json", "logger", "error", "\"from a call\""));
        assertThat(told.get("output").getAsString()).isEmpty();
        assertThat(run("call", "logger", "error", "\"from a call\"").err()).contains("from a call\n");
    }

    @Test
    void evaluatesSeveralListsOfExpressionsFromAFile() throws IOException {
        Path file = Files.writeString(dir.resolve("fix" + erlCase.suffix()), """
                %% twice as many
                Old = 21.
                New = Old * 2, {was, Old}.
                New % and no dot behind it
                """);

        assertThat(run("eval", "--file", file.toString()).out()).isEqualTo("42" + NEWLINE);
    }

    @Test
    void runsNothingOfWhatDoesNotParse() {
        CommandRun run = run("eval", "persistent_term:put(ran, true). X = .");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("settee: line 1: syntax error before: '.'" + NEWLINE);
        assertThat(node.eval("persistent_term:get(ran, false)")).isEqualTo("false");
        assertThat(run("eval", "\n\"abc").err()).contains("line 2: unterminated string");
        assertThat(run("eval", "% nothing").err()).contains("there is nothing to evaluate");
    }

    @Test
    void printsExceptionsAsErlangDoes() {
        CommandRun run = run("eval", "{ok, X} = {error, \"grün\"}");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo("** exception error: no match of right hand side value {error,\"grün\"}" + NEWLINE);

        assertThat(run("eval", "1 / 0").err()).isEqualTo("""
                ** exception error: an error occurred when evaluating an arithmetic expression
                     in operator  '/'/2
                        called as 1 / 0
                """);
        assertThat(run("eval", "throw(ball)").err()).startsWith("** exception throw: ball");
        assertThat(run("eval", "exit({shutdown, done})").err()).startsWith("** exception exit: {shutdown,done}");
    }

    @Test
    void bindsVariablesToTerms() {
        CommandRun run = run("eval", "{Text, element(1, Pair)}", "--let", "Text=\"), halt(\"", "--let", "Pair={1,2}");

        assertThat(run.out()).as("%s", run).isEqualTo("{\"), halt(\",1}" + NEWLINE);
        assertThat(run("eval", "X", "--let", "X={").status()).isEqualTo(2);
    }

    @Test
    void givesProgramsBytesAndJson() {
        assertThat(run("eval", "--raw", "<<\"no newline: ü\"/utf8>>").out()).isEqualTo("no newline: ü");
        JsonObject told =
                json(run("eval", "--json", "io:put_chars(\"out\"), #{a => [1, {b, <<\"c\">>}], \"k\" => true}"));
        assertThat(told.get("value").toString()).isEqualTo("{\"a\":[1,[\"b\",\"c\"]],\"k\":true}");
        assertThat(told.get("term").getAsString()).isEqualTo("#{a => [1,{b,<<\"c\">>}],\"k\" => true}");
        assertThat(told.get("output").getAsString()).isEqualTo("out");
        assertThat(told.get("status").getAsInt()).isZero();
        JsonObject failed = json(run("eval", "--json", "error(bad)"));
        assertThat(failed.get("status").getAsInt()).isEqualTo(1);
        assertThat(failed.get("problem").getAsString()).startsWith("** exception error: bad");
        assertThat(failed.has("value")).isFalse();
    }

    @Test
    void endsWhatItNoLongerWaitsFor() {
        CommandRun run = run("eval", "--timeout", "0.3", "register(runaway, self()), receive never -> ok end");

        assertThat(run.status()).as("%s", run).isEqualTo(5);
        assertThat(run.err()).contains("no answer within 300 ms");
        assertThat(node.eval("(fun Gone() -> case whereis(runaway) of undefined -> gone; _ -> Gone() end end)()"))
                .isEqualTo("gone");
    }

    @Test
    void saysThatTheConnectionWasLost() {
        CommandRun run = run("eval", "[erlang:disconnect_node(N) || N <- nodes(hidden)], timer:sleep(infinity)");

        assertThat(run.status()).as("%s", run).isEqualTo(4);
        assertThat(run.err()).contains("the connection was lost");
    }

    @Test
    void saysThatANodeHasNoElixir() {
        CommandRun run = run("eval", "--elixir", "1 + 1");

        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("has no Elixir");
    }

    @Test
    void callsFunctionsWithTerms() {
        CommandRun run = run("call", "lists", "zip", "[1,2]", "[\"a\",<<\"b\">>]");
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).isEqualTo("[{1,\"a\"},{2,<<\"b\">>}]" + NEWLINE);

        assertThat(run("call", "io", "format", "\"~ts~n\"", "[\"grün\"]").out()).isEqualTo("grün\nok" + NEWLINE);
        assertThat(run("call", "'erlang'", "node", "--raw").out())
                .isEqualTo(node.name().toString());

        CommandRun failed = run("call", "lists", "nth", "3", "[]");
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains(node.name().toString(), "lists:nth/2", "exception error: ");
        assertThat(run("call", "no_such", "function").err()).contains("undefined function no_such:function/0");
        assertThat(run("call", "timer", "sleep", "infinity", "--timeout", "0.2").status())
                .isEqualTo(5);
        assertThat(run("call", "lists", "nth", "{").err()).contains("an argument is no Erlang term: {");
        assertThat(run("call", "lists").status()).isEqualTo(2);
    }

    @Test
    void castsWithoutWaiting() {
        node.eval("register(told, self())");
        String send = "fun erlang:send/2";
        CommandRun run = run("cast", "erlang", "apply", send, "[told, {said, <<\"hello\">>}]");

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(node.eval("receive {said, What} -> What after 5000 -> nothing end"))
                .isEqualTo("<<\"hello\">>");
    }
}
