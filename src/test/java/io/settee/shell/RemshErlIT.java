package io.settee.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.ErlCase;
import io.settee.support.PtyProgram;
import io.settee.support.SeparateAgent;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Erlang shell of real nodes, by {@code settee remsh} at a pseudo-terminal. One session for each release, over one carrier or the other, in a JVM of
 * its own, and one by the agent.
 */
@Tag("alone")
@ParameterizedClass
@MethodSource("ways")
@Timeout(60)
class RemshErlIT {
    private static final String CONTROL_C = "\u0003";
    private static final String CONTROL_D = "\u0004";
    private static final String CONTROL_G = "\u0007";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path home;

    /** A session. */
    record Way(ErlCase on, boolean byAgent) {
        @Override
        public String toString() {
            return on + (byAgent ? ", by the agent" : "");
        }
    }

    /** A release each, so that both carriers are in it: what crosses them is the same. */
    static Stream<Way> ways() {
        return Stream.concat(
                ErlReleases.all().stream().map(release -> new Way(new ErlCase(release, release % 4 == 1), false)),
                Stream.of(new Way(new ErlCase(27, true), true)));
    }

    private static @Nullable SeparateAgent agent;
    private static ErlNode erl;
    private static PtyProgram shell;
    private static String terminal;

    @Parameter
    Way way;

    @BeforeParameterizedClassInvocation
    static void start(Way way) throws Exception {
        ErlCase on = way.on();
        erl = on.erl(erlang, "sh" + on.suffix()).start();
        if (way.byAgent()) {
            agent = SeparateAgent.start(home.resolve("agent"));
            shell = Remsh.start(agent, on, erlang, erl.name(), home, 100);
        } else {
            shell = Remsh.start(on, erlang, erl.name(), home, 100);
        }
        terminal = shell.expect("TERMINAL=(\\S+)").group(1);
        shell.expect("Eshell V.*1> ");
    }

    @AfterParameterizedClassInvocation
    static void leave() throws Exception {
        Remsh.leave(shell, erl);
        if (agent != null) agent.close();
    }

    /** Waits for the next prompt. */
    private static void prompt() throws InterruptedException {
        shell.expect(promptOf(erl));
    }

    private static String promptOf(ErlNode node) {
        return "\\(" + node.name() + "\\)\\d+> ";
    }

    private static Matcher answer(String line, String regex) throws InterruptedException {
        return Remsh.answer(shell, line, regex, promptOf(erl));
    }

    @Test
    void evaluatesWithBindingsRecordsHelpAndResults() throws Exception {
        answer("f(), Answer = 40 + 2.", "\n42\n");
        answer("Answer + 1.", "\n43\n");
        answer("v(-1) + 1.", "\n44\n");
        answer("rd(point, {x, y}).", "\npoint\n");
        answer("#point{x = 1}.", "#point\\{x = 1,y = undefined\\}");
        answer("h().", "rd\\(point");
        answer("Answer = 1.", "no match of right hand side value");
        answer("foo bar.", "syntax error before: bar");
        answer("[$ü, $€] =:= \"ü€\".", "\ntrue\n");
        answer("io:format(\"~ts~n\", [\"日本 ☺ ü\"]).", "\n日本 ☺ ü\nok\n");
    }

    @Test
    void readsSeveralLinesAndSeveralExpressions() throws Exception {
        shell.type("lists:sum([1,\r");
        shell.expect("\n +\\.\\. ");
        answer("2, 3]).", "\n6\n");
        answer("101. 102. 103.", "101\n.*102\n.*103\n");
        // Bracketed, as a terminal pastes it.
        answer("\u001b[200~A1 = 1.\n\tB1 = A1 + 1.\nA1 + B1 + 30.\n\u001b[201~", "\n33\n");
    }

    @Test
    void runsFunctionsThatTheShellDefinesAsFuns() throws Exception {
        answer("Twice = fun(X) -> 2 * X end, lists:map(Twice, [1, 2]).", "\\[2,4\\]");
        if (way.on().release() < 27) return;
        answer("dbl(X) -> 2 * X.", "\nok\n");
        answer("lists:map(fun dbl/1, [1, 21]).", "\\[2,42\\]");
    }

    @Test
    void interruptsWhatIsEvaluatedAndKeepsTheBindings() throws Exception {
        answer("f(Kept), Kept = 5.", "\n5\n");
        shell.type("io:format(\"sleeps~n\"), timer:sleep(infinity).\r");
        shell.expect("\nsleeps\n");
        shell.type(CONTROL_C);
        shell.expect("exception exit: killed");
        prompt();
        shell.type("io:get_line(\"name? \").\r");
        shell.expect("\nname\\? ");
        shell.type(CONTROL_C);
        shell.expect("exception exit: killed");
        prompt();
        answer("Kept * 2.", "\n10\n");
    }

    /** The interrupt comes before the node has said that this is a whole command, or soon after. */
    @Test
    void losesNoInterruptThatFollowsTheCommandAtOnce() throws Exception {
        shell.type("timer:sleep(infinity).\r" + CONTROL_C);
        prompt();
        answer("timer:sleep(50), 6 * 8.", "\n48\n");
    }

    @Test
    void sendsNothingWhenInterruptedAtThePrompt() throws Exception {
        shell.type("this is not wanted" + CONTROL_C);
        prompt();
        shell.type("nor(this,\r");
        shell.expect("\n +\\.\\. ");
        shell.type(CONTROL_C);
        prompt();
        answer("timer:sleep(50), 6 * 7.", "\n42\n");
    }

    @Test
    void showsWhatIsPrintedAboveTheLineThatIsTyped() throws Exception {
        answer(
                "register(printer, spawn(fun() -> receive go -> [io:format(\"line ~b~n\", [I]) || I <- lists:seq(1, 200)] end end)).",
                "\ntrue\n");
        shell.type("length(\"ty");
        shell.expect("length\\(\"ty");
        erl.eval("printer ! go");
        shell.expect("line 1\n.*line 200\n");
        answer("ped\").", "\n5\n");
    }

    @Test
    void showsWhatBecomesOfCrashingProcesses() throws Exception {
        answer("Bad = spawn(fun() -> exit(self(), kill), error({on_purpose, here}) end), ok.", "\nok\n");
        shell.type("spawn(fun() -> error({on_purpose, there}) end), timer:sleep(50).\r");
        shell.expect("Error in process <0.*on_purpose,there");
    }

    @Test
    void raisesInTheCallerWhenAFormatIsBad() throws Exception {
        answer("catch io:format(\"~p~n\").", "badarg");
    }

    @Test
    void readsForProgramsAndEndsTheirInputOnly() throws Exception {
        shell.type("io:get_line(\"name? \").\r");
        shell.expect("\nname\\? ");
        answer("Joe", "\"Joe\\\\n\"");
        // Which would be a pattern to the line editor.
        shell.type("io:put_chars(\"at 50%N %% \"), io:get_line(\"name? \").\r");
        shell.expect("at 50%N %% name\\? ");
        answer("Mike", "\"Mike\\\\n\"");
        shell.type("io:get_line(\"end? \").\r");
        shell.expect("\nend\\? ");
        shell.type(CONTROL_D);
        shell.expect("\neof\n");
        prompt();
        // Its reader is killed while it waits: what is typed then is for the shell.
        shell.type("R = spawn(fun() -> io:get_line(\"gone? \") end), timer:sleep(100), exit(R, kill), spared.\r");
        shell.expect("gone\\? .*spared\r?\n");
        prompt();
        answer("back.", "\nback\n");
    }

    @Test
    void asksBeforeItStopsTheNode() throws Exception {
        for (String stop : new String[] {"init:stop().", "halt ( ).", "erlang:halt(0).", "(fun() -> q() end)()."}) {
            shell.type(stop + "\r");
            shell.expect("type the name of the node: ");
            shell.type("no\r");
            prompt();
        }
        answer("\"init:stop() and q()\".", "\"init:stop\\(\\) and q\\(\\)\"\n");
    }

    @Test
    void completesModulesFunctionsAndBindings() throws Exception {
        shell.type("lists:se\t");
        shell.expect("search +seq");
        shell.type(CONTROL_C);
        prompt();
        shell.type("lists:keyfi\t");
        shell.expect("lists:keyfind");
        shell.type(CONTROL_C);
        prompt();
        if (way.on().release() < 27) return; // edlin_expand knows of bindings from OTP 26 on
        answer("f(Elephant), Elephant = grey.", "\ngrey\n");
        answer("{Eleph\t}.", "\n\\{grey\\}\n");
    }

    @Test
    void knowsTheSizeOfItsTerminalAfterItHasChanged() throws Exception {
        Remsh.awaitColumns(shell, 100, promptOf(erl));
        shell.resize(terminal, 61);
        Remsh.awaitColumns(shell, 61, promptOf(erl));
        shell.resize(terminal, 100);
        Remsh.awaitColumns(shell, 100, promptOf(erl));
    }

    @Test
    void keepsItsHistoryHere() throws Exception {
        answer("remembered.", "\nremembered\n");
        answer(" forgotten.", "\nforgotten\n");
        answer("\u001bOA", "\nremembered\n"); // the arrow upwards
        Path file = home.resolve(".local/state/settee/history/" + erl.name());
        assertThat(Files.readString(file)).contains("remembered.").doesNotContain("forgotten");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
    }

    @Test
    void opensAMenuWithAnotherShell() throws Exception {
        answer("f(Old), Old = 1.", "\n1\n");
        shell.type(CONTROL_G);
        shell.expect(" --> ");
        shell.type("n\r");
        shell.expect("Eshell V.*1> ");
        answer("Old.", "variable 'Old' is unbound");
        shell.type("io:format(\"waits~n\"), timer:sleep(infinity).\r");
        shell.expect("\nwaits\n");
        shell.type(CONTROL_G);
        shell.expect(" --> ");
        shell.type("i\r");
        shell.expect("exception exit: killed");
        prompt();
    }
}
