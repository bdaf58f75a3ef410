package io.settee.shell;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.support.ErlCase;
import io.settee.support.PtyProgram;
import io.settee.support.SeparateAgent;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code settee remsh} by an agent leaves behind: the node and the terminal as they were, however it ends. The release is one that an {@code eof}
 * would halt.
 */
@Timeout(60)
class RemshAgentErlIT {
    private static final ErlCase ON = new ErlCase(25, false);
    private static final String PROMPT = "\\(agent@127.0.0.1\\)\\d+> ";
    private static final String CONTROL_D = "\u0004";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path home;

    private static ErlNode erl;
    private static SeparateAgent agent;

    @BeforeAll
    static void start() throws Exception {
        erl = ON.erl(erlang, "agent").start();
        agent = SeparateAgent.start(home.resolve("agent"));
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    /** A terminal where a shell runs the command and then reads a line. */
    private record Terminal(PtyProgram program, String name, String settings) implements AutoCloseable {
        static Terminal open(SeparateAgent agent) throws Exception {
            String client = PtyProgram.command(agent.client(Remsh.arguments(ON, erlang, erl.name())));
            PtyProgram program = PtyProgram.startLines(
                    "echo SETTINGS=$(stty -g); " + client + "; echo STATUS=$?; read line; echo \"GOT=$line\"",
                    100,
                    Map.of("HOME", home.toString()));
            return new Terminal(
                    program,
                    program.expect("TERMINAL=(\\S+)").group(1),
                    program.expect("SETTINGS=(\\S+)").group(1));
        }

        void prompt() throws InterruptedException {
            program.expect(PROMPT);
        }

        void answers(String line, String regex) throws InterruptedException {
            Remsh.answer(program, line, regex, PROMPT);
        }

        /** The process that the launcher has become: the first of the script's. */
        ProcessHandle client() {
            return program.processes()
                    .filter(Terminal::isBash)
                    .filter(process -> !isBash(process.parent().orElseThrow()))
                    .findFirst()
                    .orElseThrow();
        }

        private static boolean isBash(ProcessHandle process) {
            return process.info().command().orElse("").endsWith("/bash");
        }

        String settingsNow() throws IOException {
            Process stty = new ProcessBuilder("stty", "-F", name, "-g").start();
            return new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        }

        /** Nothing that is left takes a key from the shell there. */
        void assertAsItWas() throws Exception {
            await().atMost(SOON).until(this::settingsNow, settings::equals);
            program.type("all of this\r");
            program.expect("GOT=all of this\n");
            assertThat(program.status()).isZero();
            assertThat(program.output()).doesNotContain("Terminated", "cat:", "stty:", "line ");
        }

        @Override
        public void close() {
            program.close();
        }
    }

    @Test
    void leavesNodeAndTerminalAsTheyWereAndServesSeveralAtOnce() throws Exception {
        try (Terminal first = Terminal.open(agent);
                Terminal second = Terminal.open(agent)) {
            first.prompt();
            second.prompt();
            assertThat(first.settingsNow()).isNotEqualTo(first.settings());
            first.answers("Mine = 1.", "\n1\n");
            second.answers("Mine.", "variable 'Mine' is unbound");
            first.program().type("receive after infinity -> ok end.\r");
            assertThat(call("erlang", "node")).isEqualTo("'" + erl.name() + "'\n");
            second.program().resize(second.name(), 0);
            Remsh.awaitColumns(second.program(), 80, PROMPT);
            second.answers("\"ü€\".", "\n\"ü€\"|\\[252,8364\\]\n");

            second.program().type(CONTROL_D);
            second.program().expect("STATUS=0\n");
            second.assertAsItWas();
            first.program().type("\u0003");
            first.prompt();
            first.answers("Mine + 1.", "\n2\n");
            first.program().type(CONTROL_D);
            first.program().expect("STATUS=0\n");
            first.assertAsItWas();
        }
        Remsh.assertAsItWas(erl);
    }

    private static String call(String... what) throws IOException, InterruptedException {
        List<String> arguments = Remsh.arguments("call", ON, erlang, erl.name(), what);
        Process process = new ProcessBuilder(agent.client(arguments))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void leavesThemAsTheyWereWhenItsClientIsKilledWhileSomethingIsEvaluated() throws Exception {
        try (Terminal terminal = Terminal.open(agent)) {
            terminal.prompt();
            terminal.program().type("io:format(\"busy~n\"), (fun Loop() -> Loop() end)().\r");
            terminal.program().expect("\nbusy\n");
            assertThat(erl.eval(Remsh.LEFT)).isNotEqualTo("[]");

            terminal.client().destroyForcibly();

            terminal.program().expect("STATUS=137\n");
            terminal.assertAsItWas();
        }
        Remsh.assertAsItWas(erl);
    }

    @Test
    void leavesThemAsTheyWereWhenItsClientIsTerminated() throws Exception {
        try (Terminal terminal = Terminal.open(agent)) {
            terminal.prompt();
            terminal.program().type("half a li");
            terminal.program().expect("half a li");

            terminal.client().destroy();

            terminal.program().expect("STATUS=143\n");
            terminal.assertAsItWas();
            // The line editor has taken back what it asked of the terminal.
            assertThat(terminal.program().raw().lastIndexOf("\u001b[?2004l"))
                    .isGreaterThan(terminal.program().raw().lastIndexOf("\u001b[?2004h"));
        }
        Remsh.assertAsItWas(erl);
    }

    @Test
    void leavesTheNodeWhenTheTerminalIsClosed() throws Exception {
        try (Terminal terminal = Terminal.open(agent)) {
            terminal.prompt();
            List<ProcessHandle> there = terminal.program().processes().toList();
            assertThat(there).hasSizeGreaterThan(3);

            terminal.program().hangUp();

            await().atMost(SOON).until(() -> there.stream().noneMatch(ProcessHandle::isAlive));
        }
        Remsh.assertAsItWas(erl);
    }

    @Test
    void goesOnWhenItsAgentIsStoppedAndSaysSoWhenThatIsKilled() throws Exception {
        try (SeparateAgent other = SeparateAgent.start(home.resolve("other"));
                Terminal terminal = Terminal.open(other)) {
            terminal.prompt();
            Files.delete(other.file());
            terminal.answers("timer:sleep(1100), still.", "\nstill\n");

            other.kill();

            terminal.program().expect("ended, and the shell with it; the node stays as it was");
            terminal.program().expect("STATUS=4\n");
            terminal.assertAsItWas();
        }
        Remsh.assertAsItWas(erl);
    }
}
