package io.settee.suites;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.epmd.EpmdClient;
import io.settee.node.NodeEvent;
import io.settee.node.PeerResolver;
import io.settee.support.Connections;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import io.settee.testkit.FreePort;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Those cases of OTP's {@code ssl_dist_SUITE} that no other test of ours has, under their own names, over both carriers. */
@ParameterizedClass
@MethodSource("io.settee.support.ErlCase#all")
@Timeout(60)
class TlsDistErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static ErlNode erl;

    @Parameter
    ErlCase on;

    @BeforeParameterizedClassInvocation
    static void startErl(ErlCase on) {
        erl = on.erl(erlang, "dist" + on.suffix()).start();
    }

    @AfterParameterizedClassInvocation
    static void killErl() {
        erl.kill();
    }

    @Test
    void monitorNodes() throws Exception {
        erl.eval("net_kernel:monitor_nodes(true, [{node_type, hidden}, nodedown_reason])");
        try (ErlangNode node = on.settee(erlang, "j@127.0.0.1").start()) {
            var events = ErlCase.events(node);
            for (String how : List.of("they", "we")) {
                node.connect(erl.name().toString());
                events.next(NodeEvent.PeerUp.class);
                assertThat(
                                erl.eval(
                                        "receive {nodeup, 'j@127.0.0.1', [{node_type, hidden}]} -> up after 5000 -> nothing end"))
                        .isEqualTo("up");
                if (how.equals("we")) node.disconnect(erl.name().toString());
                else erl.eval("erlang:disconnect_node('j@127.0.0.1')");
                NodeEvent.PeerDown down = events.next(NodeEvent.PeerDown.class);
                assertThat(down.reason().kind().atom())
                        .isEqualTo(how.equals("we") ? "disconnect" : "connection_closed");
                assertThat(erl.eval(
                                "receive {nodedown, 'j@127.0.0.1', Info} -> proplists:get_value(nodedown_reason, Info)"
                                                .replace("Info", "Info" + how)
                                        + " after 5000 -> nothing end"))
                        .isEqualTo(how.equals("they") ? "disconnect" : on.tls() ? "shutdown" : "connection_closed");
            }
        }
    }

    /** Four who connect and say nothing keep nobody else out, and are sent away in time. */
    @Test
    void distPortOverload() throws Exception {
        Duration setupTime = Duration.ofSeconds(1);
        List<Socket> silent = new ArrayList<>();
        try (ErlangNode node =
                on.settee(erlang, "busy@127.0.0.1").setupTime(setupTime).start()) {
            int port = new EpmdClient(erlang.epmdPort(), SOON)
                    .lookup(InetAddress.getLoopbackAddress(), "busy")
                    .port();
            var events = ErlCase.events(node);
            for (int i = 0; i < 4; i++) silent.add(new Socket(InetAddress.getLoopbackAddress(), port));
            long start = System.nanoTime();
            assertThat(erl.eval("net_adm:ping('busy@127.0.0.1')")).isEqualTo("pong");
            assertThat(silent.getFirst().getInputStream().available()).isZero();
            for (Socket socket : silent) {
                socket.setSoTimeout((int) SOON.toMillis());
                // Over TLS an alert comes before the end.
                assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
                events.next(NodeEvent.Refused.class);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(setupTime.multipliedBy(4));
            assertThat(node.peers()).hasSize(1);
        } finally {
            for (Socket socket : silent) socket.close();
        }
    }

    /** Without EPMD every node of the other kind of discovery is at one port, each on an address of its own. */
    @Test
    void epmdModule() throws Exception {
        int port = FreePort.next();
        ErlNode peer = on.erl(erlang, "fixed")
                .args(
                        "-start_epmd",
                        "false",
                        "-erl_epmd_port",
                        "" + port,
                        "-kernel",
                        "inet_dist_use_interface",
                        "{127,0,0,1}")
                .env("ERL_EPMD_PORT", "1")
                .start();
        try (ErlangNode node = on.settee(erlang, "fixed@127.0.0.2")
                .listen(InetAddress.getByName("127.0.0.2"), port, port)
                .resolver(PeerResolver.atPort(port))
                .start()) {
            // An answer, not the connection alone: the peer's end of the handshake comes a moment after ours.
            assertThat(node.ping("fixed@127.0.0.1", SOON)).isTrue();
            assertThat(peer.eval("nodes(hidden)")).isEqualTo("['fixed@127.0.0.2']");
            node.disconnect("fixed@127.0.0.1");
            // OTP may take a moment to see that a TLS connection is closed, and says pang till then.
            Connections.awaitNone(peer);
            assertThat(peer.eval("net_adm:ping('fixed@127.0.0.2')")).isEqualTo("pong");
            assertThat(node.ping("fixed@127.0.0.1", SOON)).isTrue();
        } finally {
            peer.kill();
        }
    }

    /** Each side reads the same {@code -ssl_dist_opt} pairs, without a file of options; over TCP they do nothing. */
    private void connectsWith(String options) throws Exception {
        Path args = Files.writeString(
                Files.createTempFile(dir, "vm", ".args"),
                "-name plain@127.0.0.1\n-setcookie settee-it\n-proto_dist " + (on.tls() ? "inet_tls" : "inet_tcp")
                        + "\n" + options + "\n-kernel inet_dist_use_interface {127,0,0,1}\n");
        ErlNode peer = erlang.node("pair")
                .release(on.release())
                .cookie("settee-it")
                .protoDist(on.tls() ? "inet_tls" : "inet_tcp")
                .args(options.split("[ \n]+"))
                .start();
        try (ErlangNode node =
                ErlangNode.fromVmArgs(args).epmdPort(erlang.epmdPort()).start()) {
            node.connect("pair@127.0.0.1");
            assertThat(node.peers().getFirst().carrier()).isEqualTo(on.tls() ? "tls" : "tcp");
            node.disconnect("pair@127.0.0.1");
            assertThat(peer.eval("net_adm:ping('plain@127.0.0.1')")).isEqualTo("pong");
        } finally {
            peer.kill();
        }
    }

    private CertificateFolder certificates() throws Exception {
        return CertificateMaker.writeCluster(
                Files.createTempDirectory(dir, "certs"), List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
    }

    @Test
    void plainOptions() throws Exception {
        CertificateFolder certs = certificates();
        // From OTP 26 on a client verifies unless it is told not to; we do so on either side.
        connectsWith(
                "-ssl_dist_opt server_certfile " + certs.cert() + " -ssl_dist_opt server_keyfile " + certs.key()
                        + " -ssl_dist_opt server_secure_renegotiate true client_secure_renegotiate true -ssl_dist_opt client_verify verify_none server_verify verify_none");
    }

    @Test
    void plainVerifyOptions() throws Exception {
        CertificateFolder certs = certificates();
        connectsWith("-ssl_dist_opt server_certfile " + certs.cert() + " server_keyfile " + certs.key()
                + " server_cacertfile " + certs.caCert()
                + " server_verify verify_peer server_fail_if_no_peer_cert true\n"
                + "-ssl_dist_opt client_certfile " + certs.cert() + " client_keyfile " + certs.key()
                + " client_cacertfile " + certs.caCert() + " client_verify verify_peer");
    }
}
