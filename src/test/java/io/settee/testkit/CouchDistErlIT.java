package io.settee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.certs.CertificateMaker;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The carrier {@code couch} of the test cluster decides as CouchDB's does, its slips included. */
class CouchDistErlIT {
    private static final String RELEASES = "io.settee.testkit.ErlReleases#current";

    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path folder;

    private static Path optfile = Path.of("");

    @BeforeAll
    static void makeCertificates() {
        optfile = CertificateMaker.writeCluster(folder, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT)
                .optionFile();
    }

    private static ErlNodeBuilder couch(int release, String... arguments) {
        return erlang.node("couch")
                .release(release)
                .tls(optfile)
                .protoDist("couch")
                .args(arguments);
    }

    /** The protocol by which a node is connected to another. */
    private static String protocol(ErlNode node, String peer) {
        return node.eval("element(4, element(2, net_kernel:node_info('%s', address)))".formatted(peer));
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void picksTheCarrierByThePeersNameWhenDialling(int release) {
        erlang.node("plain").release(release).start();
        erlang.node("secure").release(release).tls(optfile).start();
        ErlNode couch = couch(release, "-couch_dist", "no_tls", "\"pl?in@*\"").start();

        assertThat(couch.eval("[net_adm:ping(N) || N <- ['plain@127.0.0.1', 'secure@127.0.0.1']]"))
                .isEqualTo("[pong,pong]");
        assertThat(protocol(couch, "plain@127.0.0.1")).isEqualTo("tcp");
        assertThat(protocol(couch, "secure@127.0.0.1")).isEqualTo("tls");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void picksItsListenerByItsOwnName(int release) {
        ErlNode plain = erlang.node("plain").release(release).start();
        ErlNode secure = erlang.node("secure").release(release).tls(optfile).start();
        ErlNode couch =
                couch(release, "-couch_dist", "no_tls", "plain@127.0.0.1").start();

        assertThat(plain.eval("net_adm:ping('couch@127.0.0.1')")).isEqualTo("pang");
        assertThat(secure.eval("net_adm:ping('couch@127.0.0.1')")).isEqualTo("pong");

        couch.stop();
        couch(release, "-couch_dist", "no_tls", "couch@127.0.0.1").start();
        assertThat(plain.eval("net_adm:ping('couch@127.0.0.1')")).isEqualTo("pong");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void readsPatternsAsCouchDbDoes(int release) {
        ErlNode couch = couch(
                        release, "-couch_dist", "no_tls", "\"clouseau@127.0.0.1\"", "-couch_dist", "no_tls", "a", "b")
                .start();

        // The dot is any character, and what has not exactly two words is ignored.
        assertThat(
                        couch.eval(
                                "[couch_dist:no_tls(N) || N <- [\"clouseau@127a0b0c1\", \"clouseau@127.0.0.12\", \"a\", \"b\"]]"))
                .isEqualTo("[true,false,false,false]");
    }

    @ParameterizedTest
    @MethodSource(RELEASES)
    void takesTlsForEverybodyUnlessTold(int release) {
        ErlNode couch = couch(release).start();
        assertThat(couch.eval("couch_dist:no_tls(\"any@127.0.0.1\")")).isEqualTo("false");
        couch.stop();

        ErlNode open = couch(release, "-couch_dist", "no_tls", "true").start();
        assertThat(open.eval("couch_dist:no_tls(\"any@127.0.0.1\")")).isEqualTo("true");
    }
}
