package io.settee.check;

import static io.settee.check.Setup.COOKIE_ONLY;
import static io.settee.check.Setup.ME;
import static io.settee.check.Setup.couch;
import static io.settee.check.Setup.dial;
import static io.settee.check.Setup.tls;
import static io.settee.check.Step.COOKIE;
import static io.settee.check.Step.EPMD;
import static io.settee.check.Step.HANDSHAKE;
import static io.settee.check.Step.NAME;
import static io.settee.check.Step.PROTOCOL;
import static io.settee.check.Step.RESOLVE;
import static io.settee.check.Step.TCP;
import static io.settee.check.Step.TLS;
import static io.settee.check.Verdict.NOTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.testkit.ErlNode;
import io.settee.testkit.ErlangExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The way to a peer, step by step: where it ends, and what is told when it does not. */
class DialCheckErlIT {
    @RegisterExtension
    static final ErlangExtension erlang = new ErlangExtension();

    @TempDir
    static Path dir;

    private static Certificates files;
    private static Path good;
    private static Strangers strangers;

    @BeforeAll
    static void startTargets() throws Exception {
        files = new Certificates(dir);
        good = files.conf("good", r -> r);
        strangers = new Strangers();
        erlang.node("plain").release(27).start();
        for (int release : List.of(25, 27, 29))
            erlang.node("tls" + release).release(release).tls(good).start();
    }

    @AfterAll
    static void closeStrangers() throws Exception {
        strangers.close();
    }

    static Stream<Setup> ways() {
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
                dial("no EPMD", ME, "plain@127.0.0.1", EPMD, "no EPMD answers")
                        .in("ERL_EPMD_PORT", "" + strangers.free()),
                dial("no EPMD but a web server", ME, "plain@127.0.0.1", EPMD, "is no EPMD")
                        .in("ERL_EPMD_PORT", "" + strangers.web()),
                dial("an EPMD that says nothing", ME, "plain@127.0.0.1", EPMD, "gave no answer in")
                        .in("ERL_EPMD_PORT", "" + strangers.silent()),
                dial(
                        "a node that is gone",
                        ME + "-erl_epmd_port " + strangers.free(),
                        "plain@127.0.0.1",
                        TCP,
                        "connection refused"),
                dial(
                        "a firewall that drops",
                        ME + "-erl_epmd_port " + strangers.unanswered(),
                        "plain@127.0.0.1",
                        TCP,
                        "does a firewall drop packets to this port?"),
                dial(
                        "a port that says nothing",
                        ME + "-erl_epmd_port " + strangers.silent(),
                        "plain@127.0.0.1",
                        PROTOCOL,
                        "accepts connections and says nothing"),
                dial(
                        "a web server",
                        ME + "-erl_epmd_port " + strangers.web(),
                        "plain@127.0.0.1",
                        PROTOCOL,
                        "HTTP came instead of a handshake"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void namesTheCause(Setup setup) throws Exception {
        setup.isSeenThrough(dir, erlang.epmdPort());
    }

    private static Report checkWhatWorks(String target) throws Exception {
        Report report = Setup.check(
                dir, erlang.epmdPort(), couch("-couch_dist no_tls plain@127.0.0.1", good), target, Map.of());
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

    @Test
    void usesTheCookieThatIsGivenForThePeer() throws Exception {
        Report report = Setup.check(
                dir,
                erlang.epmdPort(),
                "-name me@127.0.0.1 -setcookie wrong -setcookie plain@127.0.0.1 settee-testkit",
                "plain@127.0.0.1",
                Map.of());
        assertThat(report.failedAt()).isEmpty();
        assertThat(report.facts())
                .contains(new Fact(
                        "node", "cookie for plain@127.0.0.1", "(not shown)", dir.resolve("vm.args") + " line 2"));
    }

    /** What a release cannot do is not offered by it, and the checkup says what that costs. */
    @ParameterizedTest
    @MethodSource("io.settee.testkit.ErlReleases#all")
    void tellsWhatBothCanDoAndWhatThePeerLacks(int release) throws Exception {
        String name = "able" + release;
        try (ErlNode able = erlang.node(name).release(release).start()) {
            Report report = Setup.check(dir, erlang.epmdPort(), ME, able.name().toString(), Map.of());

            List<String> told = report.findings().stream()
                    .filter(finding -> finding.step() == Step.FLAGS)
                    .map(Finding::what)
                    .toList();
            assertThat(told.getFirst())
                    .startsWith(able.name() + ": it can do all that is needed; agreed are ")
                    .contains("DIST_MONITOR, ", "FRAGMENTS, ", "HANDSHAKE_23")
                    .doesNotContain("PUBLISHED");
            List<String> lacking = told.stream()
                    .skip(1)
                    .map(what -> what.replaceFirst(".*: it lacks (\\w+): .*", "$1"))
                    .toList();
            assertThat(lacking)
                    .isEqualTo(
                            release >= 28
                                    ? List.of()
                                    : release >= 24
                                            ? List.of("ALTACT_SIG")
                                            : List.of("UNLINK_ID", "V4_NC", "ALIAS", "ALTACT_SIG"));
        }
    }
}
