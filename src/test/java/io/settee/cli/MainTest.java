package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.settee.cli.agent.Caller;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.EpmdServer;
import io.settee.identity.NodeName;
import io.settee.support.JavaProgram;
import io.settee.support.ProcessRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void listsTheNodesOfAnEpmd() {
        try (var epmd = EpmdServer.startOnLoopback(0);
                var one = new EpmdClient(epmd.port(), Duration.ofSeconds(5))
                        .register(NodeName.of("couch@127.0.0.1"), 4711, false)) {
            assertThat(one.isRegistered()).isTrue();
            assertThat(run("names", "--epmd", "127.0.0.1:" + epmd.port())).isZero();
            assertThat(run("names", "--json", "--epmd", "127.0.0.1:" + epmd.port()))
                    .isZero();
        }
        assertThat(out.toString()).startsWith("couch  4711" + System.lineSeparator());
        assertThat(JsonParser.parseString(out.toString().lines().skip(1).collect(Collectors.joining()))
                        .toString())
                .isEqualTo("[{\"name\":\"couch\",\"port\":4711}]");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void isAnEpmdUntilItIsTerminated() throws Exception {
        try (var program = JavaProgram.start(
                Main.class, Map.of("ERL_EPMD_ADDRESS", "127.0.0.1"), "epmd", "--port", "0", "--address", "127.0.0.1")) {
            String listens = program.line("EPMD listens at port ");
            assertThat(listens).endsWith(" of 127.0.0.1");
            int port = Integer.parseInt(listens.replaceAll("\\D* (\\d+) of .*", "$1"));
            try (var one =
                    new EpmdClient(port, Duration.ofSeconds(5)).register(NodeName.of("couch@127.0.0.1"), 4711, false)) {
                assertThat(one.isRegistered()).isTrue();
                assertThat(run("names", "--epmd", "127.0.0.1:" + port)).isZero();
                assertThat(run("epmd", "--port", "" + port, "--address", "127.0.0.1"))
                        .isEqualTo(1);
            }
            assertThat(out.toString()).startsWith("couch  4711");
            assertThat(err.toString()).contains("cannot listen at 127.0.0.1:" + port);
            assertThat(program.terminate()).isZero();
        }
    }

    @Test
    void isNoEpmdAtAPortThatIsNone() {
        assertThat(run("epmd", "--port", "70000")).isEqualTo(2);
        assertThat(err.toString()).startsWith("settee: --port must be 1 to 65535, or 0 for a free one, not 70000");
    }

    @Test
    void saysInOneLineThatNoEpmdAnswers() {
        int port;
        try (var epmd = EpmdServer.startOnLoopback(0)) {
            port = epmd.port();
        }

        assertThat(run("names", "--epmd", "127.0.0.1:" + port)).isEqualTo(3);
        assertThat(err.toString())
                .startsWith("settee: ")
                .contains("127.0.0.1:" + port)
                .hasLineCount(1);
    }

    @Test
    void refusesWhatIsNoNodeNameAsWrongUsage() {
        assertThat(run("ping", "couch@")).isEqualTo(2);
        assertThat(err.toString())
                .contains("not a node name: 'couch@': after the @ a host name or IP address in ASCII is needed")
                .doesNotContain("Exception");
    }

    @Test
    @Timeout(10) // to write such numbers out takes minutes
    void wantsATimeoutInSeconds() {
        for (String wrong : List.of(
                "0", "-1", "soon", "1e99", "1e99999999", "1e999999999", "-1e-999999999", "0e999999999", "1000000000")) {
            assertThat(run("ping", "--timeout", wrong, "a@b")).isEqualTo(2);
        }
        assertThat(err.toString())
                .contains("a number of seconds above 0 and below 1000000000 is needed, and 'soon' was given")
                .contains("Try 'settee ping --help'.");
    }

    @Test
    void saysWhichCookieItMisses(@TempDir Path folder) {
        assertThat(run(
                        "call",
                        "a@127.0.0.1",
                        "erlang",
                        "node",
                        "--cookie-file",
                        folder.resolve("none").toString()))
                .isEqualTo(2);
        assertThat(err.toString())
                .startsWith("settee: cannot read the cookie file")
                .hasLineCount(1);
    }

    @Test
    void refusesAnUnknownCommandAsWrongUsage() {
        assertThat(run("pong")).isEqualTo(2);
        assertThat(err.toString()).contains("pong").doesNotContain("Exception");
    }

    @Test
    void refusesNamesThatNoFunctionCanHaveAsWrongUsage() {
        for (String name : List.of("'a'b'", "x".repeat(256))) {
            assertThat(run("call", "a@127.0.0.1", name, "f")).isEqualTo(2);
            assertThat(run("call", "a@127.0.0.1", "m", name)).isEqualTo(2);
        }
        assertThat(err.toString())
                .contains("no module or function can have this name: 'a'b'")
                .doesNotContain("mistake");
    }

    @Test
    void refusesCodeThatIsNotInUtf8(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("code.erl"), "<<\"grün\">>.".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(run("eval", "a@127.0.0.1", "--file", file.toString())).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("settee: the code in " + file + " is not UTF-8")
                .hasLineCount(1);
    }

    /** As on a disk that is full. */
    @Test
    void failsWhenItsOutputCannotBeWritten() {
        var full = new ByteWriter(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });

        assertThat(Main.run(full, new PrintWriter(err, true), "completion", "bash"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("settee: not all of the output could be written")
                .hasLineCount(1);
    }

    @Test
    void tellsOfAnErrorThatItIsAMistake() {
        var broken = new PrintWriter(new StringWriter() {
            @Override
            public void write(String text, int offset, int length) {
                throw new StackOverflowError("on purpose");
            }
        });

        assertThat(Main.run(broken, new PrintWriter(err, true), "completion", "bash"))
                .isEqualTo(1);
        assertThat(err.toString())
                .startsWith("settee: this is a mistake in Settee")
                .contains("on purpose");
    }

    /** By an agent: the files are those of whoever asks. */
    @Test
    void readsTheProfilesOfItsCallerAndDeclinesAFileThatItCannotName(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine"), "here.epmd_port = 1");
        var caller = Caller.of(Map.of("SETTEE_PROFILES", "mine", "HOME", folder.toString()), folder);

        assertThat(caller.run(() -> run("ping", "--profile", "there", "a@127.0.0.1")))
                .isEqualTo(2);
        assertThat(err.toString()).contains(folder.resolve("mine") + " has no profile 'there'; it has [here]");

        err.getBuffer().setLength(0);
        assertThat(caller.run(() -> run("ping", "--vm-args", "nul \0", "a@127.0.0.1")))
                .isEqualTo(Main.DECLINED);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThat(run("names", "--epmd", "127.0.0.1:http")).isEqualTo(2);
        assertThat(run("names", "--epmd", "127.0.0.1:0")).isEqualTo(2);
        assertThat(run("names", "--epmd", ":4369")).isEqualTo(2);
        assertThat(err.toString()).contains("'127.0.0.1:http'", "HOST:PORT").doesNotContain("Exception");
    }

    @Test
    void makesCertificatesAndSaysHowToUseThem(@TempDir Path folder) {
        assertThat(run(
                        "certs",
                        "make",
                        folder.toString(),
                        "db1.example",
                        "127.0.0.1",
                        "--key",
                        "ec_p384",
                        "--days",
                        "30"))
                .isZero();

        assertThat(out.toString())
                .contains("db1.example, 127.0.0.1, good for 30 days")
                .contains("-ssl_dist_optfile " + folder.resolve("couch_dist.conf"));
        assertThat(folder.resolve("couch_dist.conf")).exists();
    }

    @Test
    void saysThatAFolderCannotBeWritten(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "in the way");

        assertThat(run("certs", "make", file.toString(), "127.0.0.1")).isEqualTo(1);
        assertThat(err.toString()).startsWith("settee: " + file).hasLineCount(1);
    }

    @Test
    void wantsAHostForACertificate(@TempDir Path folder) {
        assertThat(run("certs", "make", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("HOST");
    }

    private static Path vmArgs(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("vm.args"), text);
    }

    @Test
    void checksSettingsForPrograms(@TempDir Path folder) throws IOException {
        Path file = vmArgs(folder, "-name a@127.0.0.1 -setcookie monster -proto_dist inet_tls");

        assertThat(run("check", file.toString(), "--json", "--peer", "b@127.0.0.1"))
                .isEqualTo(1);

        JsonObject report = JsonParser.parseString(out.toString()).getAsJsonObject();
        assertThat(report.get("verdict").getAsString()).isEqualTo("wrong");
        assertThat(report.get("failedAt").getAsString()).isEqualTo("settings");
        assertThat(report.get("status").getAsInt()).isEqualTo(1);
        assertThat(report.getAsJsonArray("facts").toString())
                .contains("\"name\":\"name\",\"value\":\"a@127.0.0.1\"")
                .doesNotContain("monster");
        assertThat(report.getAsJsonArray("findings").toString()).contains("no certificates are named");
    }

    /** Java's is that of the password file. */
    @Test
    void checksTheCookieOfTheHomeFolderThatErlWouldTake(@TempDir Path folder) throws Exception {
        Path file = vmArgs(folder, "-name a@127.0.0.1");
        Path cookie = Files.writeString(folder.resolve(".erlang.cookie"), "of-home");
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
        var builder = JavaProgram.command(Main.class, "check", file.toString());
        builder.environment().put("HOME", folder.toString());

        assertThat(ProcessRun.of(builder).out()).contains(cookie.toString());
    }

    /** The steps of a dial in which no Erlang takes part, and the exit status of each. */
    @Test
    void saysByItsExitStatusHowFarADialCame(@TempDir Path folder) throws IOException {
        try (var epmd = EpmdServer.startOnLoopback(0);
                var closed = new EpmdClient(epmd.port(), Duration.ofSeconds(5))
                        .register(NodeName.of("gone@127.0.0.1"), 1, false)) {
            assertThat(closed.isRegistered()).isTrue();
            Path file = vmArgs(folder, "-name a@127.0.0.1 -setcookie monster -env ERL_EPMD_PORT " + epmd.port());

            assertThat(run("check", file.toString())).as("%s", out).isZero();
            assertThat(out.toString()).contains("Nothing is wrong.", "peer gone@127.0.0.1", "known to EPMD here");
            assertThat(run("check", file.toString(), "--dial", "other@127.0.0.1"))
                    .isEqualTo(3);
            assertThat(run("check", file.toString(), "--dial", "gone@127.0.0.1"))
                    .isEqualTo(3);
            assertThat(out.toString())
                    .contains("connection refused at 127.0.0.1:1", "> Is gone@127.0.0.1 still running?");
        }
    }

    @Test
    void takesWarningsForErrorsIfAskedTo(@TempDir Path folder) throws IOException {
        Path file = vmArgs(folder, "-setcookie monster -dist_listen false");

        assertThat(run("check", file.toString())).isZero();
        assertThat(run("check", "--strict", file.toString())).isEqualTo(1);
        assertThat(out.toString()).contains("warning  name", "It can work; see the warnings.");
    }

    @Test
    void describesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("names", "ping", "check", "certs", "demo");
        assertThat(run("names", "--help")).isZero();
    }

    /** What the launcher records classes of. */
    @Test
    void trainsWithoutErlang() throws Exception {
        Process training = JavaProgram.command(Main.class, "train")
                .redirectErrorStream(true)
                .start();
        assertThat(new String(training.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("settee: ");
        assertThat(training.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(training.exitValue()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh", "fish"})
    void completesEveryCommandInEachShell(String shell) {
        assertThat(run("completion", shell)).as("%s", err).isZero();
        assertThat(out.toString())
                .contains("eval", "vm-args", "certs", "ca-name")
                .doesNotContain("train");
    }

    @Test
    void completesInARealBash(@TempDir Path folder) throws Exception {
        run("completion", "bash");
        Path script = Files.writeString(folder.resolve("settee.bash"), out.toString());
        assertThat(completed(script, "settee", "ev")).containsExactly("eval");
        assertThat(completed(script, "settee", "certs", "s")).contains("sign", "show");
        assertThat(completed(script, "settee", "call", "--coo")).containsExactly("--cookie", "--cookie-file");
    }

    /** What bash has to offer behind these words. */
    private static List<String> completed(Path script, String... words) throws Exception {
        String line = "compopt() { :; }; source " + script + "; COMP_WORDS=(" + String.join(" ", words)
                + "); COMP_CWORD=" + (words.length - 1) + "; _complete_settee; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash =
                new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
        try (var said = bash.inputReader()) {
            return said.lines().sorted().toList();
        }
    }

    @Test
    void hasAManualPageWithEveryCommandAndStatus() {
        assertThat(run("man")).as("%s", err).isZero();
        assertThat(out.toString())
                .startsWith(".TH SETTEE 1")
                .contains(
                        ".SS settee eval",
                        ".SS settee certs sign",
                        "\\-\\-vm\\-args",
                        "SETTEE_PROFILE",
                        "SETTEE_AGENT",
                        "EXIT STATUS")
                .doesNotContain("settee train");
    }

    /** node3 is named by no_tls, so it lets everybody in plain; the scene needs that. */
    @Test
    void playsTheDemoWithoutErlang() {
        assertThat(run("demo", "--without-erlang")).as("%s%s", out, err).isZero();
        assertThat(out.toString())
                .containsPattern("node1@127.0.0.1 +up +127.0.0.1:\\d+ +tls +hidden")
                .containsPattern("node3@127.0.0.1 +up +127.0.0.1:\\d+ +tcp +hidden")
                .contains("{echo,'node2@127.0.0.1'},noconnection}")
                .contains("node2@127.0.0.1 is up over tls");
    }
}
