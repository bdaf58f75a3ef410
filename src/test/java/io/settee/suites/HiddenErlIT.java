package io.settee.suites;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.support.ErlCase;
import io.settee.support.SeparateNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** That a hidden node disturbs nobody: a mesh of all current releases that all know it, with OTP's defaults ({@code prevent_overlapping_partitions}). */
@ParameterizedClass
@ValueSource(booleans = {false, true})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class HiddenErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static final List<ErlNode> mesh = new ArrayList<>();

    @Parameter
    boolean tls;

    private ErlangNode node;

    @BeforeParameterizedClassInvocation
    static void startErl(boolean tls) {
        mesh.clear();
        for (int release : ErlReleases.current()) {
            mesh.add(new ErlCase(release, tls)
                    .erl(erlang, "m" + release + (tls ? "s" : ""))
                    .start());
        }
        for (ErlNode erl : mesh) erl.eval("[pong = net_adm:ping(N) || N <- " + names(mesh) + "]");
        await().atMost(SOON).until(HiddenErlIT::isWhole);
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        mesh.forEach(ErlNode::kill);
    }

    private static String names(List<ErlNode> nodes) {
        return nodes.stream().map(n -> "'" + n.name() + "'").collect(Collectors.joining(",", "[", "]"));
    }

    private static boolean isWhole() {
        return mesh.stream().allMatch(erl -> sees(erl, "nodes()", mesh.size() - 1));
    }

    private static boolean sees(ErlNode erl, String nodes, int count) {
        return erl.eval("length(" + nodes + ")").equals("" + count);
    }

    @BeforeEach
    void connect() throws InterruptedException {
        node = start("hidden");
    }

    private ErlangNode start(String name) throws InterruptedException {
        ErlangNode hidden = new ErlCase(ErlReleases.current().getFirst(), tls)
                .settee(erlang, name + "@127.0.0.1")
                .start();
        for (ErlNode erl : mesh) if (erl.isAlive()) hidden.connect(erl.name().toString());
        return hidden;
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    @Order(1)
    void letsGlobalCallsReturnAtOnceOnEveryNode() {
        Duration limit = Duration.ofSeconds(6);
        for (ErlNode erl : mesh) {
            assertThat(erl.eval("net_adm:ping('hidden@127.0.0.1')", limit)).isEqualTo("pong");
            assertThat(erl.eval("{lists:member('hidden@127.0.0.1', nodes()), nodes(hidden)}"))
                    .isEqualTo("{false,['hidden@127.0.0.1']}");
            assertThat(erl.eval("global:sync()", limit)).isEqualTo("ok");
            assertThat(erl.eval("global:register_name(node(), self())", limit)).isEqualTo("yes");
            assertThat(erl.eval(
                            "(fun() -> Id = {lock, self()}, R = global:set_lock(Id), global:del_lock(Id), R end)()",
                            limit))
                    .isEqualTo("true");
            assertThat(erl.eval("global:trans({res, self()}, fun() -> done end)", limit))
                    .isEqualTo("done");
        }
        for (ErlNode erl : mesh) {
            assertThat(erl.eval(
                            "lists:sort([N || N <- global:registered_names()]) =:= lists:sort(" + names(mesh) + ")"))
                    .isEqualTo("true");
        }
    }

    @Test
    @Order(2)
    void leavesTheOthersConnectedWhenItGoes() throws Exception {
        try (ErlangNode other = start("other")) {
            // Its connection to one is cut, from either side; the one to all of them when it ends.
            node.disconnect(mesh.getFirst().name().toString());
            mesh.getLast().eval("erlang:disconnect_node('hidden@127.0.0.1')");
            await().atMost(SOON).until(() -> node.peers().size() == mesh.size() - 2);
            assertThat(other.peers()).hasSize(mesh.size());
        }
        for (ErlNode erl : mesh) {
            await().atMost(SOON).until(() -> !erl.eval("nodes(hidden)").contains("other"));
        }
        assertThat(isWhole()).isTrue();
        assertThat(node.peers()).hasSize(mesh.size() - 2);
    }

    @Test
    @Order(2)
    void harmsNobodyWhenItIsKilled() throws Exception {
        node.close();
        var names = mesh.stream().map(ErlNode::name).toList();
        var on = new ErlCase(ErlReleases.current().getFirst(), tls);
        try (SeparateNode separate = SeparateNode.start(on.separate(erlang, "killed@127.0.0.1", true, names))) {
            for (ErlNode erl : mesh) {
                await().atMost(SOON).until(() -> erl.eval("nodes(hidden)").contains("killed"));
            }
            separate.kill();
            for (ErlNode erl : mesh) {
                await().atMost(SOON).until(() -> !erl.eval("nodes(hidden)").contains("killed"));
            }
        }
        assertThat(isWhole()).isTrue();
    }

    @Test
    @Order(3)
    void staysConnectedToBothSidesWhenTheyPart() {
        ErlNode first = mesh.getFirst();
        ErlNode last = mesh.getLast();
        first.eval("erlang:disconnect_node('" + last.name() + "')");
        await().atMost(SOON).until(() -> !last.eval("nodes()").contains("'" + first.name() + "'"));
        // What global does about it is between the two: it may part more of them, to keep partitions apart.
        for (ErlNode erl : mesh) assertThat(erl.eval("nodes(hidden)")).isEqualTo("['hidden@127.0.0.1']");
        assertThat(node.peers()).hasSize(mesh.size());
    }

    @Test
    @Order(4)
    void losesOnlyTheNodeThatIsKilled() throws Exception {
        var events = ErlCase.events(node);
        ErlNode doomed = mesh.get(1);
        doomed.kill();
        assertThat(events.next(NodeEvent.PeerDown.class).peer().node()).isEqualTo(doomed.name());
        List<ErlNode> left = mesh.stream().filter(ErlNode::isAlive).toList();
        assertThat(node.peers())
                .extracting(PeerInfo::node)
                .containsExactlyInAnyOrderElementsOf(
                        left.stream().map(ErlNode::name).toList());
        for (ErlNode erl : left) assertThat(erl.eval("nodes(hidden)")).isEqualTo("['hidden@127.0.0.1']");
        assertThat(node.ping(left.getFirst().name().toString(), SOON)).isTrue();
    }
}
