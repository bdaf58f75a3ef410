package io.settee.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.identity.NodeName;
import io.settee.support.SeparateNode;
import io.settee.testkit.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Two nodes of ejabberd. */
final class Ejabberd extends ProductCluster {
    private static final List<NodeName> NAMES = List.of(NodeName.of("ej1@localhost"), NodeName.of("ej2@localhost"));
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private final Path control;

    Ejabberd(SeparateNode.Settings like) throws IOException {
        super(like, false);
        set("ERL_OPTIONS", distribution());
        set("EJABBERD_BYPASS_WARNINGS", true);
        // The control script, with the programs of this folder and without a user of its own.
        String script = Files.readString(folder.resolve("bin/ejabberdctl"));
        control = Files.writeString(
                work.resolve("ejabberdctl"),
                script.replaceAll("(?m)^INSTALLUSER=.*", "INSTALLUSER=")
                        .replaceAll("(?m)^ERL=.*", "ERL=" + folder.resolve("bin/erl"))
                        .replaceAll("(?m)^EPMD=.*", "EPMD=" + folder.resolve("bin/epmd"))
                        .replaceAll("(?m)^ERL_LIBS=.*", "ERL_LIBS=" + libraries()));
        assertThat(control.toFile().setExecutable(true)).isTrue();
        Files.copy(folder.resolve("bin/ejabberd.inetrc"), work.resolve("inetrc"));
        for (NodeName name : NAMES) {
            Files.createDirectories(work.resolve("log-" + name.name()));
            Files.createDirectories(work.resolve("spool-" + name.name()));
            Files.writeString(work.resolve(name.name() + ".yml"), """
                    hosts: [localhost]
                    listen:
                      - {port: %d, ip: "127.0.0.1", module: ejabberd_c2s}
                    auth_method: internal
                    modules: {mod_roster: {}}
                    """.formatted(FreePort.next()));
        }
    }

    private Path libraries() throws IOException {
        try (Stream<Path> found = Files.find(
                folder.resolve("usr/lib"),
                3,
                (file, a) -> file.endsWith("ebin") && file.toString().contains("/ejabberd-"))) {
            return found.findFirst().orElseThrow().resolve("../..").normalize();
        }
    }

    @Override
    List<NodeName> names() {
        return NAMES;
    }

    private Object[] command(NodeName node, Object... words) {
        String name = node.name();
        return Stream.concat(
                        Stream.of(
                                control,
                                "-n",
                                node,
                                "-d",
                                work,
                                "-f",
                                work.resolve(name + ".yml"),
                                "-l",
                                work.resolve("log-" + name),
                                "-s",
                                work.resolve("spool-" + name)),
                        Stream.of(words))
                .toArray();
    }

    @Override
    void start() throws IOException, InterruptedException {
        for (NodeName name : NAMES) launch(Map.of(), command(name, "foreground"));
        for (NodeName name : NAMES) awaitStatus(name);
        run(command(NAMES.get(1), "join_cluster", NAMES.get(0)));
        // It stops and starts its database for this.
        awaitStatus(NAMES.get(1));
        // While it starts it says of a command that it is unknown.
        for (NodeName name : NAMES) {
            await().atMost(START_LIMIT)
                    .untilAsserted(() -> assertThat(listsBoth(name)).isTrue());
        }
    }

    private boolean listsBoth(NodeName name) throws IOException, InterruptedException {
        String list = run(command(name, "list_cluster"));
        return NAMES.stream().allMatch(member -> list.contains(member.toString()));
    }

    private void awaitStatus(NodeName name) {
        await().atMost(START_LIMIT).until(() -> succeeds(command(name, "status")));
    }

    @Override
    String evaluate(NodeName node, String expressions) throws IOException, InterruptedException {
        Path typed = Files.writeString(work.resolve("typed"), expressions + "\n");
        return run(typed, command(node, "debug"));
    }

    @Override
    void check() throws IOException, InterruptedException {
        for (NodeName name : NAMES) {
            assertThat(run(command(name, "status"))).contains("is running");
            assertThat(listsBoth(name)).isTrue();
        }
    }
}
