package io.settee;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.term.Pattern;
import io.settee.term.Term;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node among real ones: connecting both ways, messages, peers. */
class NodeErlIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @ParameterizedTest
    @MethodSource("io.settee.support.ErlCase#everything")
    void pingsAndIsPinged(ErlCase on) throws Exception {
        ErlNode erl = on.erl(erlang, "a").start();
        try (ErlangNode node = on.settee(erlang, "j@127.0.0.1").start()) {
            assertThat(node.ping("" + erl.name(), SOON)).isTrue();
            assertThat(erl.eval("nodes(hidden).")).isEqualTo("['j@127.0.0.1']");
            assertThat(erl.eval("net_adm:ping('j@127.0.0.1').")).isEqualTo("pong");
            node.disconnect("" + erl.name());
            Connections.awaitNone(erl);
            assertThat(erl.eval("net_adm:ping('j@127.0.0.1').")).isEqualTo("pong");
            assertThat(node.peers()).singleElement().satisfies(peer -> {
                assertThat(peer.node()).isEqualTo(erl.name());
                assertThat(peer.dialled()).isFalse();
                assertThat(peer.hidden()).isTrue();
                assertThat(peer.state()).isEqualTo(PeerInfo.State.UP);
            });
        }
    }

    @ParameterizedTest
    @MethodSource("io.settee.support.ErlCase#everything")
    void exchangesMessagesWithProcesses(ErlCase on) throws Exception {
        ErlNode erl = on.erl(erlang, "b").start();
        try (ErlangNode node = on.settee(erlang, "j@127.0.0.1").start();
                Mailbox box = node.mailbox("main")) {
            erl.eval("register(echo, spawn(fun L() -> receive {P, M} -> P ! {self(), M}, L() end end)).");
            Term sent = list(atom("hello"), integer(1L << 40), binary("Grüße"), tuple());
            box.send("echo", "" + erl.name(), tuple(box.self(), sent));
            Term answer = box.receive(Pattern.of("{_, M}"), SOON).orElseThrow().get("M");
            assertThat(answer).isEqualTo(sent);
            erl.eval("{main, 'j@127.0.0.1'} ! {from, self(), [1,2,3]}.");
            assertThat(box.receive(SOON).orElseThrow().toString()).startsWith("{from,#Pid<'b@127.0.0.1'");
        }
    }
}
