package io.settee;

import static io.settee.support.ErlCase.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.carrier.IdentityBinding;
import io.settee.certs.CertificateMaker;
import io.settee.config.VmArgs;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.support.ErlCase;
import io.settee.support.VmArgsNode;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlReleases;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Set-ups as people have them: real nodes and ours start from the same files (src/test/resources/seeds) and join. */
class SeedsErlIT {
    private static final Path SEEDS = Path.of("src/test/resources/seeds");

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    Path dir;

    static Stream<Arguments> seedsAndReleases() {
        return Stream.of("couch", "inet_tls", "mongooseim", "reign", "otp_guide", "inet6_tls", "inet6_tcp")
                .flatMap(seed -> ErlReleases.current().stream().map(release -> Arguments.of(seed, release)));
    }

    /** Writes the files of a seed and the certificates they name; returns its vm.args. */
    private Path plant(String seed, String host) throws IOException {
        // A certificate as reign makes it names the node, and the host beside it for OTP.
        CertificateMaker.writeCluster(
                dir,
                List.of(host),
                CertificateMaker.Options.builder().commonName("node").build());
        try (Stream<Path> files = Files.list(SEEDS.resolve(seed))) {
            for (Path file : files.toList()) {
                String text = Files.readString(file).replace("@DIR@", dir.toString());
                // The test talks to the node through its standard input.
                Files.writeString(dir.resolve(file.getFileName()), text.replace(" -noinput", ""));
            }
        }
        return dir.resolve("vm.args");
    }

    private static VmArgs ours(Path vmArgs, String host) {
        return VmArgs.read(vmArgs, environment(host));
    }

    private static Map<String, String> environment(String host) {
        return Map.of("ERL_AFLAGS", "-name search@" + host, "ERL_EPMD_PORT", Integer.toString(erlang.epmdPort()));
    }

    /** Returns when both sides know. */
    private static void disconnect(ErlangNode search, ErlNode erl, String host) throws InterruptedException {
        erl.eval("erlang:monitor_node('search@" + host + "', true)");
        search.disconnect("node@" + host);
        assertThat(erl.eval("receive {nodedown, Down} -> Down after 5000 -> timeout end"))
                .isEqualTo("'search@" + host + "'");
    }

    @ParameterizedTest
    @MethodSource("seedsAndReleases")
    void joinsNodesThatAreStartedFromTheSameFiles(String seed, int release) throws Exception {
        String host = seed.startsWith("inet6") ? "::1" : "127.0.0.1";
        Path vmArgs = plant(seed, host);
        String node = "node@" + host;
        ErlNode erl =
                erlang.node("node").host(host).release(release).argsFile(vmArgs).start();
        assertThat(erl.eval("node()")).isEqualTo("'" + node + "'");
        try (ErlangNode search = ErlangNode.fromVmArgs(ours(vmArgs, host)).start()) {
            assertThat(search.ping(node, SOON)).isTrue();
            assertThat(search.peers())
                    .extracting(PeerInfo::carrier)
                    .containsExactly(seed.equals("inet6_tcp") ? "tcp" : "tls");
            assertThat(erl.eval("net_adm:ping('search@" + host + "')")).isEqualTo("pong");
            disconnect(search, erl, host);
            assertThat(erl.eval("net_adm:ping('search@" + host + "')"))
                    .isEqualTo(canDial(seed, release) ? "pong" : "pang");
        }
    }

    private static boolean canDial(String seed, int release) {
        return switch (seed) {
            // Without a CA clients of OTP 26 and newer connect to nobody, their own kind included.
            case "otp_guide" -> release < 26;
            // OpenSSL serves OTP 29, which speaks TLS 1.3, and minds no literals. For the others see
            // isDialledByItsIpv6AddressWhereTheJvmLooksAtNoServerNames.
            case "inet6_tls" -> release >= 29;
            default -> true;
        };
    }

    /** OTP names the literal as SNI, which RFC 6066 forbids. JSSE refuses the whole ClientHello for it, unless it is not to look at names at all. */
    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void isDialledByItsIpv6AddressWhereTheJvmLooksAtNoServerNames(int release) throws Exception {
        Path vmArgs = plant("inet6_tls", "::1");
        ErlNode erl = erlang.node("node")
                .host("::1")
                .release(release)
                .argsFile(vmArgs)
                .start();
        try (VmArgsNode search = VmArgsNode.start(
                vmArgs, environment("::1"), List.of("-Djdk.tls.server.disableExtensions=server_name"))) {
            assertThat(erl.eval("net_adm:ping('search@::1')")).as("%s", search).isEqualTo("pong");
        }
    }

    /** The certificate is that of node@…: another BEAM node that shows it is refused, and so is one of that name that we dial. */
    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void bindsNamesToCertificatesAsReignDoes(int release) throws Exception {
        Path vmArgs = plant("reign", "127.0.0.1");
        ErlNode good = erlang.node("node").release(release).argsFile(vmArgs).start();
        Path theirs = Files.writeString(
                dir.resolve("thief.args"), Files.readString(vmArgs).replace("-name node@", "-name thief@"));
        ErlNode thief = erlang.node("thief").release(release).argsFile(theirs).start();
        try (ErlangNode search = ErlangNode.fromVmArgs(ours(vmArgs, "127.0.0.1"))
                .identityBinding(IdentityBinding.NODE)
                .start()) {
            var events = ErlCase.events(search);
            assertThat(good.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pong");
            disconnect(search, good, "127.0.0.1");
            assertThat(search.ping("node@127.0.0.1", SOON)).isTrue();

            assertThat(thief.eval("net_adm:ping('search@127.0.0.1')")).isEqualTo("pang");
            assertThat(events.next(NodeEvent.Refused.class).claimed().orElseThrow())
                    .hasToString("thief@127.0.0.1");
            assertThatThrownBy(() -> search.connect("thief@127.0.0.1"))
                    .hasMessageContaining("its certificate must name thief@127.0.0.1 or thief")
                    .hasMessageContaining("CN=node");
        }
    }
}
