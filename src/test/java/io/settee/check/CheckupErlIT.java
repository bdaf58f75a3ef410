package io.settee.check;

import static io.settee.check.Step.CARRIER;
import static io.settee.check.Step.COOKIE;
import static io.settee.check.Step.EPMD;
import static io.settee.check.Step.HANDSHAKE;
import static io.settee.check.Step.NAME;
import static io.settee.check.Step.PROTOCOL;
import static io.settee.check.Step.RESOLVE;
import static io.settee.check.Step.SETTINGS;
import static io.settee.check.Step.TCP;
import static io.settee.check.Step.TLS;
import static io.settee.check.Step.TLS_FILES;
import static io.settee.check.Verdict.NOTE;
import static io.settee.check.Verdict.WARNING;
import static io.settee.check.Verdict.WRONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.certs.AuthorityFolder;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.certs.IssuedCertificate;
import io.settee.certs.RevocationList;
import io.settee.identity.NodeName;
import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Set-ups that do not work, each with what a checkup must say of it, against real nodes where there is somebody to dial. */
class CheckupErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static final String ME = "-name me@127.0.0.1 -setcookie settee-testkit ";
    private static final String COOKIE_ONLY = "-setcookie settee-testkit ";

    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    /**
     * A set-up and the finding that names its mistake.
     *
     * @param args the vm.args
     * @param dial the peer to dial; empty for settings that are wrong by themselves
     * @param what a part of the finding's sentence
     */
    record Setup(
            String title, String args, String dial, Map<String, String> env, Step step, Verdict verdict, String what) {
        Setup in(String variable, String value) {
            return new Setup(title, args, dial, Map.of(variable, value), step, verdict, what);
        }

        @Override
        public String toString() {
            return title;
        }
    }

    private static Setup wrong(String title, String args, Step step, String what) {
        return new Setup(title, args, "", Map.of(), step, WRONG, what);
    }

    private static Setup warned(String title, String args, Step step, String what) {
        return new Setup(title, args, "", Map.of(), step, WARNING, what);
    }

    private static Setup noted(String title, String args, Step step, String what) {
        return new Setup(title, args, "", Map.of(), step, NOTE, what);
    }

    private static Setup dial(String title, String args, String peer, Step step, String what) {
        return new Setup(title, args, peer, Map.of(), step, WRONG, what);
    }

    private static Certificates files;
    private static Path good;
    private static Path revoked;
    private static Path looking;
    private static int unanswered;
    private static int silent;
    private static int web;
    private static int free;

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
        startStrangers();
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

    /** Ports where no Erlang node is. */
    private static void startStrangers() throws IOException {
        // Its queue is full after this, and the kernel drops what else comes, as a firewall does.
        var full = listener(1);
        unanswered = full.getLocalPort();
        for (int i = 0; i < 4; i++) {
            var waiting = new Socket();
            OPEN.add(waiting);
            Thread.ofVirtual().start(() -> {
                try {
                    waiting.connect(full.getLocalSocketAddress());
                } catch (IOException e) {
                    // It waits until the test is over.
                    return;
                }
            });
        }
        silent = listener(50).getLocalPort();
        web = listener(50, "HTTP/1.1 400 Bad Request\r\n\r\n").getLocalPort();
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
    }

    private static ServerSocket listener(int backlog) throws IOException {
        var socket = new ServerSocket();
        OPEN.add(socket);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), backlog);
        return socket;
    }

    private static ServerSocket listener(int backlog, String answer) throws IOException {
        ServerSocket socket = listener(backlog);
        Thread.ofVirtual().start(() -> {
            while (!socket.isClosed()) answerOne(socket, answer);
        });
        return socket;
    }

    private static void answerOne(ServerSocket socket, String answer) {
        try (Socket peer = socket.accept()) {
            assertThat(peer.getInputStream().read()).isNotNegative();
            peer.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // The test is over, or this client is gone.
            return;
        }
    }

    @AfterAll
    static void closeStrangers() throws Exception {
        for (AutoCloseable open : OPEN) open.close();
    }

    private static String tls(Path conf) {
        return " -proto_dist inet_tls -ssl_dist_optfile " + conf;
    }

    private static String inetTls(Path conf) {
        return ME + tls(conf);
    }

    private static String couch(String patterns) {
        return ME + " -proto_dist couch " + patterns + " -ssl_dist_optfile " + good;
    }

    static Stream<Setup> setups() throws IOException {
        return Stream.of(settings(), certificates(), tlsWithPeers(), ways()).flatMap(s -> s);
    }

    private static Stream<Setup> settings() throws IOException {
        Path readable = Files.createDirectories(dir.resolve("home-readable"));
        Path cookie = Files.writeString(readable.resolve(".erlang.cookie"), "settee-testkit");
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("rw-r--r--"));
        String noCookie = "-name me@127.0.0.1";
        return Stream.of(
                wrong(
                        "a carrier that there is not",
                        ME + "-proto_dist inet_tsl",
                        SETTINGS,
                        "-proto_dist inet_tsl is not known"),
                wrong("TLS without certificates", ME + "-proto_dist inet_tls", SETTINGS, "no certificates are named"),
                wrong(
                        "two values of no_tls",
                        couch("-couch_dist no_tls a b"),
                        SETTINGS,
                        "one pattern is needed, and 2 are given"),
                warned(
                        "no_tls with too few quotes",
                        couch("-couch_dist no_tls \"clouseau@*\""),
                        SETTINGS,
                        "a couch node takes this for the very name clouseau@*"),
                warned(
                        "the node itself under no_tls",
                        couch("-couch_dist no_tls me@127.0.0.1"),
                        CARRIER,
                        "listens for plain TCP alone"),
                new Setup(
                        "a peer under no_tls that may not dial",
                        couch("-couch_dist no_tls plain@127.0.0.1"),
                        "plain@127.0.0.1",
                        Map.of(),
                        CARRIER,
                        NOTE,
                        "plain@127.0.0.1 cannot dial it"),
                new Setup(
                        "a dot that is any character to couch",
                        couch(
                                "-couch_dist no_tls '\"plain@127.0.0?1\"' -couch_dist no_tls '\"tls25@127.0a0.1\"' -couch_dist no_tls '\"tls2.@127.0.0.1\"'"),
                        "tls25@127.0.0.1",
                        Map.of(),
                        CARRIER,
                        WARNING,
                        "would reach tls25@127.0.0.1 over TCP"),
                noted("couch without couch_dist.beam", couch(""), CARRIER, "Protocol 'couch': not supported"),
                noted(
                        "flags on two lines, for scripts",
                        ME + "\n-proto_dist inet_tls\n-ssl_dist_optfile " + good,
                        SETTINGS,
                        "are on two lines"),
                wrong(
                        "a variable that is not set",
                        ME + "-kernel net_ticktime ${NO_SUCH_VARIABLE}",
                        SETTINGS,
                        "NO_SUCH_VARIABLE is not set"),
                wrong(
                        "a quote that is not closed",
                        "-name me@127.0.0.1 -setcookie 'monster",
                        SETTINGS,
                        "is not closed"),
                wrong("two cookies", ME + "-setcookie other", SETTINGS, "-setcookie for the second time"),
                warned("two carriers", ME + "-proto_dist inet_tcp -proto_dist inet_tls", SETTINGS, "is ignored"),
                warned("a cookie file that others can read", noCookie, SETTINGS, "a BEAM refuses to start")
                        .in("HOME", readable.toString()),
                wrong("no cookie at all", noCookie, SETTINGS, "there is no -setcookie")
                        .in("HOME", dir.resolve("nobody").toString()),
                warned("no name", COOKIE_ONLY, NAME, "there is no -name and no -sname"),
                wrong(
                        "a short name with a dot",
                        COOKIE_ONLY + "-sname me@127.0.0.1",
                        SETTINGS,
                        "the host of a short name has no dots"),
                warned(
                        "the name of another node",
                        COOKIE_ONLY + "-name plain@127.0.0.1",
                        NAME,
                        "the name 'plain' is taken"),
                warned(
                        "a host of another machine",
                        COOKIE_ONLY + "-name me@192.0.2.1",
                        NAME,
                        "is no address of this machine"),
                warned(
                        "a host that nobody knows",
                        COOKIE_ONLY + "-name me@no-such-host.invalid",
                        NAME,
                        "cannot be resolved"),
                warned(
                        "a listener where its name does not lead",
                        ME + "-kernel inet_dist_use_interface '{127,0,0,2}'",
                        NAME,
                        "this node listens at 127.0.0.2 only, and its name leads to 127.0.0.1"),
                warned("other flags in the environment", ME + "-proto_dist inet_tcp", SETTINGS, "is ignored")
                        .in("ERL_FLAGS", "-proto_dist inet_tls"),
                warned(
                        "a path that counts from somewhere",
                        inetTls(Path.of("").toAbsolutePath().relativize(good)),
                        SETTINGS,
                        "relative paths count from the folder in which the node is started"),
                wrong("no EPMD, and none to be started", ME + "-start_epmd false", EPMD, "no EPMD answers")
                        .in("ERL_EPMD_PORT", "" + free));
    }

    private static Stream<Setup> certificates() {
        IssuedCertificate other = files.issue(r -> r);
        files.write("other-key.pem", other.keyPem());
        files.write("locked.pem", other.keyPem("sesame") + other.certificatePem());
        Path open = files.write("open.pem", other.keyPem() + other.certificatePem());
        try {
            Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        IssuedCertificate foreign = files.issueBy(Certificates.ca("Another CA"));
        String own = files.pem("good");
        return Stream.of(
                wrong(
                        "a missing option file",
                        inetTls(files.path("missing.conf")),
                        SETTINGS,
                        "missing.conf: no such file"),
                wrong(
                        "an option file that is none",
                        inetTls(files.write("broken.conf", "[{server, [}].")),
                        SETTINGS,
                        "broken.conf line 1, column 12"),
                wrong(
                        "an option that there is not",
                        inetTls(files.conf("typo", own, ", {certfle, \"x\"}")),
                        SETTINGS,
                        "option certfle"),
                wrong(
                        "a missing certificate",
                        inetTls(files.conf("nocert", files.pem("nowhere"), "")),
                        TLS_FILES,
                        "nowhere.pem: no such file"),
                wrong(
                        "a wrong password",
                        inetTls(files.conf("pass", files.pem("locked"), ", {password, \"simsalabim\"}")),
                        TLS_FILES,
                        "the password given does not open the private key"),
                wrong(
                        "no password",
                        inetTls(files.conf("nopass", files.pem("locked"), "")),
                        TLS_FILES,
                        "the private key is encrypted"),
                wrong(
                        "the key of another certificate",
                        inetTls(files.conf("mixed", own, ", {keyfile, \"" + files.path("other-key.pem") + "\"}")),
                        TLS_FILES,
                        "does not belong to the certificate"),
                wrong(
                        "an expired certificate",
                        inetTls(files.conf("old", Certificates::expired)),
                        TLS_FILES,
                        "expired at"),
                warned(
                        "a certificate for another host",
                        inetTls(files.conf("host", r -> r.withHosts(List.of("db9.example")))),
                        TLS_FILES,
                        "does not name 127.0.0.1 but DNS [db9.example]"),
                warned(
                        "a wildcard",
                        COOKIE_ONLY + "-name me@db1.example"
                                + tls(files.conf("wild", r -> r.withHosts(List.of("*.example")))),
                        TLS_FILES,
                        "wildcards count for nothing"),
                warned(
                        "an address as DNS name only, for 26 and newer",
                        inetTls(dnsOnly()),
                        TLS_FILES,
                        "nodes of OTP 26 and newer do not accept it"),
                warned(
                        "an address as IP address only, for 25 and older",
                        inetTls(addressOnly()),
                        TLS_FILES,
                        "nodes of OTP 25 and older do not accept it"),
                warned(
                        "a certificate that may not dial",
                        inetTls(files.conf("server", r -> r.withRoles(true, false))),
                        TLS_FILES,
                        "lacks clientAuth"),
                warned(
                        "a certificate that may not accept",
                        inetTls(files.conf("client", r -> r.withRoles(false, true))),
                        TLS_FILES,
                        "lacks serverAuth"),
                warned(
                        "a certificate of another CA",
                        inetTls(files.conf("alien", foreign.keyPem() + foreign.certificatePem())),
                        TLS_FILES,
                        "was not issued by a CA in"),
                warned(
                        "a key that everybody can read",
                        inetTls(files.conf("open", files.pem("open"), "")),
                        TLS_FILES,
                        "every user of this machine can read the private key"),
                warned(
                        "fail_if_no_peer_cert in the client's options",
                        inetTls(files.conf("49", own, own + ", {fail_if_no_peer_cert, true}", "verify_peer")),
                        TLS_FILES,
                        "refuses all client options"),
                warned(
                        "nobody verified",
                        inetTls(files.conf("none", own, own, "verify_none")),
                        TLS_FILES,
                        "only the cookie tells who the peer is"),
                warned(
                        "hosts not checked",
                        inetTls(files.conf("sni", own, own + ", {server_name_indication, disable}", "verify_peer")),
                        TLS_FILES,
                        "may pose as any other"),
                warned(
                        "TLS 1.3 only",
                        inetTls(files.conf("13", own, ", {versions, ['tlsv1.3']}")),
                        TLS_FILES,
                        "have no version in common with this one"),
                noted(
                        "a default that was another one",
                        inetTls(files.write("default.conf", defaults())),
                        TLS_FILES,
                        "as since OTP 26"));
    }

    /** As CouchDB's own script makes it. */
    private static Path dnsOnly() {
        return files.conf("dns", Certificates.selfSigned(GeneralName.dNSName));
    }

    private static Path addressOnly() {
        return files.conf("address", Certificates.selfSigned(GeneralName.iPAddress));
    }

    private static String defaults() {
        String own = "{cacertfile, \"" + files.path("ca.pem") + "\"}, " + files.pem("good");
        return "[{server, [" + own + "]}, {client, [" + own + "]}].";
    }

    private static Stream<Setup> tlsWithPeers() {
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
                        couch("-couch_dist no_tls '\"tls*@*\"'"),
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

    private static Stream<Setup> ways() {
        return Stream.of(
                dial(
                        "a wrong cookie",
                        "-name me@127.0.0.1 -setcookie wrong",
                        "plain@127.0.0.1",
                        COOKIE,
                        "cookie mismatch (ours is from"),
                dial(
                        "a wrong cookie over TLS",
                        "-name me@127.0.0.1 -setcookie wrong" + tls(good),
                        "tls29@127.0.0.1",
                        COOKIE,
                        "cookie mismatch (ours is from"),
                dial(
                        "another host in the name",
                        ME,
                        "plain@127.0.1",
                        HANDSHAKE,
                        "we dialled plain@127.0.1, and 'plain@127.0.0.1' is there"),
                dial(
                        "a short name against a long one",
                        COOKIE_ONLY + "-sname me@localhost",
                        "plain@127.0.0.1",
                        NAME,
                        "BEAM nodes of the two kinds refuse each other"),
                dial(
                        "IPv6 for a host that has none",
                        ME + "-proto_dist inet6_tcp",
                        "plain@127.0.0.1",
                        RESOLVE,
                        "has no IPv6 address, and this node speaks IPv6"),
                dial(
                        "a host that does not exist",
                        ME,
                        "plain@no-such-host.invalid",
                        RESOLVE,
                        "no-such-host.invalid, cannot be resolved"),
                dial("a node that does not exist", ME, "plane@127.0.0.1", EPMD, "knows no node 'plane'; it knows: "),
                dial("no EPMD", ME, "plain@127.0.0.1", EPMD, "no EPMD answers").in("ERL_EPMD_PORT", "" + free),
                dial("no EPMD but a web server", ME, "plain@127.0.0.1", EPMD, "is no EPMD")
                        .in("ERL_EPMD_PORT", "" + web),
                dial("an EPMD that says nothing", ME, "plain@127.0.0.1", EPMD, "gave no answer in")
                        .in("ERL_EPMD_PORT", "" + silent),
                dial(
                        "a node that is gone",
                        ME + "-erl_epmd_port " + free,
                        "plain@127.0.0.1",
                        TCP,
                        "connection refused"),
                dial(
                        "a firewall that drops",
                        ME + "-erl_epmd_port " + unanswered,
                        "plain@127.0.0.1",
                        TCP,
                        "does a firewall drop packets to this port?"),
                dial(
                        "a port that says nothing",
                        ME + "-erl_epmd_port " + silent,
                        "plain@127.0.0.1",
                        PROTOCOL,
                        "accepts connections and says nothing"),
                dial(
                        "a web server",
                        ME + "-erl_epmd_port " + web,
                        "plain@127.0.0.1",
                        PROTOCOL,
                        "HTTP came instead of a handshake"));
    }

    private static Report check(String args, String dial, Map<String, String> env) throws Exception {
        Path vmArgs = Files.writeString(dir.resolve("vm.args"), "-kernel net_setuptime 2\n" + args + "\n");
        var environment = new HashMap<>(Map.of("ERL_EPMD_PORT", "" + erlang.epmdPort()));
        environment.putAll(env);
        Path home = Path.of(environment.getOrDefault("HOME", dir.toString()));
        List<NodeName> peers = Optional.of(dial).filter(d -> !d.isEmpty()).map(NodeName::of).stream()
                .toList();
        return new Checkup(vmArgs, environment, home, List.of(), peers).run();
    }

    @ParameterizedTest
    @MethodSource("setups")
    void namesTheCause(Setup setup) throws Exception {
        Report report = check(setup.args(), setup.dial(), setup.env());

        assertThat(report.findings()).as("%s", report).anySatisfy(finding -> {
            assertThat(finding.step()).isEqualTo(setup.step());
            assertThat(finding.verdict()).isEqualTo(setup.verdict());
            assertThat(finding.what()).contains(setup.what());
        });
        if (setup.verdict() == WRONG) assertThat(report.failedAt()).contains(setup.step());
        else if (setup.dial().isEmpty())
            assertThat(report.worst()).as("%s", report).isLessThanOrEqualTo(WARNING);
    }

    private static Report checkWhatWorks(String target) throws Exception {
        Report report = check(couch("-couch_dist no_tls plain@127.0.0.1"), target, Map.of());
        assertThat(report.worst()).as("%s", report).isEqualTo(NOTE);
        assertThat(report.findings())
                .extracting(Finding::step)
                .contains(RESOLVE, EPMD, TCP, PROTOCOL, HANDSHAKE, Step.FLAGS, COOKIE);
        return report;
    }

    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#current")
    void tellsWhatTlsAgreedOnWithWhatWorks(int release) throws Exception {
        String target = "tls" + release + "@127.0.0.1";
        Report report = checkWhatWorks(target);

        assertThat(report.findings())
                .filteredOn(finding -> finding.step() == TLS)
                .extracting(Finding::what)
                .anyMatch(what -> what.startsWith(target + ": TLSv1." + (release >= 29 ? "3" : "2") + " with TLS_"))
                .anyMatch(what -> what.contains("is of CN=127.0.0.1, for DNS [127.0.0.1, localhost], IP [127.0.0.1],"))
                .anyMatch(what -> what.contains("certificate 2 of its chain is of CN=Example CA"));
        assertThat(report.facts())
                .contains(new Fact("peer", target, "tls", "named"))
                .contains(new Fact("tls server", "verify", "verify_peer", files.path("good.conf") + " line 1"))
                .anySatisfy(fact -> assertThat(fact.origin()).isEqualTo("known to EPMD here"));
    }

    @Test
    void findsNothingWrongInPlain() throws Exception {
        Report report = checkWhatWorks("plain@127.0.0.1");

        assertThat(report.findings()).extracting(Finding::step).doesNotContain(TLS);
        assertThat(report.facts()).contains(new Fact("peer", "plain@127.0.0.1", "tcp", "named"));
    }
}
