package io.settee.audit;

import static io.settee.audit.Surveys.NOW;
import static io.settee.audit.Surveys.TLS;
import static io.settee.audit.Surveys.name;
import static io.settee.audit.Surveys.policy;
import static io.settee.audit.Surveys.sight;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.audit.Finding.Topic;
import io.settee.carrier.CouchPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said about clusters that are described, not measured. */
class AuditTest {
    private static final NodePolicy ALL_TLS = policy("inet_tls");
    private static final NodePolicy NO_TLS = policy("inet_tcp");

    private static List<String> lines(Audit audit) {
        return audit.findings().stream()
                .map(finding -> finding.severity() + " " + finding.topic() + " " + finding.what())
                .toList();
    }

    @Test
    void hasNothingToSayAgainstAClusterOverTls() {
        Audit audit = new Surveys()
                .node("a", ALL_TLS)
                .node("b", ALL_TLS)
                .tls("a", "b")
                .audit();
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.failed()).isFalse();
        assertThat(audit.answer()).isEqualTo("The only link is encrypted.");
    }

    @Test
    void takesAPlainLinkForAnErrorIfEitherEndIsToSpeakTls() {
        for (var ends : List.of(List.of(ALL_TLS, NO_TLS), List.of(NO_TLS, ALL_TLS))) {
            Audit audit = new Surveys()
                    .node("a", ends.getFirst())
                    .node("b", ends.getLast())
                    .plain("a", "b")
                    .audit();
            assertThat(audit.failed()).isTrue();
            assertThat(lines(audit))
                    .singleElement()
                    .asString()
                    .startsWith("error plain-link a@h – b@h: plain TCP, though ");
            assertThat(audit.wrong()).containsExactly(audit.survey().links().getFirst());
        }
    }

    @Test
    void allowsAPlainLinkThatAPatternNames() {
        Audit audit = new Surveys()
                .node("a", policy("couch", "b@h"))
                .node("b", NO_TLS)
                .plain("a", "b")
                .audit();
        assertThat(audit.failed()).isFalse();
        assertThat(lines(audit)).containsExactly("note plain-link a@h – b@h: plain TCP, as no_tls allows on a@h");
        assertThat(audit.answer()).isEqualTo("Nothing is encrypted: the only link is plain TCP.");
    }

    @Test
    void callsNobodyAloneWhoDoesNotTellWithWhomItIs() {
        assertThat(new Surveys().node("a", ALL_TLS).audit().answer())
                .isEqualTo("There are no connections: a@h is alone.");
        assertThat(new Surveys()
                        .unasked("a", new Reach.Silent("it is no BEAM"))
                        .audit()
                        .answer())
                .isEqualTo("a@h does not tell what it is connected to. 1 node could not be asked.");
    }

    @Test
    void callsNoConnectionEncryptedThatItHasNotSeen() {
        assertThat(AuditPage.asked(new Reach.Dialled(Wire.UNKNOWN, Optional.empty())))
                .isEqualTo("dialled");
        assertThat(AuditPage.asked(new Reach.Dialled(Wire.PLAIN, Optional.empty())))
                .isEqualTo("dialled over plain TCP");
    }

    @Test
    void findsAPatternThatMatchesByItsDotOnly() {
        Audit audit = new Surveys()
                .node("a", policy("couch", "b.1@h"))
                .node("b-1", policy("couch", "b-1@h"))
                .plain("a", "b-1")
                .audit();
        assertThat(audit.failed()).isTrue();
        assertThat(lines(audit)).singleElement().asString().contains("a@h is to speak TLS", "by accident");
    }

    @Test
    void warnsOfPlainLinksThatNobodyForbids() {
        Surveys cluster = new Surveys().node("a", NO_TLS).node("b", NO_TLS).node("c", NO_TLS);
        Survey survey = cluster.plain("a", "b").plain("b", "c").make();
        Audit audit = Audit.of(survey, Expectations.DEFAULT);
        assertThat(audit.failed()).isFalse();
        assertThat(lines(audit))
                .containsExactly("warning plain-link a@h – b@h, b@h – c@h: plain TCP, and neither node asks for TLS");

        var tls = new Expectations(Duration.ofDays(30), Optional.of(CouchPolicy.noTls("c@h")));
        assertThat(lines(Audit.of(survey, tls)))
                .containsExactly(
                        "error plain-link a@h – b@h: plain TCP, though by the policy given here both nodes speak TLS",
                        "note plain-link b@h – c@h: plain TCP, as no_tls allows");
    }

    @Test
    void saysOnceWhatIsTheSameOfManyLinks() {
        var cluster = new Surveys();
        for (int i = 1; i <= 5; i++) cluster.node("n" + i, NO_TLS);
        for (int i = 2; i <= 5; i++) cluster.plain("n1", "n" + i);
        Audit audit = cluster.audit();
        assertThat(audit.wrong()).isEmpty();
        assertThat(audit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.what())
                    .isEqualTo(
                            "n1@h – n2@h, n1@h – n3@h, n1@h – n4@h and 1 more: plain TCP, and neither node asks for TLS");
            assertThat(finding.nodes()).hasSize(5);
        });
    }

    @Test
    void findsTheProxyThatDecrypts() {
        Audit audit = new Surveys()
                .node("a", ALL_TLS)
                .node("b", NO_TLS)
                .link("a", "b", sight("b", Wire.TLS, Optional.of(TLS)), sight("a", Wire.PLAIN, Optional.empty()))
                .audit();
        assertThat(audit.failed()).isTrue();
        assertThat(audit.answer()).isEqualTo("Nothing is encrypted: the only link is plain TCP.");
    }

    @Test
    void takesACertificateThatEndsSoonForAnErrorWhoeverSharesIt() {
        var soon = new ShownCertificate("CN=old", NOW.plus(Duration.ofDays(30)), List.of());
        var late = new ShownCertificate("CN=new", NOW.plus(Duration.ofDays(31)), List.of());
        var gone = new ShownCertificate("CN=gone", NOW.minusSeconds(1), List.of());
        Surveys cluster = new Surveys().node("a", ALL_TLS).node("b", ALL_TLS).node("c", ALL_TLS);
        Audit audit = cluster.tls("a", "b", shown(soon), shown(soon))
                .tls("a", "c", shown(gone), shown(late))
                .audit();
        assertThat(audit.failed()).isTrue();
        assertThat(lines(audit))
                .containsExactly(
                        "error certificate a@h, b@h: the certificate (CN=old) expires in 30 days, on 2026-07-01",
                        "error certificate c@h: the certificate (CN=gone) expired on 2026-06-01");
    }

    private static TlsFacts shown(ShownCertificate certificate) {
        return new TlsFacts("TLSv1.2", "", Optional.of(true), Optional.of(certificate));
    }

    @Test
    void warnsOfTlsThatProvesNothing() {
        var none = new TlsFacts("TLSv1.1", "", Optional.of(false), Optional.empty());
        Audit audit = new Surveys()
                .node("a", ALL_TLS)
                .node("b", ALL_TLS)
                .tls("a", "b", none, TLS)
                .audit();
        assertThat(audit.failed()).isFalse();
        assertThat(audit.findings()).extracting(Finding::topic).containsExactly(Topic.TLS_VERSION, Topic.VERIFICATION);
        assertThat(audit.findings().getLast().nodes()).containsExactly(name("a"));
    }

    @Test
    void comparesCookies() {
        Survey survey = new Surveys()
                .node("a", NO_TLS, "27", "one")
                .node("b", NO_TLS, "27", "two")
                .node("c", NO_TLS, "27", "one")
                .link(
                        "a",
                        "b",
                        sight("b", Wire.TLS, Optional.of(TLS), "two"),
                        sight("a", Wire.TLS, Optional.of(TLS), "two"))
                .link(
                        "a",
                        "c",
                        sight("c", Wire.TLS, Optional.of(TLS), "one"),
                        sight("a", Wire.TLS, Optional.of(TLS), "new"))
                .make();
        assertThat(survey.cookieLetters().values()).containsExactly("A", "B", "A");
        assertThat(lines(Audit.of(survey, Expectations.DEFAULT)))
                .hasSize(2)
                .satisfiesExactly(
                        groups -> assertThat(groups)
                                .startsWith("warning cookie there is more than one cookie: a@h, c@h have one, b@h"),
                        link -> assertThat(link).startsWith("warning cookie a@h – c@h: they are connected"));
    }

    @Test
    void comparesReleases() {
        Surveys near = new Surveys().node("a", ALL_TLS, "25", "c").node("b", ALL_TLS, "27", "c");
        assertThat(lines(near.audit()))
                .containsExactly("note release the releases differ: OTP 25 on a@h; OTP 27 on b@h");
        Surveys far = new Surveys().node("a", ALL_TLS, "25", "c").node("b", ALL_TLS, "28", "c");
        assertThat(far.audit().findings())
                .singleElement()
                .extracting(Finding::severity)
                .isEqualTo(Severity.WARNING);
        Surveys odd = new Surveys().node("a", ALL_TLS, "25", "c").node("b", ALL_TLS, "R16B", "c");
        assertThat(odd.audit().findings()).isEmpty();
    }

    @Test
    void saysWhatItHasNotSeen() {
        Audit audit = new Surveys()
                .node("a", new NodePolicy("couch", List.of(), List.of("no_tls x y"), ""))
                .unasked("gone", new Reach.Unreachable("no way", "Find one."))
                .unasked("java", new Reach.Silent("no function"))
                .incomplete()
                .audit();
        assertThat(audit.failed()).isFalse();
        assertThat(audit.answer()).isEqualTo("There are no connections: a@h is alone. 2 nodes could not be asked.");
        assertThat(audit.findings()).extracting(Finding::severity).containsOnly(Severity.WARNING);
        assertThat(lines(audit))
                .satisfiesExactly(
                        line -> assertThat(line).contains("gone@h could not be asked: no way"),
                        line -> assertThat(line).contains("java@h is there and tells nothing", "no function"),
                        line -> assertThat(line).contains("more nodes or connections"),
                        line -> assertThat(line).contains("-couch_dist no_tls x y"));
        assertThat(audit.findings().getFirst().todo()).isEqualTo("Find one.");
    }

    @Test
    void tellsWhatCannotBeTold() {
        Audit audit = new Surveys()
                .node("a", policy("my_own"))
                .node("b", policy("my_own"))
                .link("a", "b", sight("b", Wire.UNKNOWN, Optional.empty()), Optional.empty())
                .audit();
        assertThat(audit.answer())
                .isEqualTo("0 of 1 link are encrypted, 0 are plain. What carries 1 link could not be told.");
        assertThat(lines(audit))
                .containsExactly("warning plain-link a@h – b@h: what carries it is not known to Settee");
    }
}
