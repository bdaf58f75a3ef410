package io.settee.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.ErlangNodeBuilder;
import io.settee.certs.CertificateMaker;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdServer;
import io.settee.error.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of the TLS settings a command reads, and what it leaves to the peer to judge. */
class DialOnlyTest {
    private static final String PEER = "peer@127.0.0.1";

    @TempDir
    private Path dir;

    /** A folder with the certificates of a cluster. */
    private Path certificates(String name) throws IOException {
        Path folder = Files.createDirectory(dir.resolve(name));
        CertificateMaker.writeCluster(folder, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        return folder;
    }

    private static String role(String role, Path certs, String keyFile) {
        return "{" + role + ", [{certfile, \"" + certs.resolve("cert.pem") + "\"}, {keyfile, \""
                + certs.resolve(keyFile)
                + "\"}, {cacertfile, \"" + certs.resolve("ca-cert.pem") + "\"}, {verify, verify_peer}"
                + (role.equals("server") ? ", {fail_if_no_peer_cert, true}" : "") + "]}";
    }

    private String vmArgs(String name, Path certs, String serverKey, String clientKey, int epmd) throws IOException {
        Path options = Files.writeString(
                dir.resolve(name + ".conf"),
                "[" + role("server", certs, serverKey) + ", " + role("client", certs, clientKey) + "].");
        String text = "-name " + PEER + "\n-setcookie secret\n-proto_dist inet_tls -ssl_dist_optfile " + options
                + "\n-env ERL_EPMD_PORT " + epmd;
        return Files.writeString(dir.resolve(name), text).toString();
    }

    private static VmArgs read(String file) {
        return VmArgs.read(Path.of(file), Map.of());
    }

    @Test
    void needsTheFilesOfTheClientAloneAndLeavesAnotherKeyToThePeer() throws Exception {
        Path certs = certificates("ours");
        try (var epmd = EpmdServer.startOnLoopback(0)) {
            String good = vmArgs("vm.args", certs, "key.pem", "key.pem", epmd.port());
            String noServer = vmArgs("laptop.args", certs, "none.pem", "key.pem", epmd.port());
            try (var peer = ErlangNode.fromVmArgs(read(good))
                    .listen(InetAddress.getLoopbackAddress(), 0, 0)
                    .start()) {
                assertThat(peer.name()).hasToString(PEER);
                assertThat(CommandRun.of("ping", "--vm-args", noServer, PEER).status())
                        .isZero();

                Path other = certificates("others");
                Files.copy(other.resolve("key.pem"), certs.resolve("other.pem"));
                String wrong = vmArgs("wrong.args", certs, "key.pem", "other.pem", epmd.port());
                CommandRun refused = CommandRun.of("ping", "--vm-args", wrong, PEER);
                assertThat(refused.status()).isEqualTo(3);
                assertThat(refused.err()).contains("the private key does not belong to the certificate");
            }
            assertThatThrownBy(() -> read(noServer).carriers())
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("none.pem: no such file");
            ErlangNodeBuilder listening =
                    ErlangNode.named(PEER).diallingAs(read(good)).listen(InetAddress.getLoopbackAddress(), 0, 0);
            assertThatThrownBy(listening::start)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("reachingAs");
        }
    }
}
