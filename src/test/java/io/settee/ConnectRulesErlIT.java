package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.error.SetteeException;
import io.settee.node.AutoConnect;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** With whom a node connects, and when: what real nodes see of it. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class ConnectRulesErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;
    private static String erlName;

    @Parameter
    ErlCase on;

    @TempDir
    Path dir;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = start(on);
        erlName = erl.name().toString();
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    private static ErlNode start(ErlCase on) {
        ErlNode node = on.erl(erlang, "r" + on.suffix()).start();
        node.eval("register(echo, spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end)),"
                + " Sees = fun(N) -> lists:member(N, nodes(connected)) end");
        return node;
    }

    private boolean seen(ErlangNode node) {
        return erl.eval("Sees('" + node.name() + "')").equals("true");
    }

    private static void passesMessages(ErlangNode node) throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            box.send("echo", erlName, tuple(box.self(), atom("hello")));
            assertThat(box.receive(Pattern.of("{echo, hello}"), SOON)).isPresent();
        }
    }

    private ErlangNodeBuilder fromVmArgs(String name, String... lines) throws Exception {
        Path file = Files.writeString(
                dir.resolve("vm.args"),
                "-name " + name + "\n-setcookie settee-it\n-kernel inet_dist_use_interface {127,0,0,1}\n" + on.vmArgs()
                        + "\n" + String.join("\n", lines));
        return ErlangNode.fromVmArgs(file).epmdPort(erlang.epmdPort());
    }

    private void connectsOnlyWhenAsked(ErlangNode node) throws Exception {
        try (Mailbox box = node.mailbox()) {
            assertThatThrownBy(() -> box.send("echo", erlName, atom("x")))
                    .isInstanceOf(SetteeException.class)
                    .hasMessageStartingWith(erlName + ": not connected: dist_auto_connect is never");
            box.monitor("echo", erl.name());
            assertThat(box.receive(Pattern.of("{'DOWN', _, process, _, noconnection}"), SOON))
                    .isPresent();
        }
        assertThat(node.ping(erlName, SOON)).isFalse();
        assertThat(seen(node)).isFalse();
        node.connect(erlName);
        passesMessages(node);
        assertThat(seen(node)).isTrue();
    }

    @Test
    void neverConnectsBySending() throws Exception {
        try (ErlangNode node = on.settee(erlang, "never@127.0.0.1")
                .autoConnect(AutoConnect.NEVER)
                .start()) {
            connectsOnlyWhenAsked(node);
        }
        try (ErlangNode node = fromVmArgs("never2@127.0.0.1", "-kernel dist_auto_connect never")
                .start()) {
            connectsOnlyWhenAsked(node);
        }
    }

    @Test
    void connectsBySendingOnce() throws Exception {
        try (ErlangNode node = fromVmArgs("once@127.0.0.1", "-kernel dist_auto_connect once")
                        .start();
                Mailbox box = node.mailbox()) {
            var events = ErlCase.events(node);
            passesMessages(node);
            erl.eval("erlang:disconnect_node('once@127.0.0.1')");
            events.next(NodeEvent.PeerDown.class);
            assertThatThrownBy(() -> box.send("echo", erlName, atom("x")))
                    .hasMessageStartingWith(erlName + ": not connected: its connection was lost");
            assertThat(seen(node)).isFalse();

            // The peer may come, and lose us again.
            assertThat(erl.eval("net_kernel:connect_node('once@127.0.0.1')")).isEqualTo("true");
            passesMessages(node);
            erl.eval("erlang:disconnect_node('once@127.0.0.1')");
            events.next(NodeEvent.PeerDown.class);
            assertThatThrownBy(() -> box.send("echo", erlName, atom("x"))).isInstanceOf(SetteeException.class);

            node.connect(erlName);
            passesMessages(node);
        }
    }

    /** What the BEAM itself does under the same two settings, which is what ours is held against. */
    @Test
    void doesAsTheBeamDoes() throws Exception {
        ErlNode beam = on.erl(erlang, "once")
                .args("-kernel", "dist_auto_connect", "once")
                .start();
        try (ErlangNode node = on.settee(erlang, "met@127.0.0.1").start();
                Mailbox box = node.mailbox("box")) {
            var events = ErlCase.events(node);
            assertThat(beam.eval("{box, 'met@127.0.0.1'} ! one")).isEqualTo("one");
            assertThat(box.receive(SOON)).contains(atom("one"));
            node.disconnect("once@127.0.0.1");
            Connections.awaitNone(beam);
            beam.eval("{box, 'met@127.0.0.1'} ! two");
            assertThat(beam.eval("receive after 100 -> nodes(connected) end")).isEqualTo("[]");
            assertThat(beam.eval("net_kernel:connect_node('met@127.0.0.1')")).isEqualTo("true");
            assertThat(beam.eval("{box, 'met@127.0.0.1'} ! three")).isEqualTo("three");
            assertThat(box.receive(SOON)).contains(atom("three"));
            assertThat(events.next(NodeEvent.PeerUp.class).peer().dialled()).isFalse();
        }
    }

    @Test
    void comesBackToThePeersItKeeps() throws Exception {
        ErlNode kept = on.erl(erlang, "kept").start();
        try (ErlangNode node = fromVmArgs(
                        "keeper@127.0.0.1",
                        "-settee keep_connected \"['kept@127.0.0.1','keeper@127.0.0.1']\"",
                        "-kernel dist_auto_connect never")
                .reconnectPauses(Duration.ofMillis(50), Duration.ofMillis(200))
                .start()) {
            String sees = "(fun Up() -> case lists:member('keeper@127.0.0.1', nodes(hidden)) of"
                    + " true -> up; false -> timer:sleep(1), Up() end end)()";
            kept.eval(sees);
            var events = ErlCase.events(node);
            for (int i = 0; i < 3; i++) {
                kept.eval("erlang:disconnect_node('keeper@127.0.0.1')");
                events.next(NodeEvent.PeerDown.class);
                events.next(NodeEvent.PeerUp.class);
                kept.eval(sees);
            }
            kept.kill();
            events.next(NodeEvent.PeerDown.class);
            ErlNode again = on.erl(erlang, "kept").start();
            again.eval(sees);
            events.next(NodeEvent.PeerUp.class);

            node.disconnect("kept@127.0.0.1");
            events.next(NodeEvent.PeerDown.class);
            assertThat(again.eval("receive after 500 -> nodes(hidden) end")).isEqualTo("[]");
            node.keepConnected("kept@127.0.0.1");
            again.eval(sees);
            // Leaving for good: the node closes, and nothing of it dials any more.
            node.close();
            Connections.awaitNone(again);
            assertThat(again.eval("receive after 500 -> nodes(hidden) end")).isEqualTo("[]");
        }
    }

    @Test
    void meetsOnlyWhomItAllows() throws Exception {
        try (ErlangNode node = fromVmArgs("picky@127.0.0.1", "-settee allow \"['friend@127.0.0.1']\"")
                .start()) {
            var events = ErlCase.events(node);
            assertThat(erl.eval("net_kernel:connect_node('picky@127.0.0.1')")).isEqualTo("false");
            assertThat(events.next(NodeEvent.Refused.class).claimed()).contains(erl.name());
            assertThatThrownBy(() -> node.connect(erlName))
                    .isInstanceOf(SetteeException.class)
                    .hasMessageContaining("list of allowed peers");
            assertThat(seen(node)).isFalse();
            node.allow("127.0.0.1");
            assertThat(erl.eval("net_adm:ping('picky@127.0.0.1')")).isEqualTo("pong");
            passesMessages(node);
        }
        try (ErlangNode node = on.settee(erlang, "host@127.0.0.1")
                .allow(List.of("somewhere.else"))
                .start()) {
            ErlNode nameless = on.erl(erlang, "undefined").start();
            assertThat(nameless.eval("{net_kernel:connect_node('host@127.0.0.1'), node()}"))
                    .isEqualTo("{false,nonode@nohost}");
            node.allow("127.0.0.1");
            assertThat(nameless.eval("net_kernel:connect_node('host@127.0.0.1')"))
                    .isEqualTo("true");
        }
    }

    @Test
    void givesUpWhenItsTimeIsOver() throws Exception {
        ErlNode frozen = on.erl(erlang, "frozen").start();
        try (ErlangNode node = on.settee(erlang, "hasty@127.0.0.1")
                .connectTime(Duration.ofMillis(500))
                .start()) {
            frozen.pause();
            long start = System.nanoTime();
            assertThatThrownBy(() -> node.connect("frozen@127.0.0.1"))
                    .isInstanceOf(SetteeException.class)
                    .hasMessageStartingWith("frozen@127.0.0.1: not connected within the time limit of 500 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
            assertThat(node.peers()).isEmpty();
            frozen.resume();
            await().atMost(SOON).until(() -> node.ping("frozen@127.0.0.1", SOON));
        }
    }
}
