package io.settee.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import io.settee.term.Binary;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The page as text; how it looks is told by {@code AuditPageIT}. */
class AuditPageTest {
    private static final String EVIL = "<script>alert(1)</script>\"'&\u001b[31m\u202e";

    @Test
    void escapesWhatNodesSayOfThemselves() {
        var evil = Surveys.name("evil");
        var certificate = new ShownCertificate(EVIL, Surveys.NOW, List.of(EVIL));
        var tls = new TlsFacts(EVIL, EVIL, Optional.of(false), Optional.of(certificate));
        var sight = new Sight(evil, true, Wire.TLS, EVIL, Optional.of(tls), Binary.of("c"));
        var policy = new NodePolicy(EVIL, List.of(EVIL), List.of(EVIL), EVIL);
        var facts = new NodeFacts(EVIL, EVIL, false, Binary.of("c"), policy, List.of(), 1, List.of(sight));
        NodeName a = Surveys.name("a");
        var survey = new Survey(
                evil,
                Surveys.NOW,
                List.of(
                        new SurveyedNode(evil, new Reach.Unreachable(EVIL, EVIL), Optional.empty()),
                        new SurveyedNode(a, new Reach.Through(evil, EVIL), Optional.of(facts))),
                List.of(new Link(a, evil, Optional.of(sight), Optional.empty())),
                true);
        String page = AuditPage.html(Audit.of(survey, Expectations.DEFAULT));
        assertThat(page)
                .doesNotContain("<script", "\u001b", "\u202e")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;\\x{1B}[31m\\x{202E}");
    }

    @Test
    void needsNothingFromElsewhere() {
        String page = AuditPage.html(
                new Surveys().node("a", Surveys.policy("inet_tls")).audit());
        assertThat(page)
                .contains("default-src 'none'", "prefers-color-scheme: dark")
                .doesNotContain("http://", "https://", "url(", "@import", "src=", "<link");
    }

    @Test
    void drawsALargeClusterAsWell() {
        var cluster = new Surveys();
        for (int i = 0; i < 60; i++) cluster.node("n" + i, Surveys.policy("inet_tls"));
        for (int i = 1; i < 60; i++) cluster.tls("n0", "n" + i);
        String page = AuditPage.html(cluster.plain("n3", "n4").audit());
        assertThat(page).contains("class=\"link plain\"", ">60<").doesNotContain("class=\"matrix\"", "NaN");
    }
}
