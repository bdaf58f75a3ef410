package io.settee.products;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.cli.CommandRun;
import io.settee.cli.Main;
import io.settee.identity.NodeName;
import io.settee.support.ErlCase;
import io.settee.support.PtyProgram;
import io.settee.support.SeparateNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * That clusters of RabbitMQ and ejabberd, with their distribution over TLS, feel well by their own checks before, while and after a node of ours is
 * connected to all of their nodes, visible and hidden, and is killed with {@code SIGKILL}; and that {@code settee} does for who runs them what their own
 * tools do.
 */
@ParameterizedClass(name = "{0}")
@EnumSource
@Timeout(180)
@Tag("alone")
class ProductsErlIT {
    private static final ErlCase TLS = new ErlCase(27, true);
    private static final String CONTROL_D = "\u0004";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path home;

    enum Product {
        RABBITMQ_3_10 {
            @Override
            ProductCluster of(SeparateNode.Settings like) throws IOException {
                return new RabbitMq(like, true);
            }
        },
        RABBITMQ_4_0 {
            @Override
            ProductCluster of(SeparateNode.Settings like) throws IOException {
                return new RabbitMq(like, false);
            }
        },
        EJABBERD_24_12 {
            @Override
            ProductCluster of(SeparateNode.Settings like) throws IOException {
                return new Ejabberd(like);
            }
        };

        abstract ProductCluster of(SeparateNode.Settings like) throws IOException;
    }

    private static ProductCluster cluster;

    @Parameter
    Product product;

    @BeforeParameterizedClassInvocation
    static void start(Product product) throws Exception {
        cluster = product.of(settings("model", false, List.of()));
        cluster.start();
    }

    @AfterParameterizedClassInvocation
    static void end() throws Exception {
        cluster.close();
    }

    private static SeparateNode.Settings settings(String name, boolean hidden, List<NodeName> peers) {
        return TLS.separate(erlang, name + "@localhost", hidden, peers);
    }

    private static List<String> words(String command, Object... more) {
        SeparateNode.Settings like = cluster.like;
        return Stream.concat(
                        Stream.of(
                                command,
                                cluster.names().getFirst(),
                                "--cookie",
                                like.cookie(),
                                "--epmd-port",
                                like.epmdPort(),
                                "--tls-conf",
                                like.optionFile().orElseThrow()),
                        Stream.of(more))
                .map(Object::toString)
                .toList();
    }

    private static CommandRun run(String command, Object... more) {
        return CommandRun.of(words(command, more).toArray(String[]::new));
    }

    @Test
    void answersCommandsAsItsOwnToolDoes() throws Exception {
        CommandRun ping = run("ping", cluster.names().getLast());
        assertThat(ping.status()).as("%s", ping).isZero();
        assertThat(ping.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains(": pong after ") && line.contains(" over tls (TLSv1.2"));

        String code = "{node(), \"text\", <<\"bytes\">>, nodes()}.";
        CommandRun eval = run("eval", code);
        assertThat(eval.status()).as("%s", eval).isZero();
        assertThat(eval.out()).startsWith("{" + cluster.names().getFirst() + ",\"text\"");
        assertThat(cluster.evaluate(cluster.names().getFirst(), code)).contains(eval.out());

        CommandRun call = run("call", "erlang", "node");
        assertThat(call.out()).as("%s", call).isEqualTo(cluster.names().getFirst() + "\n");
    }

    @Test
    void givesAShellThatLeavesItInGoodHealth() throws Exception {
        NodeName node = cluster.names().getFirst();
        try (PtyProgram shell = PtyProgram.start(Main.class, 120, Map.of("HOME", home.toString()), words("remsh"))) {
            shell.expect("Eshell V.*\\(" + node + "\\)1> ");
            shell.type("{N = node(), length(nodes())}.\r");
            shell.expect("\n\\{" + node + ",1\\}\n.*2> ");
            shell.type(CONTROL_D);
            assertThat(shell.status()).isZero();
            assertThat(shell.output()).doesNotContain("WARN");
        }
        cluster.check();
    }

    @Test
    void isSeenToBeEncrypted() {
        CommandRun audit = run("audit", "--require-tls");
        assertThat(audit.status()).as("%s", audit).isZero();
        assertThat(audit.out())
                .startsWith("The only link is encrypted.")
                .containsPattern(
                        "1@localhost – \\w+2@localhost  TLS  TLSv1\\.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 +both show CN=")
                .contains("0 errors, 0 warnings.");
        CommandRun peers = run("peers");
        assertThat(peers.out())
                .as("%s", peers)
                .containsPattern(
                        cluster.names().getLast() + "  visible  TLS TLSv1\\.2 TLS_ECDHE_\\w+  127.0.0.1:\\d+  CN=");
    }

    @Test
    void staysInGoodHealthWhileANodeOfOursComesAndGoes() throws Exception {
        cluster.check();
        ErlNode observer =
                TLS.erl(erlang, "observer").host("localhost").hidden().start();
        // A hidden node is none of the concerns of a cluster, so one version's tools are asked of it.
        for (boolean hidden : product == Product.RABBITMQ_3_10 ? List.of(false) : List.of(false, true)) {
            String us = (hidden ? "hidden" : "visible") + "@localhost";
            try (SeparateNode java =
                    SeparateNode.start(settings(us.replace("@localhost", ""), hidden, cluster.names()))) {
                for (NodeName name : cluster.names()) {
                    await().atMost(SOON).untilAsserted(() -> {
                        assertThat(ask(observer, name, "erlang, nodes, [visible]")
                                        .contains(us))
                                .isEqualTo(!hidden);
                        assertThat(ask(observer, name, "erlang, nodes, [hidden]")
                                        .contains(us))
                                .isEqualTo(hidden);
                    });
                    assertThat(ask(observer, name, "net_adm, ping, ['" + us + "']"))
                            .isEqualTo("pong");
                    assertThat(ask(observer, name, "global, sync, []")).isEqualTo("ok");
                }
                cluster.check();
                java.kill();
                for (NodeName name : cluster.names()) {
                    await().atMost(SOON)
                            .until(() -> !ask(observer, name, "erlang, nodes, [connected]")
                                    .contains(us));
                }
            }
            cluster.check();
        }
        for (NodeName name : cluster.names()) {
            for (NodeName other : cluster.names()) {
                if (!other.equals(name))
                    assertThat(ask(observer, name, "erlang, nodes, []")).contains(other.toString());
            }
        }
    }

    private static String ask(ErlNode observer, NodeName node, String what) {
        return observer.eval("rpc:call('" + node + "', " + what + ")", SOON);
    }
}
