package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.settee.connection.CloseReason;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.Registration;
import io.settee.error.CarrierException;
import io.settee.error.EpmdException;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import io.settee.testkit.FreePort;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How a node of ours and a real one come together, fail to, and part. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(120)
class ConnectErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;
    private static String erlName;

    @Parameter
    ErlCase on;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "m" + on.suffix()).start();
        erlName = erl.name().toString();
        erl.eval(
                "Echo = spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end), register(echo, Echo)");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    private static void passesMessages(ErlangNode node) throws InterruptedException {
        try (Mailbox box = node.mailbox()) {
            Term mark = node.newRef();
            box.send("echo", erlName, io.settee.term.Terms.tuple(box.self(), mark));
            assertThat(box.receive(Pattern.of("{echo, M}"), SOON).orElseThrow().get("M"))
                    .isEqualTo(mark);
        }
    }

    private int portOf(NodeName name) {
        return new EpmdClient(erlang.epmdPort(), SOON)
                .lookup(InetAddress.getLoopbackAddress(), name.name())
                .port();
    }

    @Test
    void dialsAndIsDialled() throws Exception {
        try (ErlangNode node = on.settee(erlang, "j@127.0.0.1").start()) {
            node.connect(erlName);
            // The peer's own end of the handshake comes a moment after ours.
            passesMessages(node);
            assertThat(erl.eval("{nodes(), nodes(hidden)}")).isEqualTo("{[],['j@127.0.0.1']}");
            node.disconnect(erlName);
            assertThat(node.peers()).isEmpty();
            Connections.awaitEnd(erl, "j@127.0.0.1");
            assertThat(erl.eval("net_kernel:connect_node('j@127.0.0.1')")).isEqualTo("true");
            // Our own end of the handshake comes a moment after the peer's.
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(node.peers())
                            .singleElement()
                            .satisfies(peer -> {
                                assertThat(peer.node()).isEqualTo(erl.name());
                                assertThat(peer.dialled()).isFalse();
                            }));
            passesMessages(node);
        }
        Connections.awaitEnd(erl, "j@127.0.0.1");
    }

    @Test
    void showsItselfWhenVisible() throws Exception {
        try (ErlangNode node = on.settee(erlang, "v@127.0.0.1").hidden(false).start()) {
            passesMessages(node);
            assertThat(erl.eval("{nodes(), nodes(hidden)}")).isEqualTo("{['v@127.0.0.1'],[]}");
            assertThat(node.peers())
                    .singleElement()
                    .satisfies(p -> assertThat(p.hidden()).isFalse());
        }
        Connections.awaitEnd(erl, "v@127.0.0.1");
    }

    @Test
    void comesAgainAfterBeingDisconnectedByThePeer() throws Exception {
        try (ErlangNode node = on.settee(erlang, "again@127.0.0.1").start()) {
            var events = ErlCase.events(node);
            for (int i = 0; i < 3; i++) {
                node.connect(erlName);
                events.next(NodeEvent.PeerUp.class);
                passesMessages(node);
                assertThat(erl.eval("erlang:disconnect_node('again@127.0.0.1')"))
                        .isEqualTo("true");
                assertThat(events.next(NodeEvent.PeerDown.class).reason().kind())
                        .isEqualTo(CloseReason.Kind.CONNECTION_CLOSED);
                passesMessages(node);
                node.disconnect(erlName);
                assertThat(events.next(NodeEvent.PeerDown.class).reason().kind())
                        .isEqualTo(CloseReason.Kind.DISCONNECT);
            }
        }
    }

    @Test
    void saysThatTheCookieIsWrongWhenItDials() throws Exception {
        try (ErlangNode node =
                on.settee(erlang, "thief@127.0.0.1").cookie("not it").start()) {
            var refused = catchThrowableOfType(HandshakeException.class, () -> node.connect(erlName));
            assertThat(refused.reason()).isEqualTo(HandshakeException.Reason.BAD_COOKIE);
            assertThat(refused).hasMessageStartingWith(erlName + ": ").hasMessageContaining("cookie");
            assertThat(node.ping(erlName, SOON)).isFalse();
            assertThat(node.peers()).isEmpty();
        }
    }

    @Test
    void refusesAPeerWithAWrongCookieAndGoesOn() throws Exception {
        try (ErlangNode node = on.settee(erlang, "host@127.0.0.1").start()) {
            var events = ErlCase.events(node);
            erl.eval("erlang:set_cookie('host@127.0.0.1', 'not it')");
            assertThat(erl.eval("net_kernel:connect_node('host@127.0.0.1')")).isEqualTo("false");
            NodeEvent.Refused refused = events.next(NodeEvent.Refused.class);
            assertThat(refused.claimed()).contains(erl.name());
            assertThat(refused.reason()).contains("cookie");
            erl.eval("erlang:set_cookie('host@127.0.0.1', erlang:get_cookie())");
            assertThat(erl.eval("net_kernel:connect_node('host@127.0.0.1')")).isEqualTo("true");
        }
    }

    @Test
    void usesTheCookieOfThePeer() throws Exception {
        erl.eval("erlang:set_cookie('special@127.0.0.1', special)");
        try (ErlangNode node = on.settee(erlang, "special@127.0.0.1")
                .cookieFor(erlName, Cookie.of("special"))
                .start()) {
            node.connect(erlName);
            passesMessages(node);
        }
    }

    @Test
    void isNotAllowedWhereItIsNotListed() throws Exception {
        // Over TLS the list says which hosts certificates may name, and so lets in everybody from this host.
        ErlCase plain = new ErlCase(on.release(), false);
        ErlNode picky = plain.erl(erlang, "picky").start();
        picky.eval("net_kernel:allow(['somebody@127.0.0.1'])");
        try (ErlangNode node = plain.settee(erlang, "nobody@127.0.0.1").start()) {
            var refused = catchThrowableOfType(
                    HandshakeException.class, () -> node.connect(picky.name().toString()));
            assertThat(refused.reason()).isEqualTo(HandshakeException.Reason.NOT_ALLOWED);
            assertThat(refused).hasMessageContaining("net_kernel:allow/1");
        }
    }

    @Test
    void namesWhatKeepsItFromAPeer() throws Exception {
        var epmd = new EpmdClient(erlang.epmdPort(), SOON);
        int closedPort = FreePort.next();
        try (ErlangNode node = on.settee(erlang, "seeker@127.0.0.1").start();
                Registration gone = epmd.register(NodeName.of("gone@127.0.0.1"), closedPort, false)) {
            var unknown = catchThrowableOfType(EpmdException.class, () -> node.connect("nowhere@127.0.0.1"));
            assertThat(unknown.reason()).isEqualTo(EpmdException.Reason.UNKNOWN_NAME);
            assertThat(unknown).hasMessageContaining("nowhere");

            var refused = catchThrowableOfType(CarrierException.class, () -> node.connect("gone@127.0.0.1"));
            assertThat(refused.reason()).isEqualTo(CarrierException.Reason.UNREACHABLE);
            assertThat(refused).hasMessageContaining("127.0.0.1:" + closedPort);

            var noHost = catchThrowableOfType(CarrierException.class, () -> node.connect("x@no-such-host.invalid"));
            assertThat(noHost.reason()).isEqualTo(CarrierException.Reason.UNREACHABLE);
            assertThat(noHost).hasMessageContaining("no-such-host.invalid");

            assertThatThrownBy(() -> node.connect("x@localhost"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("short");
            assertThat(gone.isRegistered()).isTrue();
        }
        assertThatThrownBy(() -> ErlangNode.named("dotted.name@127.0.0.1"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cannotTakeANameThatIsTaken() {
        var taken = catchThrowableOfType(
                EpmdException.class, () -> on.settee(erlang, erlName).start());
        assertThat(taken.reason()).isEqualTo(EpmdException.Reason.NAME_TAKEN);
        assertThat(taken).hasMessageContaining(erl.name().name());
    }

    @Test
    void meetsNodesWithShortNames() throws Exception {
        ErlNode brief = on.erl(erlang, "brief").host("localhost").start();
        try (ErlangNode node = on.settee(erlang, "j@localhost").start()) {
            node.connect("brief@localhost");
            node.disconnect("brief@localhost");
            assertThat(brief.eval("net_adm:ping('j@localhost')")).isEqualTo("pong");
        }
    }

    @Test
    void explainsAPeerThatSpeaksTheOtherCarrier() throws Exception {
        try (ErlangNode other = on.otherCarrier()
                .settee(erlang, "other@127.0.0.1")
                .setupTime(Duration.ofSeconds(3))
                .start()) {
            long start = System.nanoTime();
            var failure = catchThrowableOfType(SetteeException.class, () -> other.connect(erlName));
            assertThat(failure).hasMessageStartingWith(erlName + ": ").hasMessageContaining("TLS");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));

            var events = ErlCase.events(other);
            assertThat(erl.eval("net_adm:ping('other@127.0.0.1')")).isEqualTo("pang");
            assertThat(events.next(NodeEvent.Refused.class).reason()).contains("TLS");
            assertThat(other.peers()).isEmpty();
        }
    }

    /** As after a crash whose FIN never arrived: the peer still holds the old connection. */
    @Test
    void replacesItsFormerSelf() throws Exception {
        try (ErlangNode former = on.settee(erlang, "phoenix@127.0.0.1").start();
                Mailbox old = former.mailbox("old")) {
            former.connect(erlName);
            var formerEvents = ErlCase.events(former);
            int port = portOf(erl.name());
            try (ErlangNode node = on.settee(erlang, "phoenix@127.0.0.1")
                    .resolver(peer -> new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                    .start()) {
                assertThat(node.creation()).isNotEqualTo(former.creation());
                node.connect(erlName);
                formerEvents.next(NodeEvent.PeerDown.class);
                passesMessages(node);
                assertThat(erl.eval("[N || N <- nodes(hidden), N =:= 'phoenix@127.0.0.1']"))
                        .isEqualTo("['phoenix@127.0.0.1']");
                assertThat(node.peers()).hasSize(1);
            }
            assertThat(old.isAlive()).isTrue();
        }
    }

    /** The peer's machine froze, and it was started anew elsewhere: we still hold the old connection. */
    @Test
    void letsThePeerReplaceItsFormerSelf() throws Exception {
        ErlNode frozen = on.erl(erlang, "frozen").start();
        try (ErlangNode node = on.settee(erlang, "j@127.0.0.1").start();
                ErlCluster elsewhere = new ErlCluster();
                Mailbox box = node.mailbox();
                Registration there =
                        new EpmdClient(elsewhere.epmdPort(), SOON).register(node.name(), portOf(node.name()), true)) {
            node.connect(frozen.name().toString());
            frozen.eval("register(echo, spawn(fun() -> receive never -> ok end end))");
            var events = ErlCase.events(node);
            box.monitor("echo", frozen.name());
            frozen.pause();
            ErlNode thawed = on.erl(erlang, "frozen")
                    .env("ERL_EPMD_PORT", Integer.toString(elsewhere.epmdPort()))
                    .start();
            assertThat(thawed.eval("net_adm:ping('j@127.0.0.1')")).isEqualTo("pong");
            assertThat(events.next(NodeEvent.PeerDown.class).reason().kind()).isEqualTo(CloseReason.Kind.REPLACED);
            assertThat(box.receive(Pattern.of("{'DOWN', _, process, _, Reason}"), SOON)
                            .orElseThrow()
                            .get("Reason"))
                    .isEqualTo(atom("noconnection"));
            assertThat(node.peers())
                    .singleElement()
                    .satisfies(p -> assertThat(p.state()).isEqualTo(PeerInfo.State.UP));
            assertThat(there.isRegistered()).isTrue();
        }
    }

    /** Both names' orders: the attempt of the greater name survives, on either side. */
    @Test
    void endsWithOneConnectionWhenBothSidesDialAtOnce() throws Exception {
        try (ErlangNode lesser = on.settee(erlang, "a@127.0.0.1").start();
                ErlangNode greater = on.settee(erlang, "z@127.0.0.1").start();
                var dialler = Executors.newVirtualThreadPerTaskExecutor()) {
            int rounds = on.tls() ? 40 : 100;
            for (int round = 0; round < rounds; round++) {
                // A wait of another length each time, so that one side comes upon the other at every step of its way.
                long headStart = round * 20_000L;
                for (ErlangNode node : new ErlangNode[] {lesser, greater}) {
                    String name = "'" + node.name() + "'";
                    var go = new CountDownLatch(1);
                    var dialled = CompletableFuture.runAsync(
                            () -> {
                                try {
                                    go.await();
                                    LockSupport.parkNanos(headStart);
                                    node.connect(erlName);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            },
                            dialler);
                    go.countDown();
                    assertThat(erl.eval("net_kernel:connect_node(" + name + ")"))
                            .as("round %s, %s", round, node)
                            .isEqualTo("true");
                    dialled.get(SOON.toSeconds(), java.util.concurrent.TimeUnit.SECONDS);
                    passesMessages(node);
                    assertThat(node.peers()).as("round %s, %s", round, node).hasSize(1);
                    node.disconnect(erlName);
                    Connections.awaitEnd(erl, node.name().toString());
                }
            }
        }
    }

    @Test
    void isGivenItsNameByAPeer() throws Exception {
        ErlNode second = on.erl(erlang, "second").start();
        try (ErlangNode node = on.nameless(erlang, erlName).start()) {
            assertThat(node.name().host()).isEqualTo("127.0.0.1");
            passesMessages(node);
            assertThat(erl.eval("nodes(hidden)")).isEqualTo("['" + node.name() + "']");
            assertThat(node.ping(second.name().toString(), SOON)).isTrue();
            assertThat(second.eval("nodes(hidden)")).isEqualTo("['" + node.name() + "']");
            assertThat(node.peers()).hasSize(2);
        }
    }

    @Test
    void givesANameToAPeerWithoutOne() throws Exception {
        try (ErlangNode node = on.settee(erlang, "namer@127.0.0.1").start();
                Mailbox box = node.mailbox("box")) {
            ErlNode nameless = on.erl(erlang, "undefined").start();
            assertThat(nameless.eval("{node(), net_kernel:connect_node('namer@127.0.0.1')}"))
                    .isEqualTo("{nonode@nohost,true}");
            String given = nameless.eval("node()");
            assertThat(given).matches("'[A-Z0-9]+@127\\.0\\.0\\.1'");
            nameless.eval("{box, 'namer@127.0.0.1'} ! {from, self()}");
            var pid = (io.settee.term.Pid)
                    box.receive(Pattern.of("{from, P}"), SOON).orElseThrow().get("P");
            assertThat("'" + pid.node().name() + "'").isEqualTo(given);
            box.send(pid, atom("back"));
            assertThat(nameless.eval("receive M -> M after 5000 -> nothing end"))
                    .isEqualTo("back");
        }
    }

    @Test
    void isItsOwnEpmdWhereThereIsNone() throws Exception {
        int port = FreePort.next();
        try (ErlangNode node = on.settee(erlang, "own@127.0.0.1")
                .epmdPort(port)
                .embeddedEpmd(true)
                .start()) {
            ErlNode guest = on.erl(erlang, "guest")
                    .env("ERL_EPMD_PORT", Integer.toString(port))
                    .start();
            assertThat(guest.eval("net_adm:ping('own@127.0.0.1')")).isEqualTo("pong");
            assertThat(guest.eval("lists:sort([N || {N, _} <- element(2, net_adm:names({127,0,0,1}))])"))
                    .isEqualTo("[\"guest\",\"own\"]");
            node.disconnect("guest@127.0.0.1");
            assertThat(node.ping("guest@127.0.0.1", SOON)).isTrue();
        }
    }

    @Test
    void survivesTheDeathOfEpmd() throws Exception {
        try (ErlangNode node = on.settee(erlang, "j@127.0.0.1").start()) {
            node.connect(erlName);
            erlang.epmd().kill();
            passesMessages(node);
            erlang.epmd().restart();
            await().atMost(SOON)
                    .until(() ->
                            erl.eval("erl_epmd:port_please(\"j\", {127,0,0,1})").startsWith("{port,"));
            await().atMost(SOON)
                    .until(() -> erl.eval("erl_epmd:port_please(\"" + erl.name().name() + "\", {127,0,0,1})")
                            .startsWith("{port,"));
            node.disconnect(erlName);
            Connections.awaitEnd(erl, "j@127.0.0.1");
            assertThat(erl.eval("net_adm:ping('j@127.0.0.1')")).isEqualTo("pong");
        }
    }
}
