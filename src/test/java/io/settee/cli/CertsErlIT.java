package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.config.VmArgs;
import io.settee.node.PeerInfo;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** BEAM nodes of three releases, each with another kind of key, start from what the command made, as it is. */
class CertsErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    static List<ErlNode> nodes = List.of();

    @BeforeAll
    static void bootAClusterFromItsFiles() throws Exception {
        settee("certs", "ca", dir.toString(), "--ca-name", "Example CA", "--ca-password", "jewel");
        settee("certs", "revoke", dir.toString(), "--ca-password", "jewel");
        make("n25", "rsa_2048", "--password", "sesame", "--subject", "C=DE,O=Example");
        make("n27", "ec_p384");
        // As where the CA is somebody else's.
        Path asked = dir.resolve("n29@127.0.0.1");
        settee("certs", "request", asked.toString(), "127.0.0.1", "--key", "ec_p256", "--cn", "n29@127.0.0.1");
        String request = asked.resolve("request.pem").toString();
        settee("certs", "sign", dir.toString(), request, "--ca-password", "jewel");
        Files.copy(dir.resolve("ca-cert.pem"), asked.resolve("ca-cert.pem"));

        nodes = List.of(
                node("n25", 25).start(),
                node("n27", 27).start(),
                node("n29", 29).start());
    }

    private static void make(String name, String key, String... more) {
        var line =
                new ArrayList<>(List.of("certs", "make", dir.toString(), name + "@127.0.0.1", "--each", "--key", key));
        line.addAll(List.of("--ca-password", "jewel"));
        line.addAll(List.of(more));
        settee(line.toArray(String[]::new));
    }

    private static String settee(String... line) {
        var said = new StringWriter();
        assertThat(Main.run(new PrintWriter(said, true), new PrintWriter(said, true), line))
                .as(said.toString())
                .isZero();
        return said.toString();
    }

    private static ErlNodeBuilder node(String name, int release) {
        return erlang.node(name)
                .release(release)
                .tls(dir.resolve(name + "@127.0.0.1").resolve("couch_dist.conf"));
    }

    private static String ping(ErlNode from, ErlNode to) {
        return from.eval("net_adm:ping('" + to.name() + "')");
    }

    @Test
    void everyNodeTrustsEveryOther() {
        for (ErlNode from : nodes) {
            for (ErlNode to : nodes) {
                if (from == to) continue;
                assertThat(ping(from, to)).as("%s to %s", from, to).isEqualTo("pong");
                from.eval("erlang:disconnect_node('" + to.name() + "')");
            }
        }
    }

    @Test
    void aRevokedNodeIsRefusedByAllThatLookIntoTheList() {
        make("lost", "ec_p256");
        try (ErlNode lost = node("lost", 29).start()) {
            List<ErlNode> looking = nodes.subList(0, 2);
            for (ErlNode node : looking) assertThat(ping(lost, node)).isEqualTo("pong");
            for (ErlNode node : looking) lost.eval("erlang:disconnect_node('" + node.name() + "')");

            Path certificate = dir.resolve("lost@127.0.0.1").resolve("cert.pem");
            settee("certs", "revoke", dir.toString(), certificate.toString(), "--ca-password", "jewel");
            for (ErlNode node : looking) {
                assertThat(ping(lost, node)).as("dialled by %s", lost).isEqualTo("pang");
                assertThat(ping(node, lost)).as("dialled by %s", node).isEqualTo("pang");
            }
            assertThat(ping(nodes.get(0), nodes.get(1))).isEqualTo("pong");
        }
    }

    /** Such keys need TLS 1.3, which the option file then asks for; OTP 29 speaks it anyway. */
    @Test
    void ed25519KeysServeAllReleases() {
        make("e25", "ed25519");
        make("e27", "ed25519");
        try (ErlNode e25 = node("e25", 25).start();
                ErlNode e27 = node("e27", 27).start()) {
            assertThat(ping(e25, e27)).isEqualTo("pong");
            assertThat(ping(nodes.get(2), e25)).isEqualTo("pong");
            assertThat(ping(e27, nodes.get(2))).isEqualTo("pong");
        }
    }

    /** What the command has made and printed is all that a couch node needs, and one of ours beside it. */
    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void takesAnOperatorFromNothingToAClusterWithOneCommand(int release) throws Exception {
        Path etc = dir.resolve("etc" + release);
        List<String> printed =
                settee("certs", "make", etc.toString(), "127.0.0.1").lines().toList();
        assertThat(etc.resolve("ca-cert.pem")).exists();
        assertThat(etc.resolve("erlserver.pem")).exists();
        List<String> flags = printed.stream()
                .map(String::strip)
                .dropWhile(line -> !line.equals("-proto_dist couch"))
                .takeWhile(line -> line.startsWith("-"))
                .toList();
        assertThat(flags).hasSize(3);
        Path couchArgs = vmArgs(etc, "couchdb", flags);
        try (ErlNode couch = erlang.node("couchdb")
                        .release(release)
                        .argsFile(couchArgs)
                        .start();
                ErlangNode search = ErlangNode.fromVmArgs(VmArgs.read(
                                vmArgs(etc, "search", flags), Map.of("ERL_EPMD_PORT", "" + erlang.epmdPort())))
                        .start()) {
            assertThat(search.ping("couchdb@127.0.0.1", Duration.ofSeconds(10))).isTrue();
            search.disconnect("couchdb@127.0.0.1");
            assertThat(couch.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pong");
            assertThat(search.peers()).extracting(PeerInfo::carrier).containsExactly("tls");
        }
    }

    private static Path vmArgs(Path etc, String name, List<String> flags) throws IOException {
        return Files.writeString(
                etc.resolve(name + ".args"),
                "-name " + name + "@127.0.0.1\n-setcookie monster\n" + String.join("\n", flags) + "\n");
    }
}
