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
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that connects to all members of a cluster, given one of them. */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@Timeout(120)
class MeshErlIT {
    /** Members are asked for new ones every 5 s. */
    private static final Duration IN_TIME = Duration.ofSeconds(20);

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @Parameter
    boolean hidden;

    private final List<ErlNode> members = new ArrayList<>();

    private void awaitAll(ErlangNode node) {
        await().atMost(IN_TIME)
                .untilAsserted(() -> assertThat(node.peers())
                        .filteredOn(peer -> peer.state() == PeerInfo.State.UP)
                        .extracting(PeerInfo::node)
                        .containsExactlyInAnyOrderElementsOf(
                                members.stream().map(ErlNode::name).toList()));
    }

    private void join(int release, String name) {
        ErlNode erl = new ErlCase(release, !hidden).erl(erlang, name).start();
        if (!members.isEmpty()) erl.eval("net_adm:ping('" + members.getFirst().name() + "')");
        members.add(erl);
    }

    @Test
    void connectsToEveryMemberAndKeepsUp() throws Exception {
        for (int release : ErlReleases.current()) join(release, "x" + release + hidden);
        try (ErlangNode node = new ErlCase(ErlReleases.current().getFirst(), !hidden)
                .settee(erlang, "meshed@127.0.0.1")
                .hidden(hidden)
                .mesh(true)
                .start()) {
            var events = ErlCase.events(node);
            node.connect(members.getLast().name().toString());
            awaitAll(node);
            join(ErlReleases.current().getFirst(), "late" + hidden);
            awaitAll(node);
            members.get(1).kill();
            members.remove(1);
            events.next(NodeEvent.PeerDown.class);
            for (ErlNode erl : members) {
                erl.eval("erlang:disconnect_node('meshed@127.0.0.1')");
                events.next(NodeEvent.PeerDown.class);
            }
            awaitAll(node);
        }
    }
}
