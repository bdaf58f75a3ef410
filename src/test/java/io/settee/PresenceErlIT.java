package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.connection.CloseReason;
import io.settee.epmd.EpmdClient;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Int;
import io.settee.term.Pattern;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Where a node can be found, by which name, and how it leaves: what real nodes see of it. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class PresenceErlIT {
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
        erl = start(on, "p" + on.suffix());
        erlName = erl.name().toString();
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    private static ErlNode start(ErlCase on, String name) {
        ErlNode node = on.erl(erlang, name).start();
        node.eval("register(echo, spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end))");
        return node;
    }

    /** Evaluates once no peer is connected to the real node. */
    private static String whenAlone(ErlNode node, String expression) {
        return node.eval("(fun Alone() -> case nodes(connected) of [] -> " + expression
                + "; _ -> timer:sleep(1), Alone() end end)()");
    }

    private static void passesMessages(ErlangNode node, String peer) throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            box.send("echo", peer, tuple(box.self(), atom("hello")));
            assertThat(box.receive(Pattern.of("{echo, hello}"), SOON)).isPresent();
        }
    }

    private ErlangNodeBuilder fromVmArgs(String... lines) throws IOException {
        Path file = Files.writeString(
                dir.resolve("vm.args"),
                "-setcookie settee-it\n" + on.vmArgs() + "\n"
                        + String.join("\n", lines).replace('"', '\''));
        return ErlangNode.fromVmArgs(file).epmdPort(erlang.epmdPort());
    }

    private int portOf(String name) {
        return new EpmdClient(erlang.epmdPort(), SOON)
                .lookup(InetAddress.getLoopbackAddress(), name)
                .port();
    }

    private static ServerSocket listening(int port) throws IOException {
        return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void awaitLeave() {
        whenAlone(erl, "ok");
    }

    @Test
    void listensOnOneInterfaceWithinARangeOfPorts() throws Exception {
        try (ServerSocket taken = listening(0)) {
            int first = taken.getLocalPort();
            try (ErlangNode node = fromVmArgs(
                            "-name ranged@127.0.0.1",
                            "-kernel inet_dist_use_interface {127,0,0,1}",
                            "-kernel inet_dist_listen_min " + first + " inet_dist_listen_max " + (first + 50))
                    .start()) {
                int port = portOf("ranged");
                assertThat(port).isBetween(first + 1, first + 50);
                assertThat(erl.eval("net_adm:ping('ranged@127.0.0.1')")).isEqualTo("pong");
                passesMessages(node, erlName);
                try (var elsewhere = new Socket()) {
                    assertThatThrownBy(() -> elsewhere.connect(new InetSocketAddress("127.0.0.2", port), 2000))
                            .isInstanceOf(ConnectException.class);
                }
            }
            assertThatThrownBy(() -> fromVmArgs(
                                    "-name none@127.0.0.1",
                                    "-kernel inet_dist_use_interface {127,0,0,1}",
                                    "-kernel inet_dist_listen_min " + first + " inet_dist_listen_max " + first)
                            .start())
                    .hasMessageContaining("cannot listen on 127.0.0.1, port " + first);
        }
    }

    /** No EPMD anywhere: all nodes listen at one port, each at its own address. */
    @Test
    void meetsAtTheOnePortThatAllNodesHave() throws Exception {
        int port;
        int noEpmd;
        try (ServerSocket one = listening(0);
                ServerSocket two = listening(0)) {
            port = one.getLocalPort();
            noEpmd = two.getLocalPort();
        }
        ErlNode there = on.erl(erlang, "static")
                .args("-erl_epmd_port", Integer.toString(port))
                .env("ERL_EPMD_PORT", Integer.toString(noEpmd))
                .start();
        there.eval("register(echo, spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end))");
        try (ErlangNode node = fromVmArgs(
                        "-name static@127.0.0.2",
                        "-kernel inet_dist_use_interface {127,0,0,2}",
                        "-start_epmd false -erl_epmd_port " + port)
                .start()) {
            passesMessages(node, "static@127.0.0.1");
            node.disconnect("static@127.0.0.1");
            assertThat(
                            there.eval(
                                    "(fun Ping() -> case nodes(connected) of [] -> net_adm:ping('static@127.0.0.2'); _ -> timer:sleep(1), Ping() end end)()"))
                    .isEqualTo("pong");
            assertThat(node.peers().getFirst().dialled()).isFalse();
            assertThat(node.creation().value()).isGreaterThanOrEqualTo(4);
        }
    }

    @Test
    void cannotBeDialledWhenItDoesNotListen() throws Exception {
        try (ErlangNode node =
                fromVmArgs("-name deaf@127.0.0.1 -dist_listen false").start()) {
            passesMessages(node, erlName);
            assertThat(erl.eval("nodes(hidden)")).isEqualTo("['deaf@127.0.0.1']");
            assertThat(erl.eval("erl_epmd:port_please(\"deaf\", {127,0,0,1})")).isEqualTo("noport");
            node.disconnect(erlName);
            assertThat(
                            erl.eval(
                                    "(fun Ping() -> case nodes(connected) of [] -> net_adm:ping('deaf@127.0.0.1'); _ -> timer:sleep(1), Ping() end end)()"))
                    .isEqualTo("pang");
        }
        // As on the BEAM it is hidden even if it is not asked to be: nobody could count on reaching it.
        try (ErlangNode node =
                on.settee(erlang, "seen@127.0.0.1").noListener().hidden(false).start()) {
            passesMessages(node, erlName);
            assertThat(erl.eval("{nodes(), nodes(hidden)}")).isEqualTo("{[],['seen@127.0.0.1']}");
        }
    }

    @Test
    void isGivenItsNameByWhomItConnectsToFirst() throws Exception {
        try (ErlangNode node = fromVmArgs("-name undefined@127.0.0.1").start()) {
            assertThatThrownBy(node::name).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(node::mailbox)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("the next peer that it connects to gives it one");
            node.connect(erlName);
            // The peer's own end of the handshake comes a moment after ours.
            passesMessages(node, erlName);
            assertThat(erl.eval("nodes(hidden)")).isEqualTo("['" + node.name() + "']");
        }
    }

    /** What the BEAM does in the same place is seen by a nameless one beside it: it drops its name and every connection. */
    @Test
    void losesItsNameWithTheConnectionToItsGiver() throws Exception {
        ErlNode giver = start(on, "giver");
        ErlNode beam = on.erl(erlang, "undefined").start();
        try (ErlangNode node = on.nameless(erlang, "giver@127.0.0.1").start()) {
            var events = ErlCase.events(node);
            assertThat(beam.eval("net_kernel:connect_node('giver@127.0.0.1')")).isEqualTo("true");
            assertThat(beam.eval("net_kernel:connect_node('" + erlName + "')")).isEqualTo("true");
            NodeName name = node.name();
            node.connect(erlName);
            Mailbox box = node.mailbox("box");
            erl.eval("Watched = erlang:monitor(process, {box, '" + name + "'})");
            passesMessages(node, erlName);

            giver.kill();
            assertThat(erl.eval("receive {'DOWN', Watched, process, _, Why} -> Why after 5000 -> nothing end"))
                    .isEqualTo("noconnection");
            Connections.awaitNone(erl);
            assertThat(beam.eval("(fun Away() -> case node() of nonode@nohost -> nodes(connected);"
                            + " _ -> timer:sleep(1), Away() end end)()"))
                    .isEqualTo("[]");
            assertThat(events.next(NodeEvent.NameLost.class)).isEqualTo(new NodeEvent.NameLost(name, giver.name()));
            assertThat(box.isAlive()).isFalse();
            assertThatThrownBy(() -> box.send("echo", erlName, atom("x"))).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(node::mailbox).isInstanceOf(IllegalStateException.class);

            node.connect(erlName);
            assertThat(node.name()).isNotEqualTo(name);
            assertThat(events.next(NodeEvent.NameGiven.class))
                    .isEqualTo(new NodeEvent.NameGiven(node.name(), erl.name()));
            // The peer's own end of the handshake comes a moment after ours.
            passesMessages(node, erlName);
            assertThat(erl.eval("nodes(hidden)")).isEqualTo("['" + node.name() + "']");
        }
    }

    /** Bytes of the peer that we have not read must not cost it what we wrote before we left. */
    @Test
    void leavesNothingBehindThatItHasSent() throws Exception {
        erl.eval("""
                Collect = fun Collect(N) -> receive N -> Collect(N + 1);
                    {'DOWN', _, process, _, Reason} -> {N, Reason} after 10000 -> {N, nothing} end end,
                Flood = fun Flood(To, Blob) -> To ! Blob, Flood(To, Blob) end""");
        for (int round = 0; round < 3; round++) {
            try (ErlangNode node = on.settee(erlang, "leaver@127.0.0.1").start();
                    Mailbox box = node.mailbox("leaving")) {
                node.connect(erlName);
                erl.eval("register(collector, self()), erlang:monitor(process, {leaving, 'leaver@127.0.0.1'}),"
                        + " register(flooder, spawn(fun() ->"
                        + " Flood({leaving, 'leaver@127.0.0.1'}, binary:copy(<<1>>, 10000)) end))");
                box.receive();
                for (int i = 0; i < 20_000; i++) box.send("collector", erlName, Int.of(i));
                node.close();
            }
            assertThat(erl.eval("exit(whereis(flooder), kill), unregister(collector), Collect(0)"))
                    .as("round %s", round)
                    .isEqualTo("{20000,noconnection}");
        }
    }

    @Test
    void isSeenToCloseCleanly() throws Exception {
        erl.eval("net_kernel:monitor_nodes(true, [{node_type, all}, nodedown_reason])");
        ErlangNode node = on.settee(erlang, "clean@127.0.0.1").start();
        var events = ErlCase.events(node);
        node.connect(erlName);
        // Its own last step, the options of the socket after nodeup, would be what fails if we closed before it:
        // options are asked of
        // the process that takes it, so an answer means that it is done.
        erl.eval("(fun Up() -> case net_kernel:getopts('clean@127.0.0.1', [nodelay]) of"
                + " {ok, _} -> ok; _ -> timer:sleep(1), Up() end end)()");
        node.close();
        assertThat(
                        erl.eval(
                                "receive {nodedown, 'clean@127.0.0.1', Info} -> proplists:get_value(nodedown_reason, Info) after 5000 -> no end"))
                .isEqualTo(on.tls() ? "shutdown" : "connection_closed");
        assertThat(events.next(NodeEvent.PeerDown.class, Duration.ofSeconds(2))
                        .reason()
                        .kind())
                .isEqualTo(CloseReason.Kind.DISCONNECT);
        erl.eval("net_kernel:monitor_nodes(false, [{node_type, all}, nodedown_reason])");
        assertThat(List.of(erl.output())).noneMatch(line -> line.contains("clean@127.0.0.1"));
    }
}
