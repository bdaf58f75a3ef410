package io.settee.products;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.identity.NodeName;
import io.settee.support.ErlCase;
import io.settee.support.SeparateNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * That clusters of RabbitMQ and ejabberd, with their distribution over TLS, feel well by their own checks before, while and after a node of ours is
 * connected to all of their nodes, visible and hidden, and is killed with {@code SIGKILL}.
 */
@Timeout(180)
@Tag("alone")
class ProductsErlIT {
    private static final ErlCase TLS = new ErlCase(27, true);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @Test
    void leavesRabbitMqInGoodHealth() throws Exception {
        try (var cluster = new RabbitMq(settings("model", false, List.of()))) {
            leavesInGoodHealth(cluster);
        }
    }

    @Test
    void leavesEjabberdInGoodHealth() throws Exception {
        try (var cluster = new Ejabberd(settings("model", false, List.of()))) {
            leavesInGoodHealth(cluster);
        }
    }

    private static SeparateNode.Settings settings(String name, boolean hidden, List<NodeName> peers) {
        return TLS.separate(erlang, name + "@localhost", hidden, peers);
    }

    private static void leavesInGoodHealth(ProductCluster cluster) throws Exception {
        cluster.start();
        cluster.check();
        ErlNode observer =
                TLS.erl(erlang, "observer").host("localhost").hidden().start();
        for (boolean hidden : List.of(false, true)) {
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
