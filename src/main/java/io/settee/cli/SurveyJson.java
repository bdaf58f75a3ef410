package io.settee.cli;

import io.settee.audit.Audit;
import io.settee.audit.Link;
import io.settee.audit.NodeFacts;
import io.settee.audit.Reach;
import io.settee.audit.ShownCertificate;
import io.settee.audit.Sight;
import io.settee.audit.Survey;
import io.settee.audit.SurveyedNode;
import io.settee.audit.TlsFacts;
import io.settee.carrier.TlsSession;
import io.settee.identity.NodeName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A survey for programs. What is not known is missing. */
final class SurveyJson {
    private record View(
            String first,
            String at,
            boolean complete,
            @Nullable String answer,
            @Nullable Integer status,
            List<NodeView> nodes,
            List<LinkView> links,
            @Nullable List<FindingView> findings) {}

    private record NodeView(
            String name,
            String asked,
            @Nullable DialView dialled,
            @Nullable String through,
            @Nullable String problem,
            boolean hidden,
            @Nullable String otp,
            @Nullable String erts,
            @Nullable String cookie,
            @Nullable String protoDist,
            @Nullable List<String> noTls,
            @Nullable String optionFile,
            List<CertificateView> certificates) {}

    /** What carries our own connection to a node. */
    private record DialView(
            String carrier,
            @Nullable String version,
            @Nullable String cipher) {
        static DialView of(Reach.Dialled dialled) {
            return new DialView(
                    dialled.wire().toString(),
                    dialled.tls().map(TlsSession::version).orElse(null),
                    dialled.tls().map(TlsSession::cipher).orElse(null));
        }
    }

    private record CertificateView(String subject, String expiry, long daysLeft, List<String> hosts) {
        static CertificateView of(ShownCertificate shown, Survey survey) {
            return new CertificateView(
                    shown.subject(), shown.expiry().toString(), shown.daysLeft(survey.at()), shown.hosts());
        }
    }

    private record LinkView(
            String a,
            String b,
            String carrier,
            boolean hidden,
            @Nullable String version,
            @Nullable String cipher,
            @Nullable EndView atA,
            @Nullable EndView atB) {}

    /** What one end tells. */
    private record EndView(
            String carrier,
            String peerAddress,
            @Nullable Boolean verifiesPeer,
            @Nullable CertificateView peerCertificate) {
        static @Nullable EndView of(Optional<Sight> seen, Survey survey) {
            if (seen.isEmpty()) return null;
            Sight sight = seen.get();
            return new EndView(
                    sight.wire().toString(),
                    sight.address(),
                    sight.tls().flatMap(TlsFacts::verifiesPeer).orElse(null),
                    sight.tls()
                            .flatMap(TlsFacts::peer)
                            .map(shown -> CertificateView.of(shown, survey))
                            .orElse(null));
        }
    }

    private record FindingView(String severity, String topic, List<String> nodes, String what, String todo) {}

    private SurveyJson() {}

    /**
     * An object with {@code first}, {@code at}, {@code complete}, {@code nodes} (name, asked: dialled, through, silent or unreachable, dialled: what carries
     * our own connection, through: by way of whom, problem, hidden, otp,
     * erts, cookie: a letter, protoDist, noTls, optionFile, certificates) and {@code links} (a, b, carrier: TLS, plain, mixed or
     * unknown, hidden, version, cipher, atA and atB: carrier, peerAddress, verifiesPeer, peerCertificate).
     */
    static String of(Survey survey) {
        return text(survey, null, null);
    }

    /** The same with {@code answer}, {@code status} and {@code findings} (severity, topic, nodes, what, todo). */
    static String of(Audit audit, ExitStatus status) {
        return text(audit.survey(), audit, status);
    }

    private static String text(Survey survey, @Nullable Audit audit, @Nullable ExitStatus status) {
        Map<NodeName, String> cookies = survey.cookieLetters();
        return Json.of(new View(
                        survey.first().toString(),
                        survey.at().toString(),
                        survey.complete(),
                        audit == null ? null : audit.answer(),
                        status == null ? null : status.code(),
                        survey.nodes().stream()
                                .map(node -> node(node, survey, cookies.get(node.name())))
                                .toList(),
                        survey.links().stream().map(link -> link(link, survey)).toList(),
                        audit == null
                                ? null
                                : audit.findings().stream()
                                        .map(finding -> new FindingView(
                                                finding.severity().toString(),
                                                finding.topic().toString(),
                                                finding.nodes().stream()
                                                        .map(NodeName::toString)
                                                        .toList(),
                                                finding.what(),
                                                finding.todo()))
                                        .toList()))
                + System.lineSeparator();
    }

    private static NodeView node(SurveyedNode node, Survey survey, @Nullable String cookie) {
        Optional<NodeFacts> facts = node.facts();
        String asked = "dialled";
        DialView dial = null;
        String through = null;
        String problem = null;
        switch (node.reach()) {
            case Reach.Dialled dialled -> dial = DialView.of(dialled);
            case Reach.Through(NodeName member, String why) -> {
                asked = "through";
                through = member.toString();
                problem = why;
            }
            case Reach.Silent(String why) -> {
                asked = "silent";
                problem = why;
            }
            case Reach.Unreachable(String why, String todo) -> {
                asked = "unreachable";
                problem = why;
            }
        }
        return new NodeView(
                node.name().toString(),
                asked,
                dial,
                through,
                problem,
                survey.isHidden(node),
                facts.map(NodeFacts::otp).orElse(null),
                facts.map(NodeFacts::erts).orElse(null),
                cookie,
                facts.map(f -> f.policy().protoDist()).orElse(null),
                facts.map(f -> f.policy().noTls()).orElse(null),
                facts.map(f -> f.policy().optionFile()).orElse(null),
                survey.certificatesOf(node.name()).stream()
                        .map(shown -> CertificateView.of(shown, survey))
                        .toList());
    }

    private static LinkView link(Link link, Survey survey) {
        return new LinkView(
                link.a().toString(),
                link.b().toString(),
                link.wire().toString(),
                link.hidden(),
                link.tls().map(TlsFacts::version).orElse(null),
                link.tls().map(TlsFacts::cipher).orElse(null),
                EndView.of(link.byA(), survey),
                EndView.of(link.byB(), survey));
    }
}
