package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdServer;
import io.settee.export.Exports;
import io.settee.support.JavaProgram;
import io.settee.support.SeparateAgent;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands by way of an agent in a JVM of its own; {@link io.settee.cli.agent.AgentTest} has how the two talk. */
class AgentCommandTest {
    private static final String PEER = "peer@127.0.0.1";

    @TempDir
    private Path dir;

    private String command(SeparateAgent agent, String... words) throws Exception {
        return said(new ProcessBuilder(agent.client(List.of(words))).directory(dir.toFile()));
    }

    private static String agent(Path file, String word) throws Exception {
        return said(agentCommand(file, word));
    }

    private static ProcessBuilder agentCommand(Path file, String... words) {
        var builder = JavaProgram.command(
                Main.class, Stream.concat(Stream.of("agent"), Stream.of(words)).toArray(String[]::new));
        builder.command().add(1, "-Dsettee.agent=" + file);
        return builder;
    }

    private static String said(ProcessBuilder builder) throws Exception {
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue() + " " + said;
    }

    @Test
    void callsAsACommandOfItsOwnWouldAndStops() throws Exception {
        Path file = dir.resolve("agent");
        try (var epmd = EpmdServer.startOnLoopback(0)) {
            String args = "-name " + PEER + "\n-setcookie secret\n-env ERL_EPMD_PORT " + epmd.port();
            Files.writeString(dir.resolve("vm.args"), args);
            try (var peer = ErlangNode.fromVmArgs(VmArgs.parse("vm.args", args, Map.of()))
                            .listen(InetAddress.getLoopbackAddress(), 0, 0)
                            .exports(Exports.NONE.standard())
                            .start();
                    var agent = SeparateAgent.start(file)) {
                assertThat(peer.name()).hasToString(PEER);
                assertThat(agent(file, "status")).startsWith("0 an agent runs, pid ");

                assertThat(command(agent, "call", "--vm-args", "vm.args", PEER, "erlang", "node"))
                        .isEqualTo("0 'peer@127.0.0.1'\n");
                assertThat(command(agent, "call", "--vm-args", "vm.args", PEER, "erlang", "no_such_function"))
                        .startsWith("1 ")
                        .contains("undefined function no_such_function/0");
                assertThat(command(agent, "call", "--cookie", "other", "--vm-args", "vm.args", PEER, "erlang", "node"))
                        .startsWith("3 ")
                        .contains("cookie");
                Files.writeString(
                        dir.resolve("tls.args"), args + "\n-proto_dist inet_tls -ssl_dist_optfile relative.conf");
                // Left to /bin/false, the launcher here.
                assertThat(command(agent, "call", "--vm-args", "tls.args", PEER, "erlang", "node"))
                        .isEqualTo("1 ");
                Files.writeString(dir.resolve("words"), "erlang node");
                for (List<String> more : List.of(List.of("--debug=true", "erlang", "node"), List.of("@words"))) {
                    var words = new ArrayList<>(List.of("call", "--vm-args", "vm.args", PEER));
                    words.addAll(more);
                    assertThat(command(agent, words.toArray(String[]::new)))
                            .as("%s", more)
                            .isEqualTo("1 ");
                }
                assertThat(agent(file, "stop")).startsWith("0 the agent ends, pid ");
                assertThat(agent(file, "status")).isEqualTo("1 no agent runs\n");
                Awaitility.await().until(() -> !agent.isAlive());
            }
        }
    }

    @Test
    void leavesNoEmptyLogBehindAndTheLogOfAnotherAlone() throws Exception {
        Path file = dir.resolve("agent");
        Path log = dir.resolve("agent.log");
        Process ends = agentCommand(file, "start", "--warm-ups", "0", "--idle", "1")
                .redirectOutput(log.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(ends.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(ends.exitValue()).isZero();
        assertThat(log).doesNotExist();

        Process replaced = agentCommand(file, "start", "--warm-ups", "0", "--idle", "1")
                .redirectOutput(log.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().until(() -> Files.exists(log));
        Files.delete(log);
        Files.createFile(log);
        assertThat(replaced.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(log).isEmptyFile();
    }

    @Test
    void stopsNoneThatIsGoneAndSaysInOneLineThatItsFileCannotBeRead() throws Exception {
        Path file = Files.writeString(dir.resolve("agent"), "settee-cli.jar\n1\n1\nquestion\nanswer\n");

        assertThat(agent(file, "stop")).isEqualTo("1 no agent runs\n");
        assertThat(file).doesNotExist();

        assertThat(agent(dir, "status")).startsWith("1 settee: ").hasLineCount(1);
    }
}
