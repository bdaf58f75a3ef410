package io.settee.cli;

import io.settee.audit.Audit;
import io.settee.audit.AuditPage;
import io.settee.audit.Finding;
import io.settee.audit.Link;
import io.settee.audit.NodeFacts;
import io.settee.audit.Reach;
import io.settee.audit.Severity;
import io.settee.audit.ShownCertificate;
import io.settee.audit.Sight;
import io.settee.audit.Survey;
import io.settee.audit.SurveyedNode;
import io.settee.audit.TlsFacts;
import io.settee.audit.Wire;
import io.settee.error.PeerText;
import io.settee.identity.NodeName;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A survey for people, at a terminal. */
final class SurveyText {
    /** A wider matrix is read by nobody. */
    private static final int MATRIX_NODES = 16;

    private final StringBuilder text = new StringBuilder();
    private final Survey survey;

    private SurveyText(Survey survey) {
        this.survey = survey;
    }

    /** The connections of the first node. */
    static String peers(Survey survey) {
        var made = new SurveyText(survey);
        SurveyedNode node = survey.node(survey.first()).orElseThrow();
        if (node.facts().isPresent()) made.peers(node.name(), node.facts().get());
        else made.line(node.name() + ": " + why(node.reach()));
        return made.text.toString();
    }

    /** Who is connected to whom. */
    static String cluster(Survey survey) {
        var made = new SurveyText(survey);
        made.nodes();
        made.links();
        return made.text.toString();
    }

    /** The same with what is to be said about it. */
    static String audit(Audit audit) {
        var made = new SurveyText(audit.survey());
        made.line(audit.answer());
        made.line("");
        made.nodes();
        made.links();
        made.findings(audit);
        return made.text.toString();
    }

    private void peers(NodeName node, NodeFacts facts) {
        line(node + ", OTP " + facts.otp() + " (erts " + facts.erts() + "), " + facts.policy());
        List<Sight> others = facts.sights().stream()
                .filter(sight -> survey.between(node, sight.peer()).isPresent())
                .toList();
        if (others.isEmpty()) line("It is connected to nobody else.");
        var rows = new ArrayList<List<String>>();
        for (Sight sight : others) {
            rows.add(List.of(
                    sight.peer().toString(),
                    sight.hidden() ? "hidden" : "visible",
                    sight.wire()
                            + sight.tls()
                                    .map(tls -> " " + tls.version() + " " + tls.cipher())
                                    .orElse(""),
                    sight.address(),
                    sight.tls().flatMap(TlsFacts::peer).map(this::certificate).orElse("")));
        }
        table(rows);
    }

    private String certificate(ShownCertificate certificate) {
        return certificate.brief(survey.at());
    }

    private void nodes() {
        Map<NodeName, String> cookies = survey.cookieLetters();
        boolean matrix = survey.nodes().size() <= MATRIX_NODES && survey.nodes().size() > 1;
        var rows = new ArrayList<List<String>>();
        var head = new ArrayList<>(List.of("#", "node"));
        if (matrix) for (int i = 1; i <= survey.nodes().size(); i++) head.add(Integer.toString(i));
        head.addAll(List.of("OTP", "cookie", "flags", "asked"));
        rows.add(head);
        int number = 0;
        for (SurveyedNode node : survey.nodes()) {
            var row = new ArrayList<>(
                    List.of(Integer.toString(++number), node.name() + (survey.isHidden(node) ? " (hidden)" : "")));
            if (matrix) {
                for (SurveyedNode other : survey.nodes()) row.add(mark(node.name(), other.name()));
            }
            row.add(node.facts().map(facts -> facts.otp() + "/" + facts.erts()).orElse("-"));
            row.add(cookies.getOrDefault(node.name(), "-"));
            row.add(node.facts().map(facts -> facts.policy().toString()).orElse("-"));
            row.add(AuditPage.asked(node.reach()));
            rows.add(row);
        }
        table(rows);
        line("");
    }

    /** For a cell of the matrix. */
    private String mark(NodeName one, NodeName other) {
        if (one.equals(other)) return ".";
        return survey.between(one, other)
                .map(link -> link.wire() == Wire.TLS ? "TLS" : link.wire() == Wire.PLAIN ? "PLAIN" : "?")
                .orElse("-");
    }

    private void links() {
        var rows = new ArrayList<List<String>>();
        for (Link link : survey.links()) {
            rows.add(List.of(
                    link.toString(),
                    link.wire() == Wire.PLAIN ? "PLAIN" : link.wire().toString(),
                    link.tls().map(tls -> tls.version() + " " + tls.cipher()).orElse(""),
                    link.hidden() ? "hidden" : "",
                    certificates(link)));
        }
        table(rows);
    }

    private String certificates(Link link) {
        Optional<ShownCertificate> one = link.certificateOf(link.a());
        if (one.isPresent() && one.equals(link.certificateOf(link.b()))) return "both show " + certificate(one.get());
        return List.of(link.a(), link.b()).stream()
                .map(node -> link.certificateOf(node).map(shown -> node.name() + " shows " + certificate(shown)))
                .flatMap(Optional::stream)
                .collect(Collectors.joining("; "));
    }

    private void findings(Audit audit) {
        line("");
        for (Finding finding : audit.findings()) {
            line("%-8s %s".formatted(finding.severity(), finding.what()));
            if (!finding.todo().isEmpty()) line("%11s%s".formatted("> ", finding.todo()));
        }
        long errors = audit.count(Severity.ERROR);
        long warnings = audit.count(Severity.WARNING);
        line(errors + (errors == 1 ? " error, " : " errors, ") + warnings + (warnings == 1 ? " warning." : " warnings.")
                + " Seen from " + survey.first() + " at " + survey.at().truncatedTo(ChronoUnit.SECONDS) + ".");
    }

    private static String why(Reach reach) {
        return switch (reach) {
            case Reach.Silent(String why) -> "it tells nothing: " + why;
            case Reach.Unreachable(String why, String todo) -> why;
            case Reach.Dialled dialled -> "";
            case Reach.Through through -> "";
        };
    }

    private void line(String line) {
        text.append(PeerText.visible(line)).append(System.lineSeparator());
    }

    /** Columns as wide as they have to be. */
    private void table(List<List<String>> rows) {
        if (rows.isEmpty()) return;
        var widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], PeerText.visible(row.get(i)).length());
            }
        }
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                if (widths[i] > 0) line.append(("%-" + widths[i] + "s  ").formatted(PeerText.visible(row.get(i))));
            }
            text.append(line.toString().stripTrailing()).append(System.lineSeparator());
        }
    }
}
