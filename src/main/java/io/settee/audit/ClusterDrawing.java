package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.Locale;

/**
 * The cluster as a drawing: nodes on a circle, links as lines between them. Plain links are red, broken and have a label, so that they are
 * told without colours, too. An SVG element for a page that has the style sheet of {@link AuditPage}.
 */
final class ClusterDrawing {
    /** Of a node, in units of the drawing; a phone shows about two of them as one pixel. */
    private static final double NODE = 30;

    /** Between neighbours on the circle: a label's width. */
    private static final double DISTANCE = 180;

    private static final int SHOWN_CHARACTERS = 15;

    /** Labels of links stand off the middle if there are many, for it is where lines cross. */
    private static final int CROWD = 5;

    private final Audit audit;
    private final Survey survey;
    private final List<SurveyedNode> nodes;
    private final double radius;
    private final StringBuilder svg = new StringBuilder();

    ClusterDrawing(Audit audit) {
        this.audit = audit;
        this.survey = audit.survey();
        this.nodes = survey.nodes();
        this.radius = Math.max(nodes.size() < 2 ? 0 : 165, nodes.size() * DISTANCE / (2 * Math.PI));
    }

    String svg() {
        double width = 2 * (radius + 95);
        double height = 2 * radius + 115;
        svg.append(String.format(
                Locale.ROOT,
                "<svg role=\"img\" aria-label=\"%s\" viewBox=\"%.0f %.0f %.0f %.0f\" class=\"cluster\">%n",
                Printable.markup("The cluster: " + audit.answer()),
                -width / 2,
                -radius - 40,
                width,
                height));
        for (Link link : survey.links()) line(link);
        for (Link link : survey.links()) label(link);
        for (int i = 0; i < nodes.size(); i++) node(i);
        return svg.append("</svg>").toString();
    }

    private int index(NodeName name) {
        for (int i = 0; i < nodes.size(); i++) if (nodes.get(i).name().equals(name)) return i;
        return -1;
    }

    private double x(int index) {
        return radius * Math.sin(2 * Math.PI * index / nodes.size());
    }

    private double y(int index) {
        return -radius * Math.cos(2 * Math.PI * index / nodes.size());
    }

    private void line(Link link) {
        int a = index(link.a());
        int b = index(link.b());
        if (a < 0 || b < 0) return;
        String kind = link.wire().toString() + (link.hidden() ? " hidden" : "");
        svg.append(String.format(
                Locale.ROOT,
                "<line class=\"link %s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"><title>%s</title></line>%n",
                kind,
                x(a),
                y(a),
                x(b),
                y(b),
                Printable.markup(link + ": " + AuditPage.wire(link))));
    }

    private void label(Link link) {
        int a = index(link.a());
        int b = index(link.b());
        if (a < 0 || b < 0 || link.wire() == Wire.TLS) return;
        double at = nodes.size() < CROWD || Math.abs(a - b) == 1 ? 0.5 : 0.4;
        double x = x(a) + (x(b) - x(a)) * at;
        double y = y(a) + (y(b) - y(a)) * at;
        boolean wrong = audit.isWrong(link);
        svg.append(String.format(
                Locale.ROOT,
                "<g class=\"label %s%s\" transform=\"translate(%.1f %.1f)\"><rect x=\"-36\" y=\"-14\" width=\"72\" height=\"28\" rx=\"14\"/>"
                        + "<text y=\"6\">%s</text></g>%n",
                link.wire(),
                wrong ? " wrong" : "",
                x,
                y,
                link.wire() + (wrong ? " !" : "")));
    }

    private void node(int i) {
        SurveyedNode node = nodes.get(i);
        NodeName name = node.name();
        String kind = (node.facts().isEmpty() ? " unasked" : "") + (survey.isHidden(node) ? " hidden" : "");
        svg.append(String.format(
                Locale.ROOT,
                "<g class=\"node%s\" transform=\"translate(%.1f %.1f)\"><title>%s</title><circle r=\"%.0f\"/><text class=\"number\" y=\"8\">%s</text>"
                        + "<text class=\"name\" y=\"%.0f\">%s</text><text class=\"host\" y=\"%.0f\">%s</text></g>%n",
                kind,
                x(i),
                y(i),
                Printable.markup(name.toString()),
                NODE,
                i + 1 + (node.facts().isEmpty() ? "?" : ""),
                NODE + 22,
                Printable.markup(shortened(name.name())),
                NODE + 40,
                Printable.markup(shortened(name.host()))));
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…";
    }
}
