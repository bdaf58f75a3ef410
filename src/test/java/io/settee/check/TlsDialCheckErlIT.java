package io.settee.check;

import static io.settee.check.Setup.ME;
import static io.settee.check.Setup.couch;
import static io.settee.check.Setup.dial;
import static io.settee.check.Setup.inetTls;
import static io.settee.check.Setup.tls;
import static io.settee.check.Step.PROTOCOL;
import static io.settee.check.Step.TLS;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.certs.AuthorityFolder;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.RevocationList;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Peers that are not reached over TLS, or only by others, each with what a checkup must say of it. */
class TlsDialCheckErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static Certificates files;
    private static Path good;
    private static Path revoked;
    private static Path looking;

    @BeforeAll
    static void startTargets() throws Exception {
        files = new Certificates(dir);
        good = files.conf("good", r -> r);
        erlang.node("plain").release(27).start();
        for (int release : List.of(25, 27, 29)) tls("tls" + release, release, good);
        tls("expired", 29, files.conf("expired", Certificates::expired));
        tls("elsewhere", 27, files.conf("elsewhere", r -> r.withHosts(List.of("db9.example"))));
        IssuedCertificate foreign = files.issueBy(Certificates.ca("Another CA"));
        tls("foreign", 25, files.conf("foreign", foreign.keyPem() + foreign.certificatePem()));
        tls("deep", 27, files.conf("deep", files.deep()));
        looking = dir.resolve("looking").resolve("looking@127.0.0.1").resolve("couch_dist.conf");
        revoked = startLooking();
        tls("revoked", 29, revoked);
    }

    private static ErlNode tls(String name, int release, Path conf) {
        return erlang.node(name).release(release).tls(conf).start();
    }

    /** A target that looks into a revocation list, which names the certificate that we then use. */
    private static Path startLooking() {
        Path folder = dir.resolve("looking");
        AuthorityFolder ca = CertificateMaker.writeAuthority(folder, CertificateMaker.Options.DEFAULT);
        ca.revoke(List.of(), RevocationList.Reason.UNSPECIFIED, Duration.ofDays(9));
        List<CertificateFolder> made = CertificateMaker.writeNodes(
                folder, List.of("looking@127.0.0.1", "revoked@127.0.0.1"), CertificateMaker.Options.DEFAULT);
        ca.revoke(List.of(made.getLast().cert()), RevocationList.Reason.KEY_COMPROMISE, Duration.ofDays(9));
        tls("looking", 27, looking);
        String own = "{cacertfile, \"" + made.getLast().caCert() + "\"}, {certfile, \""
                + made.getLast().keyAndCert() + "\"}";
        return files.write("revoked.conf", "[{server, [" + own + "]}, {client, [" + own + "]}].");
    }

    static Stream<Setup> peers() {
        String own = files.pem("good");
        String nobody = "{cacertfile, \"" + files.path("ca.pem") + "\"}, {verify, verify_peer}";
        return Stream.of(
                dial(
                        "TLS 1.3 only against 25's default",
                        inetTls(files.conf("13", own, ", {versions, ['tlsv1.3']}")),
                        "tls25@127.0.0.1",
                        TLS,
                        "no TLS version in common"),
                dial(
                        "plain against TLS",
                        ME,
                        "tls29@127.0.0.1",
                        PROTOCOL,
                        "it listens for TLS only, and these settings dial it over plain TCP"),
                dial(
                        "TLS against plain",
                        inetTls(good),
                        "plain@127.0.0.1",
                        PROTOCOL,
                        "it listens for plain TCP only, and these settings dial it over TLS"),
                dial(
                        "no_tls for a peer that speaks TLS",
                        couch("-couch_dist no_tls '\"tls*@*\"'", good),
                        "tls27@127.0.0.1",
                        PROTOCOL,
                        "it listens for TLS only"),
                dial(
                        "no certificate for a peer that wants one",
                        inetTls(files.write(
                                "nobody.conf",
                                "[{server, [" + nobody + ", " + own + "]}, {client, [" + nobody + "]}].")),
                        "tls27@127.0.0.1",
                        TLS,
                        "it demands a certificate of its clients"),
                dial(
                        "our CA unknown to the peer",
                        inetTls(files.conf("foreign", files.pem("foreign"), "")),
                        "tls29@127.0.0.1",
                        TLS,
                        "it does not know the CA of our certificate"),
                dial(
                        "our certificate may not dial",
                        inetTls(files.conf("server", r -> r.withRoles(true, false))),
                        "tls27@127.0.0.1",
                        TLS,
                        "extendedKeyUsage lacks clientAuth"),
                dial("our certificate is revoked", inetTls(revoked), "looking@127.0.0.1", TLS, "was revoked"),
                dial("the peer's certificate is revoked", inetTls(looking), "revoked@127.0.0.1", TLS, "was revoked"),
                dial("the peer's certificate has expired", inetTls(good), "expired@127.0.0.1", TLS, "It has expired"),
                dial(
                        "the peer's certificate is for another host",
                        inetTls(good),
                        "elsewhere@127.0.0.1",
                        TLS,
                        "its certificate is for db9.example, and not for 127.0.0.1"),
                dial(
                        "the peer's CA unknown to us",
                        inetTls(good),
                        "foreign@127.0.0.1",
                        TLS,
                        "was issued by a CA that we do not know, CN=Another CA"),
                dial(
                        "the peer's CA too deep",
                        inetTls(files.conf("shallow", own, ", {depth, 1}")),
                        "deep@127.0.0.1",
                        TLS,
                        "comes with 2 intermediate certificates; the option depth allows 1"));
    }

    /** 25 shows its certificate on TLS 1.2, and lets nobody see it through who shows none. */
    @Test
    void showsThePeersCertificateToANodeWhoseOwnStandsAmongSeveral() throws Exception {
        String own = "{cacertfile, \"" + files.path("ca.pem")
                + "\"}, {verify, verify_peer}, {certs_keys, [#{certfile => \"" + files.path("good.pem") + "\"}]}";
        Path conf = files.write("several.conf", "[{server, [" + own + "]}, {client, [" + own + "]}].");
        Report report = Setup.check(dir, erlang.epmdPort(), inetTls(conf), "foreign@127.0.0.1", Map.of());
        assertThat(report.findings())
                .as("%s", report)
                .extracting(Finding::what)
                .anyMatch(what -> what.contains("certificate 1 of its chain is of"));
    }

    @ParameterizedTest
    @MethodSource("peers")
    void namesTheCause(Setup setup) throws Exception {
        setup.isSeenThrough(dir, erlang.epmdPort());
    }
}
