package io.settee.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.carrier.Carriers;
import io.settee.carrier.TlsSettings;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.faults.HostWorker;
import io.settee.faults.Hosts;
import io.settee.node.PeerInfo;
import io.settee.process.Mailbox;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlReleases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The partition itself, on the host of our node, where the newest release is as well; the others are on the peers' host. All have OTP's defaults: since
 * OTP 25 {@code prevent_overlapping_partitions} is on, and {@code global} of a node that lost another disconnects that one from the rest of its side too.
 *
 * <p>OTP 25 runs no pg here: its pg ends when one of OTP 29 says {@code {discover, Pid, 1}} to it.
 *
 * <p>Arguments: {@code tcp|tls FOLDER US PEERS_HOST}, the last two naming the {@link Hosts}.
 */
public final class PartitionWorker {
    private static final Duration TICK = Duration.ofSeconds(4);
    /** Silence is noticed within 5/4 of the tick time, and a connect that fails takes two seconds; the rest is for a busy machine. */
    private static final Duration IN_TIME = Duration.ofSeconds(20);

    /** Between the others' names: of two processes with one global name, {@code global} ends that on the node with the greater name. */
    private static final String US = "e26@" + Hosts.ourAddress();

    /** Tells of what {@code net_kernel:monitor_nodes/1} said that contradicts what it had said before; who is up by it is the rest. */
    private static final String WATCH = """
            Watch = spawn(fun() ->
                net_kernel:monitor_nodes(true),
                (fun Loop(Up, Bad) -> receive
                    {get, P} -> P ! {watched, lists:sort(Up), Bad}, Loop(Up, Bad);
                    {nodeup, N} -> case lists:member(N, Up) of
                        true -> Loop(Up, [{nodeup, N} | Bad]); false -> Loop([N | Up], Bad) end;
                    {nodedown, N} -> case lists:member(N, Up) of
                        false -> Loop(Up, [{nodedown, N} | Bad]); true -> Loop(lists:delete(N, Up), Bad) end
                end end)([], [])
            end), ok""";

    private PartitionWorker() {}

    public static void main(String[] args) throws Exception {
        HostWorker.endWithWhoeverStartedUs();
        boolean tls = args[0].equals("tls");
        CertificateFolder certificates = CertificateMaker.writeCluster(
                Path.of(args[1]).resolve("certs"),
                List.of(Hosts.ourAddress(), Hosts.peerAddress(1), Hosts.peerAddress(2)),
                CertificateMaker.Options.DEFAULT);
        Hosts hosts = new Hosts(args[2], args[3]);
        TlsSettings settings = OptionFile.read(certificates.optionFile());
        try (ErlCluster cluster = new ErlCluster();
                ErlangNode node = ErlangNode.named(US)
                        .cookie("parted")
                        .epmdPort(cluster.epmdPort())
                        .embeddedEpmd(true)
                        .hidden(false)
                        .mesh(true)
                        .tickTime(TICK)
                        .setupTime(Duration.ofSeconds(2))
                        .carriers(tls ? Carriers.tls(settings.server(), settings.client()) : Carriers.tcp())
                        .start()) {
            List<Integer> releases = ErlReleases.current();
            var erls = new ArrayList<ErlNode>();
            for (int i = 0; i < 3; i++) {
                String host = i == 2 ? Hosts.ourAddress() : Hosts.peerAddress(i + 1);
                ErlNodeBuilder builder = cluster.node("e" + releases.get(i))
                        .host(host)
                        .release(releases.get(i))
                        .cookie("parted")
                        .listenOn(host)
                        .args("-kernel", "net_ticktime", Long.toString(TICK.toSeconds()))
                        .args("-kernel", "net_setuptime", "2");
                if (tls) builder.tls(certificates.optionFile());
                erls.add(builder.start());
            }
            partAndHeal(hosts, node, erls);
        }
        System.exit(0);
    }

    private static void partAndHeal(Hosts hosts, ErlangNode node, List<ErlNode> erls) throws Exception {
        List<ErlNode> far = erls.subList(0, 2);
        ErlNode near = erls.getLast();
        List<ErlNode> grouped = erls.subList(1, 3);
        for (ErlNode erl : erls) erl.eval(WATCH);
        for (ErlNode erl : grouped) erl.eval("{ok, _} = pg:start(pg), pg:join(all, self())");
        near.eval("net_adm:ping('" + US + "')");
        meet(node, erls);
        try (Mailbox box = node.mailbox();
                Mailbox second = node.mailbox();
                Mailbox winner = node.mailbox();
                Mailbox loser = node.mailbox()) {
            node.pg().join("all", box);
            GlobalName java = node.global().register("java", box);
            GlobalName won = node.global().register("won", winner);
            node.global().register("lost", loser);
            far.getFirst().eval("yes = global:register_name(far, self())");
            near.eval("yes = global:register_name(before, self())");
            for (ErlNode erl : grouped) awaitEval(erl, "length(pg:get_members(all))", "3");

            for (int peer = 1; peer <= 2; peer++) hosts.cut(peer);
            awaitUp(far.getFirst(), far.getLast());
            awaitUp(far.getLast(), far.getFirst());
            awaitEval(near, "nodes()", "['" + US + "']");
            await().atMost(IN_TIME)
                    .until(() -> up(node).equals(Set.of(near.name().toString())));
            near.eval(
                    "Member = spawn(fun() -> receive stop -> ok end end), yes = global:register_name(during, Member), pg:join(all, Member)");
            far.getLast().eval("pg:join(all, spawn(fun() -> receive stop -> ok end end))");
            node.pg().join("all", second);
            assertThat(node.global().whereis("during")).isPresent();
            for (String name : List.of("lost", "won")) {
                ErlNode erl = name.equals("won") ? far.getLast() : far.getFirst();
                erl.eval("yes = global:register_name(" + name + ", spawn(fun() -> receive stop -> ok end end))");
            }
            awaitEval(near, "length(pg:get_members(all))", "4");
            awaitEval(far.getLast(), "length(pg:get_members(all))", "2");
            for (ErlNode erl : erls) assertThat(erl.eval("global:sync()")).isEqualTo("ok");

            for (int peer = 1; peer <= 2; peer++) hosts.heal(peer);
            // First we alone, who then know both halves while they do not know each other.
            for (ErlNode erl : far) node.connect(erl.name().toString());
            meet(node, erls);
            for (ErlNode erl : erls) {
                assertThat(erl.eval("global:sync()")).isEqualTo("ok");
                String lock = "global:set_lock({lock, self()}, [node() | nodes()], 0)";
                // By another process of the next node it could not be set if it were still there.
                assertThat(erl.eval("{" + lock + ", global:del_lock({lock, self()}, [node() | nodes()])}"))
                        .isEqualTo("{true,true}");
            }
            for (ErlNode erl : erls) {
                awaitEval(erl, "lists:sort(global:registered_names())", "[before,during,far,java,lost,won]");
                for (String name : List.of("before", "during", "far", "lost")) {
                    ErlNode where = List.of("far", "lost").contains(name) ? far.getFirst() : near;
                    String holder = where.name().toString();
                    awaitEval(erl, "node(global:whereis_name(" + name + "))", "'" + holder + "'");
                }
                erl.eval("global:send(java, hello)");
                assertThat(box.receive(IN_TIME)).isPresent();
                erl.eval("global:send(won, hello)");
                assertThat(winner.receive(IN_TIME))
                        .as("a message to won from %s", erl.name())
                        .isPresent();
            }
            assertThat(node.global().whereis("java")).contains(box.self());
            assertThat(java.isHeld()).isTrue();
            // Of two processes with one name global has ended one, whichever half it asked.
            assertThat(node.global().whereis("won")).contains(winner.self());
            assertThat(won.isHeld()).isTrue();
            await().atMost(IN_TIME).until(() -> !loser.isAlive());
            for (ErlNode erl : grouped) awaitEval(erl, "length(pg:get_members(all))", "6");
            await().atMost(IN_TIME).until(() -> node.pg().members("all").size() == 6);
            assertThat(grouped.getFirst().eval("lists:sort([node(P) || P <- pg:get_members(all)])"))
                    .isEqualTo(grouped.getLast().eval("lists:sort([node(P) || P <- pg:get_members(all)])"));
            for (ErlNode erl : erls) {
                awaitEval(
                        erl,
                        "Watch ! {get, self()}, receive {watched, Up, Bad} -> {Up =:= lists:sort(nodes()), Bad} end",
                        "{true,[]}");
                // That it timed out is what is asked for here, and an error report by net_kernel.
                assertThat(erl.output())
                        .doesNotContainPattern(
                                "=(ERROR|CRASH|SUPERVISOR) REPORT====[^\\n]*\\n(?!\\*\\* Node \\S+ not responding)");
            }
        }
    }

    private static void awaitUp(ErlNode erl, ErlNode only) {
        awaitEval(erl, "nodes()", "['" + only.name() + "']");
    }

    private static void awaitEval(ErlNode erl, String expressions, String expected) {
        await().atMost(IN_TIME)
                .untilAsserted(() -> assertThat(erl.eval("(fun() -> " + expressions + " end)()"))
                        .as("%s on %s", expressions, erl.name())
                        .isEqualTo(expected));
    }

    private static Set<String> up(ErlangNode node) {
        return node.peers().stream()
                .filter(peer -> peer.state() == PeerInfo.State.UP)
                .map(peer -> peer.node().toString())
                .collect(Collectors.toSet());
    }

    /** The BEAMs ping each other; our node finds all by its mesh. */
    private static void meet(ErlangNode node, List<ErlNode> erls) {
        await().atMost(IN_TIME).untilAsserted(() -> {
            for (ErlNode erl : erls) {
                for (ErlNode other : erls) {
                    assertThat(erl.eval("net_adm:ping('" + other.name() + "')"))
                            .as("ping of %s by %s, which printed\n%s", other, erl, erl.output())
                            .isEqualTo("pong");
                }
            }
            for (ErlNode erl : erls) {
                String all = Stream.concat(erls.stream().map(e -> e.name().toString()), Stream.of(US))
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(",", "[", "]"));
                assertThat(erl.eval(all + " -- [node() | nodes()]")).isEqualTo("[]");
            }
            assertThat(up(node)).hasSize(3);
        });
    }
}
