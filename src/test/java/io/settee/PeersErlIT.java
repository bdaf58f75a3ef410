package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.carrier.TlsSession;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What our node tells about its peers, beside what the peer's {@code net_kernel:nodes_info/0} tells about us. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class PeersErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "m" + on.suffix()).start();
        erl.eval("""
                register(echo, spawn(fun Loop() -> receive {From, M} -> From ! {echo, M}, Loop() end end)),
                Info = fun(Node, Key) -> {ok, Nodes} = net_kernel:nodes_info(),
                  case lists:keyfind(Node, 1, Nodes) of {_, Items} -> proplists:get_value(Key, Items); false -> none end end""");
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    private String theySay(ErlangNode node, String key) {
        return erl.eval("Info('" + node.name() + "', " + key + ")");
    }

    @Test
    void agreesWithThePeer() throws Exception {
        for (boolean hidden : new boolean[] {true, false}) {
            try (ErlangNode node = on.settee(erlang, hidden ? "h@127.0.0.1" : "v@127.0.0.1")
                    .hidden(hidden)
                    .start()) {
                node.connect(erl.name().toString());
                PeerInfo ours = node.peers().getFirst();
                assertThat(ours.node()).isEqualTo(erl.name());
                assertThat(ours.state()).isEqualTo(PeerInfo.State.UP);
                assertThat(ours.dialled()).isTrue();
                assertThat(ours.hidden()).isEqualTo(hidden);
                assertThat(ours.carrier()).isEqualTo(on.tls() ? "tls" : "tcp");
                assertThat(ours.upSince().orElseThrow()).isBetween(Instant.now().minus(SOON), Instant.now());
                // Whoever dials is up when the challenge is answered; the BEAM's net_kernel counts the node as up a
                // moment
                // later, when its handshake process has told it.
                await().atMost(SOON).until(() -> theySay(node, "state").equals("up"));
                assertThat(theySay(node, "type")).isEqualTo(hidden ? "hidden" : "normal");
                String address = theySay(node, "address");
                assertThat(address).contains(on.tls() ? ",tls," : ",tcp,");

                // They dialled now: their address for us has the port that we listen at, ours for them one of the
                // system's.
                node.disconnect(erl.name().toString());
                await().atMost(SOON).until(() -> theySay(node, "state").equals("none"));
                assertThat(erl.eval("net_adm:ping('" + node.name() + "')")).isEqualTo("pong");
                assertThat(node.peers().getFirst().dialled()).isFalse();
                String theirPort =
                        node.peers().getFirst().address().orElseThrow().replaceFirst(".*:", "");
                assertThat(erl.eval("lists:member(" + theirPort
                                + ", [P || S <- erlang:ports(), {ok, {_, P}} <- [inet:sockname(S)]])"))
                        .isEqualTo("true");
            }
        }
    }

    @Test
    void countsWhatGoesThrough() throws Exception {
        try (ErlangNode node = on.settee(erlang, "counting@127.0.0.1").start();
                Mailbox box = node.mailbox()) {
            node.connect(erl.name().toString());
            PeerInfo before = node.peers().getFirst();
            String payload = "x".repeat(1000);
            for (int i = 0; i < 50; i++) {
                box.send("echo", erl.name(), tuple(box.self(), atom("a"), io.settee.term.Terms.binary(payload)));
                box.send("echo", erl.name(), tuple(box.self(), io.settee.term.Terms.binary(payload)));
                assertThat(box.receive(Pattern.of("{echo, _}"), SOON)).isPresent();
            }
            PeerInfo after = node.peers().getFirst();
            assertThat(after.messagesOut() - before.messagesOut()).isEqualTo(100);
            assertThat(after.messagesIn() - before.messagesIn()).isEqualTo(50);
            assertThat(after.bytesOut() - before.bytesOut()).isBetween(100_000L, 120_000L);
            assertThat(after.bytesIn() - before.bytesIn()).isBetween(50_000L, 60_000L);
            // The BEAM counts packets, ticks among them; over TLS OTP 29 counts records, and two of our messages may be
            // in one.
            assertThat(Long.parseLong(theySay(node, "in")))
                    .isBetween(on.tls() ? 50 : after.messagesOut(), after.messagesOut() + 20);
            assertThat(Long.parseLong(theySay(node, "out"))).isBetween(after.messagesIn(), after.messagesIn() + 20);
        }
    }

    @Test
    void knowsWhatTlsAgreedOn() throws Exception {
        try (ErlangNode node = on.settee(erlang, "curious@127.0.0.1").start()) {
            node.connect(erl.name().toString());
            PeerInfo peer = node.peers().getFirst();
            assertThat(peer.tls().isPresent()).isEqualTo(on.tls());
            if (peer.tls().isEmpty()) return;
            TlsSession tls = peer.tls().get();
            assertThat(tls.version()).isEqualTo(on.release() >= 29 ? "TLSv1.3" : "TLSv1.2");
            assertThat(tls.cipher()).startsWith("TLS_");
            assertThat(tls.peerSubject()).contains("127.0.0.1");
            assertThat(tls.peerExpiry().orElseThrow()).isAfter(Instant.now().plus(Duration.ofDays(700)));
        }
    }

    @Test
    void printsATableAndTellsOfComingAndGoing() throws Exception {
        try (ErlangNode node = on.settee(erlang, "table@127.0.0.1").start()) {
            assertThat(node.peersTable().lines()).hasSize(1);
            var events = ErlCase.events(node);
            node.connect(erl.name().toString());
            assertThat(events.next(NodeEvent.PeerUp.class).peer().node()).isEqualTo(erl.name());
            assertThat(node.peersTable().lines())
                    .hasSize(2)
                    .last()
                    .asString()
                    .startsWith(erl.name().toString())
                    .contains(" up ", on.tls() ? " tls " : " tcp ", "hidden", on.tls() ? " TLSv1." : "");
            node.disconnect(erl.name().toString());
            NodeEvent.PeerDown down = events.next(NodeEvent.PeerDown.class);
            assertThat(down.peer().node()).isEqualTo(erl.name());
            assertThat(down.reason().kind().atom()).isEqualTo("disconnect");
            assertThat(node.peersTable().lines()).hasSize(1);
        }
    }
}
