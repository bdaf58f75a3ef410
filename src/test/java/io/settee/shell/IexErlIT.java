package io.settee.shell;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.settee.cli.CommandRun;
import io.settee.products.Products;
import io.settee.support.ErlCase;
import io.settee.support.PtyProgram;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** IEx of real nodes, by {@code settee remsh} at a pseudo-terminal: one session for each version of Elixir that reads in a way of its own. */
@ParameterizedClass
@MethodSource("versions")
@Timeout(60)
class IexErlIT {
    private static final String CONTROL_C = "\u0003";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path home;

    private static ErlNode erl;
    private static PtyProgram shell;

    /** A version of Elixir, and where it runs. */
    record Version(String number, ErlCase on, String folder) {
        @Override
        public String toString() {
            return "Elixir " + number + " on " + on;
        }
    }

    static Stream<Version> versions() {
        return Stream.of(
                new Version("1.14", new ErlCase(25, true), "elixirs/bookworm/usr/lib/elixir/lib"),
                new Version("1.18", new ErlCase(27, false), "usr/lib/elixir/lib"),
                new Version("1.20", new ErlCase(29, true), "elixirs/forky/usr/lib/elixir/lib"));
    }

    @Parameter
    Version version;

    @BeforeParameterizedClassInvocation
    static void start(Version version) throws Exception {
        Path lib = Products.folder().resolve(version.folder());
        erl = version.on()
                .erl(erlang, "iex" + version.on().suffix())
                .args("-pa", lib + "/elixir/ebin", "-pa", lib + "/iex/ebin", "-pa", lib + "/logger/ebin")
                .start();
        erl.eval("{ok, _} = application:ensure_all_started(elixir), ok");
        assertThat(erl.eval("'Elixir.System':version()")).contains(version.number());
        shell = Remsh.start(version.on(), erlang, erl.name(), home, 100);
        shell.expect("Interactive Elixir \\(" + version.number());
        prompt();
    }

    @AfterParameterizedClassInvocation
    static void leave() throws Exception {
        Remsh.leave(shell, erl);
    }

    private static void prompt() throws InterruptedException {
        shell.expect(promptOf(erl));
    }

    private static String promptOf(ErlNode node) {
        return "iex\\(" + node.name() + "\\)\\d+> ";
    }

    private static Matcher answer(String line, String regex) throws InterruptedException {
        return Remsh.answer(shell, line, regex, promptOf(erl));
    }

    @Test
    void evaluatesWithBindingsHelpAndResults() throws Exception {
        answer("answer = 40 + 2", "\n42\n");
        answer("answer + 1", "\n43\n");
        answer("v() + 1", "\n44\n");
        answer("\"日本 ☺ ü\" |> String.length()", "\n6\n");
        answer("IO.puts(\"日本 ☺\")", "\n日本 ☺\n:ok\n");
        answer("raise \"on purpose\"", "RuntimeError\\) on purpose");
        answer("h(List.first/1)", "List.first|No documentation|not available|docs");
        answer("spawn(fn -> raise \"in another\" end); :timer.sleep(50)", "in another");
    }

    /** IEx's server does not end its evaluator when it ends itself. */
    @Test
    void leavesNothingBehindWhenItIsKilledWhileSomethingIsEvaluated() throws Exception {
        answer(":quiet", "\n:quiet\n");
        String before = erl.eval("length(" + Remsh.LEFT + ")");
        try (PtyProgram other = Remsh.start(version.on(), erlang, erl.name(), home, 100)) {
            other.expect(promptOf(erl));
            // The evaluator is another one after each of these.
            other.type("exit(:on_purpose)\r");
            other.expect("on_purpose.*" + promptOf(erl));
            other.type("IO.puts(\"sleeps\"); :timer.sleep(:infinity)\r");
            other.expect("\nsleeps\n");
            other.type(CONTROL_C);
            other.expect(promptOf(erl));
            other.type("IO.puts(\"works\"); :timer.sleep(:infinity)\r");
            other.expect("\nworks\n");
            assertThat(erl.eval("length(" + Remsh.LEFT + ")")).isNotEqualTo(before);

            other.kill();

            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(erl.eval("length(" + Remsh.LEFT + ")")).isEqualTo(before));
        }
    }

    /** Where no shell is wanted, but an answer. */
    @Test
    void evaluatesForScripts() {
        CommandRun run = evaluate(
                "IO.puts(\"größer ☺\"); %{list: Enum.map(1..2, &(&1 * n)), text: \"grün\", node: node()}",
                "--let", "n=21");
        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out())
                .startsWith("größer ☺\n%{")
                .contains("list: [21, 42]", "text: \"grün\"", "node: :\"" + erl.name() + "\"");

        JsonObject told = JsonParser.parseString(
                        evaluate("%{\"a\" => {1, nil}}", "--json").out())
                .getAsJsonObject();
        assertThat(told.get("term").getAsString()).isEqualTo("#{<<\"a\">> => {1,nil}}");

        CommandRun raised = evaluate("raise ArgumentError, \"größer\"");
        assertThat(raised.status()).isEqualTo(1);
        assertThat(raised.out()).isEmpty();
        assertThat(raised.err()).startsWith("** (ArgumentError) größer");
        assertThat(evaluate("throw(:ball)").err()).startsWith("** (throw) :ball");

        CommandRun wrong = evaluate(":persistent_term.put(:ran, true)\n1 +");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("line 2: ");
        assertThat(erl.eval("persistent_term:get(ran, false)")).isEqualTo("false");
        CommandRun unknown = evaluate(":persistent_term.put(:ran, true)\nunknown(1)");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("line 2: ", "undefined function unknown/1");
        assertThat(erl.eval("persistent_term:get(ran, false)")).isEqualTo("false");
    }

    private CommandRun evaluate(String code, String... more) {
        return CommandRun.of(Stream.of(
                        Remsh.arguments("eval", version.on(), erlang, erl.name()).stream(),
                        Stream.of("--elixir", code),
                        Stream.of(more))
                .flatMap(words -> words)
                .toArray(String[]::new));
    }

    @Test
    void readsSeveralLines() throws Exception {
        shell.type("Enum.map([1, 2], fn x ->\r");
        shell.expect("\n *\\.\\.[^\n]* ");
        answer("x * 21 end)", "\\[21, 42\\]");
        answer("\u001b[200~three =\n  1 + 2\nthree * 11\u001b[201~", "\n33\n");
    }

    @Test
    void interruptsWhatIsEvaluatedAndNothingAtThePrompt() throws Exception {
        shell.type("IO.puts(\"sleeps\"); :timer.sleep(:infinity)\r");
        shell.expect("\nsleeps\n");
        shell.type(CONTROL_C);
        shell.expect("\\(EXIT\\) interrupted|EXIT from");
        prompt();
        shell.type("unwanted" + CONTROL_C);
        prompt();
        shell.type("[1,\r");
        shell.expect("\n *\\.\\.[^\n]* ");
        shell.type(CONTROL_C);
        prompt();
        answer(":timer.sleep(50); 6 * 7", "\n42\n");
    }

    @Test
    void readsForPrograms() throws Exception {
        shell.type("IO.gets(\"name? \")\r");
        shell.expect("\nname\\? ");
        answer("José", "\"José\\\\n\"");
    }

    @Test
    void completesModulesAndBindings() throws Exception {
        answer("elephant = :grey", "\n:grey\n");
        answer("{eleph\t}", "\n\\{:grey\\}\n");
        shell.type("String.up\t");
        shell.expect("String.upcase");
        shell.type(CONTROL_C);
        prompt();
    }

    @Test
    void asksBeforeItStopsTheNode() throws Exception {
        for (String stop : new String[] {"System.halt()", ":init.stop()", "x = 1; System.stop(0)"}) {
            shell.type(stop + "\r");
            shell.expect("type the name of the node: ");
            shell.type("no\r");
            prompt();
        }
    }
}
