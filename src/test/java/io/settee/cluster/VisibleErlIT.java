package io.settee.cluster;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.SeparateNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
import org.junit.jupiter.params.provider.MethodSource;

/**
 * That a visible node disturbs nobody, whatever comes, goes, or is cut: a mesh of all current releases with OTP's defaults ({@code
 * prevent_overlapping_partitions}), and one of OTP 23, which connects with none of the later ones. What {@code HiddenErlIT} asks of a hidden node, and more.
 */
@ParameterizedClass
@MethodSource("clusters")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Timeout(120)
class VisibleErlIT {
    /** For what a BEAM cluster alone does in a second, under load. */
    private static final Duration AT_ONCE = Duration.ofSeconds(6);

    private static final String US = "visible@127.0.0.1";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    private static final List<ErlNode> mesh = new ArrayList<>();

    record Cluster(List<Integer> releases, boolean tls) {
        ErlCase erlCase(int member) {
            return new ErlCase(releases.get(member), tls);
        }

        @Override
        public String toString() {
            return "OTP " + releases + " over " + (tls ? "TLS" : "TCP");
        }
    }

    static Stream<Cluster> clusters() {
        return Stream.concat(
                        Stream.of(ErlReleases.current()),
                        ErlReleases.old().stream().map(old -> List.of(old, old, old)))
                .flatMap(releases -> Stream.of(new Cluster(releases, false), new Cluster(releases, true)));
    }

    @Parameter
    Cluster cluster;

    private ErlangNode node;

    @BeforeParameterizedClassInvocation
    static void startErl(Cluster cluster) {
        mesh.clear();
        for (int i = 0; i < cluster.releases().size(); i++) mesh.add(startErl(cluster, i, "m" + i));
        meet();
    }

    private static ErlNode startErl(Cluster cluster, int member, String name) {
        ErlNode erl = cluster.erlCase(member)
                .erl(erlang, name + cluster.releases().getFirst() + (cluster.tls() ? "s" : ""))
                .start();
        erl.eval("""
                Downs = fun Downs() -> receive {nodedown, N} -> [N | Downs()] after 0 -> [] end end,
                Ups = fun Ups() -> receive {nodeup, N} -> [N | Ups()] after 0 -> [] end end,
                net_kernel:monitor_nodes(true)""");
        return erl;
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        mesh.forEach(ErlNode::kill);
    }

    private static List<ErlNode> alive() {
        return mesh.stream().filter(ErlNode::isAlive).toList();
    }

    private static String names(List<ErlNode> nodes) {
        return nodes.stream().map(n -> "'" + n.name() + "'").collect(Collectors.joining(",", "[", "]"));
    }

    /** All who live connect to each other. */
    private static void meet() {
        await().atMost(SOON).until(() -> {
            for (ErlNode erl : alive()) erl.eval("[net_adm:ping(N) || N <- " + names(alive()) + "]");
            return isWhole();
        });
    }

    private static boolean isWhole() {
        return alive().stream()
                .allMatch(erl -> erl.eval("(" + names(alive()) + " -- [node()]) -- nodes()")
                        .equals("[]"));
    }

    @BeforeEach
    void connect() throws InterruptedException {
        node = cluster.erlCase(0).settee(erlang, US).hidden(false).start();
        for (ErlNode erl : alive()) node.connect(erl.name().toString());
        for (ErlNode erl : alive()) {
            // Two threads tell of it: the one that monitors may be told after nodes() has it.
            await().atMost(SOON).until(() -> erl.eval("nodes()").contains(US));
            erl.eval("Ups(), Downs()");
        }
    }

    @AfterEach
    void close() {
        node.close();
        for (ErlNode erl : alive())
            await().atMost(SOON).until(() -> !erl.eval("nodes()").contains(US));
    }

    /** What waits for all of {@code nodes()}, or for {@code global}, returns at once on every node. */
    private static void assertHealthy() {
        for (ErlNode erl : alive()) {
            assertThat(erl.eval("global:sync()", AT_ONCE)).isEqualTo("ok");
            assertThat(erl.eval("global:register_name(node(), self())", AT_ONCE))
                    .isEqualTo("yes");
            assertThat(erl.eval(
                            "(fun() -> Id = {lock, self()}, R = global:set_lock(Id), global:del_lock(Id), R end)()",
                            AT_ONCE))
                    .isEqualTo("true");
            assertThat(erl.eval("global:trans({res, self()}, fun() -> done end)", AT_ONCE))
                    .isEqualTo("done");
        }
        for (ErlNode erl : alive()) {
            assertThat(erl.eval(names(alive()) + " -- global:registered_names()"))
                    .isEqualTo("[]");
        }
        for (ErlNode erl : alive()) erl.eval("global:unregister_name(node())", AT_ONCE);
    }

    private void assertConnectedToAll() {
        assertThat(node.peers())
                .extracting(PeerInfo::node)
                .containsExactlyInAnyOrderElementsOf(
                        alive().stream().map(ErlNode::name).toList());
    }

    /** Each member still has each other, and has missed nobody but us. */
    private static void assertNobodyLostButUs() {
        for (ErlNode erl : alive()) {
            await().atMost(SOON).until(() -> !erl.eval("nodes()").contains(US));
            assertThat(erl.eval("Downs()")).isIn("[]", "['" + US + "']");
        }
        assertThat(isWhole()).isTrue();
    }

    @Test
    @Order(1)
    void isListedAndLetsGlobalReturnAtOnceOnEveryNode() {
        for (ErlNode erl : mesh) {
            assertThat(erl.eval("net_adm:ping('" + US + "')", AT_ONCE)).isEqualTo("pong");
            assertThat(erl.eval("{lists:member('" + US + "', nodes()), nodes(hidden)}"))
                    .isEqualTo("{true,[]}");
            assertThat(erl.eval("catch gen_server:call({global_name_server, '" + US + "'}, get_known)", AT_ONCE))
                    .contains("noproc");
        }
        assertHealthy();
    }

    /** With those who can bear each other: pg of OTP 25 ends when one of OTP 29 says {@code {discover, Pid, 1}} to it. */
    @Test
    @Order(2)
    void sharesProcessGroupsWithSeveralMembers() throws InterruptedException {
        List<ErlNode> others =
                mesh.stream().filter(erl -> erl.release().number() != 25).toList();
        int members = others.size() + 1;
        try (Mailbox box = node.mailbox()) {
            node.pg().join("all", box);
            for (ErlNode erl : others) erl.eval("{ok, _} = pg:start(pg), pg:join(all, self())");
            for (ErlNode erl : others) {
                await().atMost(SOON)
                        .until(() -> erl.eval("length(pg:get_members(all))").equals("" + members));
            }
            await().atMost(SOON).until(() -> node.pg().members("all").size() == members);
        }
        for (ErlNode erl : others) {
            await().atMost(SOON)
                    .until(() -> erl.eval("length(pg:get_members(all))").equals("" + (members - 1)));
        }
        for (ErlNode erl : others) erl.eval("exit(whereis(pg), kill)");
        await().atMost(SOON).until(() -> node.pg().groups().isEmpty());
    }

    @Test
    @Order(2)
    void comesAndGoesAgainAndAgain() throws InterruptedException {
        for (int round = 1; round <= 3; round++) {
            close();
            connect();
            assertHealthy();
        }
        assertThat(isWhole()).isTrue();
    }

    @Test
    @Order(3)
    void isTheOnlyOneThatIsLostWhenItsConnectionsAreCut() throws Exception {
        node.disconnect(mesh.getFirst().name().toString());
        mesh.getLast().eval("erlang:disconnect_node('" + US + "')");
        await().atMost(SOON).until(() -> node.peers().size() == 1);
        assertThat(mesh.get(1).eval("nodes()")).contains(US);
        assertHealthy();
        node.disconnect(mesh.get(1).name().toString());
        assertNobodyLostButUs();
        assertHealthy();
    }

    @Test
    @Order(4)
    void staysConnectedToBothSidesWhenTheyPart() {
        ErlNode first = mesh.getFirst();
        ErlNode last = mesh.getLast();
        first.eval("erlang:disconnect_node('" + last.name() + "')");
        await().atMost(SOON).until(() -> !last.eval("nodes()").contains("'" + first.name() + "'"));
        // What global does about it is between them: it may part more of them, to keep partitions apart.
        for (ErlNode erl : mesh) assertThat(erl.eval("nodes()")).contains(US);
        assertConnectedToAll();
        assertHealthyApart();
        meet();
        assertHealthy();
        for (ErlNode erl : mesh)
            assertThat(erl.eval("lists:member('" + US + "', Downs())")).isEqualTo("false");
        assertConnectedToAll();
    }

    /** While they are parted, calls return all the same. */
    private static void assertHealthyApart() {
        for (ErlNode erl : mesh) {
            assertThat(erl.eval("global:sync()", AT_ONCE)).isEqualTo("ok");
            assertThat(erl.eval("global:trans({res, self()}, fun() -> done end)", AT_ONCE))
                    .isEqualTo("done");
        }
    }

    @Test
    @Order(5)
    void isNoneOfTheirBusinessWhenANodeJoins() throws Exception {
        ErlNode late = startErl(cluster, 1, "late");
        mesh.add(late);
        try {
            meet();
            assertThat(late.eval("lists:member('" + US + "', nodes())")).isEqualTo("false");
            assertHealthy();
            node.connect(late.name().toString());
            await().atMost(SOON).until(() -> late.eval("nodes()").contains(US));
            assertHealthy();
            assertConnectedToAll();
        } finally {
            late.kill();
            mesh.remove(late);
        }
    }

    @Test
    @Order(6)
    void harmsNobodyWhenItIsKilled() throws Exception {
        node.close();
        for (ErlNode erl : mesh) {
            await().atMost(SOON).until(() -> !erl.eval("nodes()").contains(US));
            erl.eval("Ups(), Downs()");
        }
        var names = mesh.stream().map(ErlNode::name).toList();
        try (SeparateNode separate = SeparateNode.start(cluster.erlCase(0).separate(erlang, US, false, names))) {
            for (ErlNode erl : mesh)
                await().atMost(SOON).until(() -> erl.eval("Ups()").contains(US));
            assertHealthy();
            separate.kill();
            assertNobodyLostButUs();
        }
        assertHealthy();
    }

    @Test
    @Order(7)
    void losesOnlyTheNodeThatIsKilled() throws Exception {
        var events = ErlCase.events(node);
        ErlNode doomed = mesh.get(1);
        doomed.kill();
        assertThat(events.next(NodeEvent.PeerDown.class).peer().node()).isEqualTo(doomed.name());
        for (ErlNode erl : alive()) {
            await().atMost(SOON).until(() -> !erl.eval("nodes()").contains("'" + doomed.name() + "'"));
            assertThat(erl.eval("Downs()")).isEqualTo("['" + doomed.name() + "']");
        }
        assertConnectedToAll();
        assertHealthy();
    }
}
