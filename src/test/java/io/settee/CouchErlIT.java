package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.certs.CertificateAuthority;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.CertificateRequest;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.KeyKind;
import io.settee.config.VmArgs;
import io.settee.error.CarrierException;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.support.ErlCase;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlNodeBuilder;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What CouchDB's {@code couch_dist} does to a node of ours that it exempts from TLS, and what OTP's own functions do to hosts. */
class CouchErlIT {
    private static final String RELEASES = "io.settee.testkit.ErlReleases#current";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static CertificateFolder certs = new CertificateFolder(Path.of(""));

    @BeforeAll
    static void makeCertificates() {
        certs = CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
    }

    private static ErlNodeBuilder tls(String name, int release, Path optionFile) {
        return erlang.node(name).release(release).tls(optionFile);
    }

    private static ErlangNode ours(String flags) throws Exception {
        Path vmArgs = Files.writeString(
                dir.resolve("vm.args"), "-name search@127.0.0.1\n-setcookie settee-testkit\n" + flags + "\n");
        return ErlangNode.fromVmArgs(VmArgs.read(vmArgs, Map.of("ERL_EPMD_PORT", Integer.toString(erlang.epmdPort()))))
                .start();
    }

    private static ErlangNode ourCouch(String noTls) throws Exception {
        return ours("-proto_dist couch -couch_dist no_tls " + noTls + " -ssl_dist_optfile " + certs.optionFile());
    }

    /** couch_dist listens by its own name alone: who is exempt is dialled over TCP, and cannot dial. */
    @ParameterizedTest
    @MethodSource(RELEASES)
    void isDialledInPlainByACouchNodeThatExemptsItAndIsToldWhyItCannotDial(int release) throws Exception {
        ErlNode couch = tls("couch", release, certs.optionFile())
                .protoDist("couch")
                .args("-couch_dist", "no_tls", "\"search@*\"")
                .start();
        try (ErlangNode search = ourCouch("'\"couch@*\"'")) {
            assertThatThrownBy(() -> search.connect("couch@127.0.0.1"))
                    .isInstanceOf(CarrierException.class)
                    .hasMessage(
                            "couch@127.0.0.1: dialled over TCP, and answered with a TLS alert (bytes 15 03): it listens for TLS"
                                    + " only. Reach it over TLS: with -proto_dist couch take its name out of no_tls. If it is a couch"
                                    + " node that lists this node under no_tls, couch@127.0.0.1 will dial us over TCP, but can itself"
                                    + " be dialled over TCP only when its own name is listed there, too");

            assertThat(couch.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pong");
            assertThat(search.peers()).extracting(PeerInfo::carrier).containsExactly("tcp");
        }
    }

    /** CouchDB's dev cluster: some nodes over TCP, and others, a remote shell among them, over TLS at the same time. */
    @ParameterizedTest
    @MethodSource(RELEASES)
    void holdsConnectionsOverBothCarriersAtOnce(int release) throws Exception {
        erlang.node("node2").release(release).start();
        tls("node1", release, certs.optionFile())
                .protoDist("couch")
                .args("-couch_dist", "no_tls", "node2@127.0.0.1")
                .start();
        ErlNode remsh =
                tls("remsh77", release, certs.optionFile()).args("-hidden").start();
        try (ErlangNode search = ourCouch("node2@127.0.0.1")) {
            for (String peer : List.of("node1@127.0.0.1", "node2@127.0.0.1"))
                assertThat(search.ping(peer, SOON)).isTrue();
            assertThat(remsh.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pong");

            assertThat(search.peers())
                    .extracting(peer -> peer.node() + " " + peer.carrier())
                    .containsExactlyInAnyOrder("node1@127.0.0.1 tls", "node2@127.0.0.1 tcp", "remsh77@127.0.0.1 tls");
        }
    }

    /** An option file of a certificate of the cluster's CA for these hosts. */
    private static Path optionFile(String name, List<String> hosts, String server, String client) throws IOException {
        Path folder = Files.createDirectories(dir.resolve(name));
        IssuedCertificate issued = CertificateAuthority.read(certs.caCert(), certs.caKey(), Optional.empty())
                .issue(CertificateRequest.forHosts(hosts, KeyKind.EC_P256, Duration.ofDays(9)));
        Path pem = Files.writeString(folder.resolve("node.pem"), issued.keyPem() + issued.certificatePem());
        String common =
                "{certfile, \"%s\"}, {cacertfile, \"%s\"}, {verify, verify_peer}".formatted(pem, certs.caCert());
        return Files.writeString(
                folder.resolve("dist.conf"),
                "[{server, [%s, {fail_if_no_peer_cert, true}%s]}, {client, [%1$s%3$s]}]."
                        .formatted(common, server, client));
    }

    /** Of OTP's verify functions we know both; each looks for the peer's host in its certificate. */
    @ParameterizedTest
    @MethodSource(RELEASES)
    void looksForHostsInCertificatesWhereTheFileNamesOtpsFunctions(int release) throws Exception {
        List<String> here = List.of("127.0.0.1");
        ErlNode right = tls("right", release, optionFile("right", here, "", "")).start();
        ErlNode wrong = tls("wrong", release, optionFile("wrong", List.of("db9.example"), "", ""))
                .start();
        Path ours = optionFile(
                "ours",
                here,
                ", {verify_fun, {inet_tls_dist, verify_client, []}}",
                ", {verify_fun, {fun inet_tls_dist:verify_server/3, []}}");
        try (ErlangNode search = ours("-proto_dist inet_tls -ssl_dist_optfile " + ours)) {
            var events = ErlCase.events(search);
            assertThat(right.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pong");
            assertThat(wrong.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pang");
            NodeEvent.Refused refused = events.next(NodeEvent.Refused.class);
            assertThat(refused.claimed().orElseThrow()).hasToString("wrong@127.0.0.1");
            assertThat(refused.reason()).contains("not_allowed");
            assertThatThrownBy(() -> search.connect("wrong@127.0.0.1"))
                    .hasMessageContaining("its certificate is for db9.example, and not for 127.0.0.1");
        }
    }
}
