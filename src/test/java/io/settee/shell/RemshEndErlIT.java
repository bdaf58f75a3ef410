package io.settee.shell;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.cli.Main;
import io.settee.support.ErlCase;
import io.settee.support.ProcessRun;
import io.settee.support.PtyProgram;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How a session of {@code settee remsh} ends, and that the node stays as it was: with a release that an {@code eof} would halt. */
@Timeout(60)
class RemshEndErlIT {
    private static final ErlCase ON = new ErlCase(25, true);

    /** Where the README types: after a prompt of the shell, or a question of the guard. */
    private static final Pattern TYPED = Pattern.compile("(\\(\\S+\\)\\d+> |To stop .*?: )(.*)");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path home;

    private static ErlNode erl;

    @BeforeAll
    static void start() {
        erl = ON.erl(erlang, "end").start();
    }

    private static void assertAsItWas() {
        Remsh.assertAsItWas(erl);
    }

    private static List<String> arguments(String... more) throws Exception {
        return Remsh.arguments(ON, erlang, erl.name(), more);
    }

    /** Its transcript, line by line; {@code ^C} stands for the key. */
    @Test
    void tellsTheStoryOfTheReadme() throws Exception {
        CertificateFolder certs = CertificateMaker.writeCluster(
                home.resolve("tls"), List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        Path vmArgs = Files.writeString(home.resolve("vm.args"), """
                -setcookie secret
                -proto_dist inet_tls -ssl_dist_optfile %s
                -env ERL_EPMD_PORT %d
                """.formatted(certs.optionFile(), erlang.epmdPort()));
        ErlNode couchdb = erlang.node("couchdb2")
                .release(27)
                .cookie("secret")
                .tls(certs.optionFile())
                .start();
        String readme = Files.readString(Path.of("README.md"));
        String story = readme.substring(readme.indexOf("### A shell on node2"));
        List<String> lines = story.substring(story.indexOf("```console\n") + 11)
                .lines()
                .takeWhile(line -> !line.equals("```"))
                .toList();
        assertThat(lines.getFirst()).startsWith("$ settee ");
        List<String> command = Stream.of(
                        lines.getFirst().replace("vm.args", vmArgs.toString()).split(" "))
                .skip(2)
                .toList();
        try (PtyProgram shell = PtyProgram.start(Main.class, 120, Map.of("HOME", home.toString()), command)) {
            for (String line : lines.subList(1, lines.size() - 1)) {
                Matcher typed = TYPED.matcher(line);
                if (line.equals("^C")) {
                    shell.type("\u0003");
                } else if (typed.matches()) {
                    shell.expect(Pattern.quote(typed.group(1)));
                    shell.type(typed.group(2) + "\r");
                } else {
                    shell.expect("\n" + Pattern.quote(line).replaceFirst("V\\d+(\\.\\d+)*", "V\\\\E[0-9.]+\\\\Q"));
                }
            }
            assertThat(lines.getLast()).isEqualTo("$");
            assertThat(shell.status()).isZero();
        }
        assertThat(couchdb.eval("1 + 1")).isEqualTo("2");
    }

    @Test
    void leavesNothingBehindWhenItIsKilledWhileSomethingIsEvaluated() throws Exception {
        try (PtyProgram shell = Remsh.start(ON, erlang, erl.name(), home, 100)) {
            shell.expect("1> ");
            shell.type("io:format(\"busy~n\"), (fun Loop() -> Loop() end)().\r");
            shell.expect("\nbusy\n");
            assertThat(erl.eval(Remsh.LEFT)).isNotEqualTo("[]");

            shell.kill();

            assertAsItWas();
        }
    }

    @Test
    void evaluatesWhatComesThroughAPipeAndLeavesAtItsEnd() throws Exception {
        ProcessRun run = Remsh.piped("X = 40.\ninit:stop().\nX + 2.\n", arguments());

        assertThat(run.status()).as("%s", run).isZero();
        assertThat(run.out()).endsWith("40\n42\n").doesNotContain("> ");
        assertThat(run.err())
                .contains("init:stop() stops " + erl.name())
                .contains("It was not sent; --allow-stop lets it through.");
        assertAsItWas();
    }

    @Test
    void leavesWhenItsInputIsClosed() throws Exception {
        ProcessRun run = Remsh.piped("", arguments());

        assertThat(run.status()).as("%s", run).isZero();
        assertAsItWas();
    }

    @Test
    void saysThatThereIsNoElixirAndWhatToDo() throws Exception {
        ProcessRun run = Remsh.piped("", arguments("--elixir"));

        assertThat(run.status()).as("%s", run).isEqualTo(1);
        assertThat(run.err()).contains("there is no Elixir on " + erl.name(), "--erlang");
        assertAsItWas();
    }

    @Test
    void stopsTheNodeIfToldToAndWorksAtATerminalThatDoesNotKnowItsWidth() throws Exception {
        ErlNode stopped = ON.erl(erlang, "stopped").start();
        try (PtyProgram shell = Remsh.start(ON, erlang, stopped.name(), home, 0, "--allow-stop")) {
            shell.expect("1> ");
            shell.type("40 + 2.\r");
            shell.expect("40 \\+ 2\\..*\n42\n.*2> ");
            assertThat(shell.output()).doesNotContain("....");
            shell.type("halt().\r");
            shell.expect("the connection to " + stopped.name() + " was lost");
            assertThat(shell.status()).isEqualTo(4);
        }
        await().atMost(SOON).until(() -> !stopped.isAlive());
    }

    @Test
    void saysWhichNodeWasLost() throws Exception {
        ErlNode killed = ON.erl(erlang, "killed").start();
        try (PtyProgram shell = Remsh.start(ON, erlang, killed.name(), home, 100)) {
            shell.expect("1> ");
            killed.kill();
            shell.expect("the connection to " + killed.name() + " was lost");
            assertThat(shell.status()).isEqualTo(4);
        }
    }

    /** The line that is typed stays whole, however much comes, and a small heap is enough. */
    @Test
    void printsAHundredThousandLinesWhileSomebodyTypes() throws Exception {
        ErlNode loud = ON.erl(erlang, "loud").start();
        try (PtyProgram shell = PtyProgram.start(
                Main.class,
                100,
                Map.of("HOME", home.toString(), "JDK_JAVA_OPTIONS", "-Xmx32m"),
                Remsh.arguments(ON, erlang, loud.name()))) {
            shell.expect("1> ");
            shell.type("register(loud, spawn(fun() -> receive go -> [io:put_chars([[\"line \", integer_to_list(I), 10]"
                    + " || I <- lists:seq(N, N + 9)]) || N <- lists:seq(1, 100000, 10)] end end)).\r");
            shell.expect("\ntrue\n.*2> ");
            loud.eval("loud ! go");
            String typed = "lists:sum([10, 11, 12, 13, 14, 15, 16, 17, 18])";
            for (int stage = 1; stage <= 9; stage++) {
                shell.type(typed.substring((stage - 1) * 5, stage * 5));
                shell.expect("line " + stage * 10_000 + "\n");
                if (stage == 1) {
                    // The line is cleared, and begun anew.
                    shell.type("\u0003");
                    shell.type(typed.substring(0, 5));
                }
            }
            shell.type(typed.substring(45));
            shell.expect("line 100000\n");
            shell.type(".\r");
            shell.expect("\n126\n");

            shell.type("(fun Loop(I) -> io:format(\"~b~n\", [I]), Loop(I + 1) end)(1).\r");
            shell.expect("\n1000\n");
            shell.type("\u0003");
            shell.expect("exception exit: killed");
            shell.expect("\\d> ");
        }
    }

    /** At a prompt with the colour of its profile. */
    @Test
    void saysThatANodeDoesNotRespond() throws Exception {
        Path profiles = Files.createDirectories(home.resolve(".config/settee")).resolve("profiles");
        Files.writeString(profiles, "careful.colour = red\n");
        ErlNode frozen = ON.erl(erlang, "frozen").start();
        try (PtyProgram shell = Remsh.start(ON, erlang, frozen.name(), home, 100, "--profile", "careful")) {
            shell.expect("1> ");
            assertThat(shell.raw()).containsPattern("\u001b\\[(31;1|1;31)m\\(" + frozen.name() + "\\)1> ");
            frozen.pause();
            shell.type("1 + 1.\r");
            shell.expect(frozen.name() + " does not respond; the connection is given up when its tick time is over");
            // What was entered is withdrawn, and then there is the menu.
            shell.type("\u0003\u0003");
            shell.expect(" --> ");
            shell.type("q\r");
            assertThat(shell.status()).isZero();
        } finally {
            frozen.resume();
        }
    }
}
