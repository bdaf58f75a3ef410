package io.settee.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A member of a cluster goes silent without closing anything, and comes back: with a visible node of ours among the others. */
@Timeout(120)
class SilenceErlIT {
    private static final String US = "heard@127.0.0.1";
    private static final Duration TICK_TIME = Duration.ofSeconds(4);
    /** Silence is noticed within 5/4 of the tick time; the rest is for a busy machine. */
    private static final Duration IN_TIME = Duration.ofSeconds(20);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private final List<ErlNode> mesh = new ArrayList<>();

    @Test
    void staysWithTheOthersWhileOneIsSilentAndMeetsItAgain() throws Exception {
        for (int release : ErlReleases.current()) {
            mesh.add(new ErlCase(release, true)
                    .erl(erlang, "silent" + release)
                    .args("-kernel", "net_ticktime", Long.toString(TICK_TIME.toSeconds()))
                    .start());
        }
        meet(mesh);
        try (ErlangNode node = new ErlCase(ErlReleases.current().getFirst(), true)
                .settee(erlang, US)
                .tickTime(TICK_TIME)
                .hidden(false)
                .start()) {
            for (ErlNode erl : mesh) node.connect(erl.name().toString());
            var events = ErlCase.events(node);
            ErlNode silent = mesh.get(1);
            List<ErlNode> others = List.of(mesh.getFirst(), mesh.getLast());
            silent.pause();
            assertThat(events.next(NodeEvent.PeerDown.class, IN_TIME).peer().node())
                    .isEqualTo(silent.name());
            for (ErlNode erl : others) {
                await().atMost(IN_TIME)
                        .until(() -> !erl.eval("nodes()").contains(silent.name().name()));
            }
            meet(others);
            for (ErlNode erl : others) assertThat(erl.eval("nodes()")).contains(US);
            assertThat(node.peers())
                    .extracting(PeerInfo::node)
                    .doesNotContain(silent.name())
                    .hasSize(2);

            silent.resume();
            await().atMost(IN_TIME)
                    .until(() ->
                            silent.eval("lists:member('" + US + "', nodes())").equals("false"));
            node.connect(silent.name().toString());
            meet(mesh);
            for (ErlNode erl : mesh)
                await().atMost(IN_TIME).until(() -> erl.eval("nodes()").contains(US));
            assertThat(node.peers()).hasSize(3);
        }
    }

    /** They connect to each other, and what waits for all of {@code nodes()} returns. */
    private static void meet(List<ErlNode> members) {
        for (ErlNode erl : members) {
            for (ErlNode other : members) {
                await().atMost(IN_TIME)
                        .until(() ->
                                erl.eval("net_adm:ping('" + other.name() + "')").equals("pong"));
            }
        }
        for (ErlNode erl : members) {
            assertThat(erl.eval("global:sync()")).isEqualTo("ok");
            assertThat(erl.eval("global:trans({res, self()}, fun() -> done end)"))
                    .isEqualTo("done");
        }
    }
}
