package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.epmd.EpmdClient;
import io.settee.epmd.EpmdServer;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
        }
        assertThat(out).hasToString("couch  4711" + System.lineSeparator());
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void saysInOneLineThatNoEpmdAnswers() {
        int port;
        try (var epmd = EpmdServer.startOnLoopback(0)) {
            port = epmd.port();
        }

        assertThat(run("names", "--epmd", "127.0.0.1:" + port)).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("settee: ")
                .contains("127.0.0.1:" + port)
                .hasLineCount(1);
    }

    @Test
    void refusesWhatIsNoNodeNameAsWrongUsage() {
        assertThat(run("ping", "couch")).isEqualTo(2);
        assertThat(err.toString())
                .contains("not a node name: 'couch': name@host is needed")
                .doesNotContain("Exception");
    }

    @Test
    void refusesAnUnknownCommandAsWrongUsage() {
        assertThat(run("pong")).isEqualTo(2);
        assertThat(err.toString()).contains("pong").doesNotContain("Exception");
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

    @Test
    void describesEveryCommand() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("names", "ping", "certs", "demo");
        assertThat(run("names", "--help")).isZero();
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
