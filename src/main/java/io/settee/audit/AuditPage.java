package io.settee.audit;

import io.settee.identity.NodeName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.stream.Collectors;

/**
 * An audit as one HTML page that needs nothing else: no script, no font, no image from elsewhere, and its policy forbids them, lest a hostile
 * name bring one in. Light or dark as the reader's system is; tables become cards where it is narrow.
 */
public final class AuditPage {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** More columns than this are read by nobody. */
    private static final int MATRIX_NODES = 40;

    private static final String NOTHING = "–";

    private final Audit audit;
    private final Survey survey;
    private final StringBuilder html = new StringBuilder();

    private AuditPage(Audit audit) {
        this.audit = audit;
        this.survey = audit.survey();
    }

    /** The page. */
    public static String html(Audit audit) {
        return new AuditPage(audit).page();
    }

    /** {@code TLSv1.3, TLS_AES_256_GCM_SHA384}, or that it is plain. */
    static String wire(Link link) {
        return switch (link.wire()) {
            case PLAIN -> "plain TCP";
            case MIXED -> "TLS at one end, plain TCP at the other";
            case UNKNOWN -> "not known";
            case TLS ->
                link.tls()
                        .map(tls -> tls.cipher().isEmpty() ? tls.version() : tls.version() + ", " + tls.cipher())
                        .orElse("TLS");
        };
    }

    private String page() {
        html.append("""
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
                """);
        line("<title>%s</title>", "Cluster of " + survey.first() + ": " + audit.answer());
        html.append("<style>\n").append(style()).append("</style>\n</head>\n<body>\n");
        line("<header class=\"%s\">", mood());
        line("<h1>%s</h1>", audit.answer());
        line(
                "<p>Seen from <b>%s</b> on %s: %s, %s.</p>",
                survey.first(),
                TIME.format(survey.at()),
                Audit.nodes(survey.nodes().size()),
                Audit.links(survey.links().size()));
        html.append("</header>\n<main>\n<div class=\"overview\">\n<figure>\n");
        html.append(new ClusterDrawing(audit).svg()).append('\n');
        html.append("""
                <figcaption>
                <span class="key TLS">TLS</span>
                <span class="key plain">plain TCP</span>
                <span class="key thin">hidden</span>
                <span>? not asked</span>
                </figcaption>
                </figure>
                """);
        findings();
        html.append("</div>\n");
        nodes();
        links();
        if (survey.nodes().size() > 1 && survey.nodes().size() <= MATRIX_NODES) matrix();
        return html.append("</main>\n</body>\n</html>\n").toString();
    }

    private String mood() {
        if (audit.failed()) return "error";
        boolean open = survey.count(Wire.TLS) < survey.links().size() || audit.count(Severity.WARNING) > 0;
        return open ? "warning" : "fine";
    }

    private void findings() {
        html.append("<section class=\"findings\">\n<h2>Findings</h2>\n");
        if (audit.findings().isEmpty()) html.append("<p>Nothing is to be said against it.</p>\n");
        else html.append("<ul>\n");
        for (Finding finding : audit.findings()) {
            line(
                    "<li class=\"%s\"><b>%s</b> %s%s</li>",
                    finding.severity(),
                    finding.severity(),
                    finding.what(),
                    finding.todo().isEmpty() ? raw("") : raw(" <i>" + Printable.markup(finding.todo()) + "</i>"));
        }
        if (!audit.findings().isEmpty()) html.append("</ul>\n");
        html.append("</section>\n");
    }

    private void nodes() {
        Map<NodeName, String> cookies = survey.cookieLetters();
        boolean oneCookie = cookies.values().stream().distinct().count() == 1;
        html.append(
                "<section>\n<h2>Nodes</h2>\n<table>\n<thead><tr><th>Node</th><th>OTP</th><th>Flags</th><th>Cookie</th>"
                        + "<th>Certificate</th><th>Asked</th></tr></thead>\n<tbody>\n");
        int number = 0;
        for (SurveyedNode node : survey.nodes()) {
            number++;
            String cookie = cookies.getOrDefault(node.name(), "");
            html.append("<tr>");
            cell("Node", number + "  " + node.name() + (survey.isHidden(node) ? " (hidden)" : ""));
            cell(
                    "OTP",
                    node.facts()
                            .map(facts -> facts.otp() + " (erts " + facts.erts() + ")")
                            .orElse(NOTHING));
            cell("Flags", node.facts().map(facts -> facts.policy().toString()).orElse(NOTHING));
            cell("Cookie", cookie.isEmpty() ? NOTHING : oneCookie ? "same" : "cookie " + cookie);
            cell("Certificate", certificates(survey.certificatesOf(node.name())));
            cell("Asked", asked(node.reach()));
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n</section>\n");
    }

    private String certificates(SequencedSet<ShownCertificate> shown) {
        if (shown.isEmpty()) return NOTHING;
        return shown.stream().map(one -> one.brief(survey.at())).collect(Collectors.joining("; "));
    }

    /** How a node was asked, for people. */
    public static String asked(Reach reach) {
        return switch (reach) {
            case Reach.Dialled(Wire wire, var tls) ->
                "dialled"
                        + tls.map(session -> " over " + session.version())
                                .orElse(
                                        switch (wire) {
                                            case PLAIN -> " over plain TCP";
                                            case TLS -> " over TLS";
                                            // The connection was lost as soon as it had answered.
                                            case MIXED, UNKNOWN -> "";
                                        });
            case Reach.Through(NodeName member, String why) -> "by way of " + member;
            case Reach.Silent silent -> "it tells nothing";
            case Reach.Unreachable unreachable -> "not reached";
        };
    }

    private void links() {
        html.append("<section>\n<h2>Links</h2>\n");
        if (survey.links().isEmpty()) {
            html.append("<p>There are none.</p>\n</section>\n");
            return;
        }
        html.append(
                "<table>\n<thead><tr><th>Between</th><th>Carrier</th><th>Version and cipher</th><th>Verified by</th><th>Kind</th>"
                        + "</tr></thead>\n<tbody>\n");
        for (Link link : survey.links()) {
            html.append(audit.wrong().contains(link) ? "<tr class=\"wrong\">" : "<tr>");
            cell("Between", link.toString());
            line("<td data-label=\"Carrier\"><span class=\"key %s\">%s</span></td>", link.wire(), link.wire());
            cell("Version and cipher", wire(link));
            cell("Verified by", verifiedBy(link));
            cell("Kind", link.hidden() ? "hidden" : "visible");
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table>\n</section>\n");
    }

    /** Which ends verify the other one's certificate. */
    public static String verifiedBy(Link link) {
        if (link.wire() != Wire.TLS) return NOTHING;
        String verifying = List.of(verdict(link.a(), link.byA()), verdict(link.b(), link.byB())).stream()
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        return verifying.isEmpty() ? "not known" : verifying;
    }

    private static String verdict(NodeName node, Optional<Sight> sight) {
        return sight.flatMap(Sight::tls)
                .flatMap(TlsFacts::verifiesPeer)
                .map(yes -> yes ? node.toString() : "not by " + node)
                .orElse("");
    }

    private void matrix() {
        html.append(
                "<section>\n<h2>Who is connected to whom</h2>\n<div class=\"wide\"><table class=\"matrix\">\n<thead><tr><th></th>");
        List<SurveyedNode> nodes = survey.nodes();
        for (int i = 1; i <= nodes.size(); i++) html.append("<th>").append(i).append("</th>");
        html.append("</tr></thead>\n<tbody>\n");
        for (int row = 0; row < nodes.size(); row++) {
            line("<tr><th>%s <span>%s</span></th>", row + 1, nodes.get(row).name());
            for (SurveyedNode other : nodes) matrixCell(nodes.get(row).name(), other.name());
            html.append("</tr>\n");
        }
        html.append("</tbody>\n</table></div>\n</section>\n");
    }

    private void matrixCell(NodeName one, NodeName other) {
        if (one.equals(other)) {
            html.append("<td class=\"self\"></td>");
            return;
        }
        survey.between(one, other)
                .ifPresentOrElse(
                        link -> line("<td class=\"%s\" title=\"%s\">%s</td>", link.wire(), wire(link), link.wire()),
                        () -> html.append("<td>–</td>"));
    }

    private void cell(String label, String text) {
        if (text.equals(NOTHING)) line("<td class=\"nothing\" data-label=\"%s\">%s</td>", label, text);
        else line("<td data-label=\"%s\">%s</td>", label, text);
    }

    /** Markup that is not to be escaped. */
    private record Raw(String markup) {}

    private static Raw raw(String markup) {
        return new Raw(markup);
    }

    /** Every value is escaped. */
    private void line(String format, Object... values) {
        Object[] escaped = new Object[values.length];
        for (int i = 0; i < values.length; i++) {
            escaped[i] = values[i] instanceof Raw(String markup) ? markup : Printable.markup(values[i].toString());
        }
        html.append(String.format(Locale.ROOT, format, escaped)).append('\n');
    }

    private static String style() {
        try (InputStream file = AuditPage.class.getResourceAsStream("page.css")) {
            if (file == null) throw new IllegalStateException("page.css is not in the jar");
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
