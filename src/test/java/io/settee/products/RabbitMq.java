package io.settee.products;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import io.settee.support.SeparateNode;
import io.settee.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Two brokers of RabbitMQ. */
final class RabbitMq extends ProductCluster {
    private static final List<NodeName> NAMES =
            List.of(NodeName.of("rabbit1@localhost"), NodeName.of("rabbit2@localhost"));

    private final Path programs;

    RabbitMq(SeparateNode.Settings like, boolean older) throws IOException {
        super(like, older);
        // Those in usr/sbin would change to the user rabbitmq.
        try (Stream<Path> servers = Files.list(folder.resolve("usr/lib/rabbitmq/lib"))) {
            programs = servers.findFirst().orElseThrow().resolve("sbin");
        }
        set("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", distribution());
        set("RABBITMQ_CTL_ERL_ARGS", distribution());
        set("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1");
        set("RABBITMQ_CONF_ENV_FILE", work.resolve("none"));
        set("RABBITMQ_LOG_BASE", work.resolve("log"));
        set("RABBITMQ_MNESIA_BASE", work.resolve("db"));
        set("RABBITMQ_GENERATED_CONFIG_DIR", work.resolve("generated"));
        set("RABBITMQ_CONFIG_FILE", work.resolve("rabbitmq"));
        set("RABBITMQ_ADVANCED_CONFIG_FILE", work.resolve("advanced.config"));
        set("RABBITMQ_ENABLED_PLUGINS_FILE", Files.writeString(work.resolve("plugins"), "[]."));
        Files.writeString(work.resolve("rabbitmq.conf"), "");
    }

    @Override
    List<NodeName> names() {
        return NAMES;
    }

    @Override
    void start() throws IOException, InterruptedException {
        for (NodeName name : NAMES) {
            launch(
                    Map.of(
                            "RABBITMQ_NODENAME", name.toString(),
                            "RABBITMQ_NODE_PORT", Integer.toString(FreePort.next()),
                            "RABBITMQ_DIST_PORT", Integer.toString(FreePort.next()),
                            "RABBITMQ_PID_FILE", pidFile(name).toString(),
                            // Else the script waits for erl instead of becoming it.
                            "RABBITMQ_ALLOW_INPUT", "1"),
                    programs.resolve("rabbitmq-server"),
                    "-noinput");
        }
        for (NodeName name : NAMES) tool("rabbitmqctl", name, "wait", "--timeout", 60, pidFile(name));
        tool("rabbitmqctl", NAMES.get(1), "stop_app");
        tool("rabbitmqctl", NAMES.get(1), "join_cluster", NAMES.get(0));
        tool("rabbitmqctl", NAMES.get(1), "start_app");
    }

    private Path pidFile(NodeName name) {
        return work.resolve(name + ".pid");
    }

    private String tool(String program, NodeName node, Object... words) throws IOException, InterruptedException {
        int port = FreePort.next();
        set("RABBITMQ_CTL_DIST_PORT_MIN", port);
        set("RABBITMQ_CTL_DIST_PORT_MAX", port);
        return run(Stream.concat(Stream.of(programs.resolve(program), "-q", "-n", node), Stream.of(words))
                .toArray());
    }

    @Override
    String evaluate(NodeName node, String expressions) throws IOException, InterruptedException {
        return tool("rabbitmqctl", node, "eval", expressions);
    }

    @Override
    void check() throws IOException, InterruptedException {
        for (NodeName name : NAMES) tool("rabbitmq-diagnostics", name, "check_running");
        String status = tool("rabbitmqctl", NAMES.get(0), "cluster_status", "--formatter", "json");
        assertThat(status)
                .containsPattern("\"running_nodes\":\\[\"rabbit[12]@localhost\",\"rabbit[12]@localhost\"\\]")
                .contains("\"partitions\":{}", "\"alarms\":[]");
    }
}
