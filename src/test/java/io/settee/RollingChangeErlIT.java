package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.carrier.Carriers;
import io.settee.carrier.CouchPolicy;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlangExtension;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of three BEAM nodes moves from TCP to TLS, node by node, and the Java node with it: the page of the README. */
class RollingChangeErlIT {
    private static final List<String> NAMES = List.of("one@127.0.0.1", "two@127.0.0.1", "three@127.0.0.1");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    Path dir;

    /** A node as CouchDB's are, for which those named speak plain TCP; itself, too, if it is among them. */
    private ErlNode start(String name, Path optionFile, List<String> plain) {
        ErlNodeBuilder builder = erlang.node(name.substring(0, name.indexOf('@')))
                .release(27)
                .tls(optionFile)
                .protoDist("couch")
                // As CouchDB's own vm.args: a node that has moved and one that has not would part for good otherwise.
                .args("-kernel", "prevent_overlapping_partitions", "false");
        for (String other : plain) builder.args("-couch_dist", "no_tls", other);
        return builder.start();
    }

    @Test
    void movesFromTcpToTlsWithJavaConnectedThroughout() throws Exception {
        Path optionFile = CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT)
                .optionFile();
        var cluster = new ArrayList<ErlNode>();
        for (String name : NAMES) cluster.add(start(name, optionFile, NAMES));
        cluster.getFirst().eval("[net_adm:ping(N) || N <- ['two@127.0.0.1', 'three@127.0.0.1']]");

        try (ErlangNode java = ErlangNode.named("java@127.0.0.1")
                .cookie("settee-testkit")
                .epmdPort(erlang.epmdPort())
                .listen(InetAddress.getLoopbackAddress(), 0, 0)
                .carriers(Carriers.couch(OptionFile.read(optionFile), CouchPolicy.noTls(NAMES)))
                .start()) {
            var lost = new CopyOnWriteArrayList<String>();
            var events = ErlCase.events(java);
            java.onEvent(event -> {
                if (event instanceof NodeEvent.PeerDown(var peer, var why))
                    lost.add(peer.node().toString());
            });
            for (String name : NAMES) java.connect(name);
            assertThat(java.peers()).extracting(PeerInfo::carrier).containsOnly("tcp");

            var plain = new ArrayList<>(NAMES);
            var moved = new ArrayList<String>();
            for (String name : NAMES) {
                plain.remove(name);
                moved.add(name);
                java.carriers().changePolicy(CouchPolicy.noTls(plain));
                int at = NAMES.indexOf(name);
                cluster.get(at).stop();
                events.next(NodeEvent.PeerDown.class);
                ErlNode again = start(name, optionFile, plain);
                cluster.set(at, again);

                assertThat(again.eval("lists:usort([net_adm:ping(list_to_atom(N)) || N <- " + others(name) + "])"))
                        .isEqualTo("[pong]");
                java.connect(name);
                for (String any : NAMES)
                    assertThat(java.ping(any, SOON)).as(any).isTrue();
                for (ErlNode node : cluster) {
                    assertThat(node.eval("length(nodes())")).as(node.toString()).isEqualTo("2");
                    assertThat(node.eval("nodes(hidden)")).isEqualTo("['java@127.0.0.1']");
                }
                assertThat(java.peers())
                        .allSatisfy(peer -> assertThat(peer.carrier())
                                .isEqualTo(moved.contains(peer.node().toString()) ? "tls" : "tcp"));
                assertThat(lost).isEqualTo(moved);
            }

            java.carriers().changePolicy(CouchPolicy.noTls().strict());
            cluster.getFirst().eval("erlang:monitor_node('java@127.0.0.1', true)");
            java.disconnect(NAMES.getFirst());
            assertThat(cluster.getFirst().eval("receive {nodedown, Down} -> Down after 5000 -> timeout end"))
                    .isEqualTo("'java@127.0.0.1'");
            assertThat(cluster.getFirst().eval("net_adm:ping('java@127.0.0.1')"))
                    .isEqualTo("pong");
            assertThat(java.peers()).extracting(PeerInfo::carrier).containsOnly("tls");
        }
    }

    private static String others(String name) {
        return NAMES.stream()
                .filter(n -> !n.equals(name))
                .map(n -> '"' + n + '"')
                .toList()
                .toString();
    }
}
