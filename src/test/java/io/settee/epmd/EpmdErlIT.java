package io.settee.epmd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.support.RealErl;
import io.settee.testkit.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our EPMD client against the real server, and real nodes and the real client against our server. */
@Timeout(180)
class EpmdErlIT {
    private static final NodeName ALICE = NodeName.of("alice@127.0.0.1");

    private final List<Process> started = new ArrayList<>();
    private final int port = FreePort.next();
    private final EpmdClient client = new EpmdClient(port, Duration.ofSeconds(10));

    @AfterEach
    void endAll() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process startEpmd(int release) throws IOException {
        List<String> command =
                List.of(RealErl.program(release, "epmd"), "-port", Integer.toString(port), "-address", "127.0.0.1");
        Process epmd = RealErl.processIn(port, command).start();
        started.add(epmd);
        await().ignoreExceptionsInstanceOf(EpmdException.class)
                .until(() -> client.names(EpmdAddress.loopback4()) != null);
        assertThat(epmd.isAlive())
                .as("a second epmd on a port in use exits silently")
                .isTrue();
        return epmd;
    }

    private String runEpmd(int release, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(RealErl.program(release, "epmd")));
        command.addAll(List.of(arguments));
        Process process = RealErl.processIn(port, command).start();
        started.add(process);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    private RealErl node(int release, String name) throws IOException {
        return RealErl.start(release, port, "-name", name + "@127.0.0.1", "-setcookie", "secret");
    }

    private List<String> known() {
        return client.names(EpmdAddress.loopback4()).stream()
                .map(NameAndPort::name)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void registersWithTheRealEpmd(int release) throws Exception {
        startEpmd(release);
        try (Registration registration = client.register(ALICE, 12345, true)) {
            assertThat(registration.creation().value()).isGreaterThanOrEqualTo(4);
            assertThat(client.lookup(EpmdAddress.loopback4(), "alice"))
                    .isEqualTo(new PortInfo("alice", 12345, true, 6, 6));
            assertThat(runEpmd(release, "-names")).contains("name alice at port 12345");
        }
        await().until(() -> known().isEmpty());
    }

    @Test
    void hearsFromTheRealEpmdThatANameIsTakenOrUnknown() throws Exception {
        startEpmd(25);
        try (RealErl alice = node(25, "alice")) {
            int nodePort = client.lookup(EpmdAddress.loopback4(), "alice").port();
            assertThatThrownBy(() -> client.register(ALICE, 1, false))
                    .isInstanceOfSatisfying(
                            EpmdException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NAME_TAKEN))
                    .hasMessageContaining("listens at port " + nodePort);
            assertThatThrownBy(() -> client.lookup(EpmdAddress.loopback4(), "bob"))
                    .hasMessageContaining("knows no node 'bob'; it knows: alice.");
            assertThat(alice.eval("node().")).isEqualTo("'alice@127.0.0.1'");
        }
    }

    @Test
    void canHaveItsNameAgainAtOnce() throws Exception {
        startEpmd(25);
        for (int i = 0; i < 1000; i++) client.register(ALICE, 1234, true).close();
    }

    @Test
    void registersAgainWhenTheRealEpmdWasRestarted() throws Exception {
        Process first = startEpmd(25);
        try (Registration registration = client.register(ALICE, 12345, false)) {
            Creation creation = registration.creation();
            first.destroyForcibly().waitFor();
            await().until(() -> !registration.isRegistered());
            startEpmd(25);
            await().until(registration::isRegistered);
            assertThat(known()).containsExactly("alice");
            assertThat(registration.creation()).isEqualTo(creation);
        }
    }

    @Test
    void letsRealNodesOfSeveralReleasesFindEachOther() throws Exception {
        try (var server = EpmdServer.startOnLoopback(port);
                RealErl a = node(25, "a");
                RealErl b = node(27, "b");
                RealErl c = node(29, "c")) {
            assertThat(server.names()).extracting(NameAndPort::name).containsExactly("a", "b", "c");
            assertThat(a.eval("net_adm:ping('b@127.0.0.1').")).isEqualTo("pong");
            assertThat(b.eval("net_adm:ping('c@127.0.0.1').")).isEqualTo("pong");
            assertThat(c.eval("net_adm:ping('a@127.0.0.1').")).isEqualTo("pong");
            assertThat(a.eval("net_adm:ping('nobody@127.0.0.1').")).isEqualTo("pang");
            assertThat(c.eval("lists:sort([N || {N, _} <- element(2, net_adm:names({127,0,0,1}))])."))
                    .isEqualTo("[[97],[98],[99]]");
            end(b);
            await().until(() -> known().equals(List.of("a", "c")));
        }
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("io.settee.testkit.ErlReleases#old")
    void letsOtp23FindOtp25(int release) throws Exception {
        try (var server = EpmdServer.startOnLoopback(port);
                RealErl old = node(release, "old");
                RealErl young = node(25, "young")) {
            assertThat(old.eval("net_adm:ping('young@127.0.0.1').")).isEqualTo("pong");
            assertThat(young.eval("nodes().")).isEqualTo("['old@127.0.0.1']");
            assertThat(client.lookup(EpmdAddress.loopback4(), "old").lowest()).isEqualTo(5);
            assertThat(server.names()).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void handsOutCreationsThatRealNodesUse(int release) throws Exception {
        try (var server = EpmdServer.startOnLoopback(port)) {
            long first = creationOf(release);
            await().until(() -> server.names().isEmpty());
            assertThat(creationOf(release)).isEqualTo(first + 1);
        }
    }

    private long creationOf(int release) throws IOException {
        try (RealErl node = node(release, "a")) {
            return Long.parseLong(node.eval("erlang:system_info(creation)."));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {25, 29})
    void answersTheRealEpmdProgram(int release) throws Exception {
        try (var server = EpmdServer.startOnLoopback(port);
                Registration alice = client.register(ALICE, 12345, false)) {
            assertThat(runEpmd(release, "-names"))
                    .contains("epmd: up and running on port " + port)
                    .contains("name alice at port 12345");
            assertThat(runEpmd(release, "-kill")).contains("not allowed");
            runEpmd(release, "-stop", "alice");
            assertThat(alice.isRegistered()).isTrue();
            assertThat(server.names()).hasSize(1);
        }
    }

    @Test
    void isFoundAgainByRealNodesAfterARestart() throws Exception {
        try (var first = EpmdServer.startOnLoopback(port);
                RealErl node = node(25, "a")) {
            assertThat(first.names()).hasSize(1);
            stop(first);
            try (var second = EpmdServer.startOnLoopback(port)) {
                await().until(() -> second.names().size() == 1);
                assertThat(node.eval("node().")).isEqualTo("'a@127.0.0.1'");
            }
        }
    }

    private static void end(RealErl node) {
        node.close();
    }

    private static void stop(EpmdServer server) {
        server.close();
    }
}
