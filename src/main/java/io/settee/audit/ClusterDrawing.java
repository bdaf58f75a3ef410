package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cluster as a drawing: nodes on a circle, links as lines between them. Plain links are red, broken and have a label, so that they are
 * told without colours, too. An SVG element for a page that has the style sheet of {@link AuditPage}.
 */
final class ClusterDrawing {
    /** Of a node, in units of the drawing; a phone shows about two of them as one pixel. */
    private static final double NODE = 30;

    /** The room that neighbours on the circle have. */
    private static final double DISTANCE = 180;

    /** With more nodes than these, names stand outside the circle, and lines are thin. */
    private static final int FEW = 8;

    /** With more nodes than these there are numbers only. */
    private static final int MANY = 18;

    /** More labels of links than these would hide what they are about. */
    private static final int LABELS = 6;

    private static final int SHOWN_CHARACTERS = 15;

    private final Audit audit;
    private final Survey survey;
    private final List<SurveyedNode> nodes;
    private final double radius;
    private final Map<NodeName, Integer> indices = new HashMap<>();
    private final StringBuilder svg = new StringBuilder();

    ClusterDrawing(Audit audit) {
        this.audit = audit;
        this.survey = audit.survey();
        this.nodes = survey.nodes();
        for (int i = 0; i < nodes.size(); i++) indices.put(nodes.get(i).name(), i);
        double room = nodes.size() <= FEW ? DISTANCE : nodes.size() <= MANY ? 4 * NODE : 2.4 * NODE;
        this.radius = nodes.size() < 2 ? 0 : Math.max(165, nodes.size() * room / (2 * Math.PI));
    }

    String svg() {
        boolean few = nodes.size() <= FEW;
        double sides = few ? 95 : nodes.size() <= MANY ? NODE + 150 : NODE + 10;
        double top = few ? 40 : NODE + (nodes.size() <= MANY ? 30 : 10);
        double bottom = few ? 75 : top;
        double half = nodes.size() == 2 ? 0 : radius;
        svg.append(String.format(
                Locale.ROOT,
                "<svg role=\"img\" aria-label=\"%s\" viewBox=\"%.0f %.0f %.0f %.0f\" class=\"cluster%s\">%n",
                Printable.markup("The cluster: " + audit.answer()),
                -radius - sides,
                -half - top,
                2 * (radius + sides),
                2 * half + top + bottom,
                few ? "" : " crowded"));
        // What matters most comes last, and so on top.
        for (Link link : survey.links()) if (link.wire() == Wire.TLS) line(link);
        for (Link link : survey.links()) if (link.wire() != Wire.TLS) line(link);
        if (survey.links().size() - survey.count(Wire.TLS) <= LABELS) {
            for (Link link : survey.links()) if (link.wire() != Wire.TLS) label(link);
        }
        for (int i = 0; i < nodes.size(); i++) node(i);
        return svg.append("</svg>").toString();
    }

    /** The first node is at the top; two lie side by side. */
    private double angle(int index) {
        return 2 * Math.PI * index / nodes.size() - (nodes.size() == 2 ? Math.PI / 2 : 0);
    }

    private double x(int index) {
        return radius * Math.sin(angle(index));
    }

    private double y(int index) {
        return -radius * Math.cos(angle(index));
    }

    private void line(Link link) {
        Integer a = indices.get(link.a());
        Integer b = indices.get(link.b());
        // Of a node that a limit has left out.
        if (a == null || b == null) return;
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
        Integer a = indices.get(link.a());
        Integer b = indices.get(link.b());
        if (a == null || b == null) return;
        // Off the middle if there are many, for it is where lines cross.
        double at = nodes.size() < 5 || Math.abs(a - b) == 1 ? 0.5 : 0.4;
        double x = x(a) + (x(b) - x(a)) * at;
        double y = y(a) + (y(b) - y(a)) * at;
        boolean wrong = audit.wrong().contains(link);
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
        String kind = (node.facts().isEmpty() ? " unasked" : "") + (survey.isHidden(node) ? " hidden" : "");
        svg.append(String.format(
                Locale.ROOT,
                "<g class=\"node%s\" transform=\"translate(%.1f %.1f)\"><title>%s</title><circle r=\"%.0f\"/>"
                        + "<text class=\"number\" y=\"8\">%s</text>",
                kind,
                x(i),
                y(i),
                Printable.markup(node.name().toString()),
                NODE,
                i + 1 + (node.facts().isEmpty() ? "?" : "")));
        if (nodes.size() <= FEW) {
            name(node.name(), "", 0, NODE + 22);
        } else if (nodes.size() <= MANY) {
            double side = Math.sin(angle(i));
            boolean upright = Math.abs(side) < 0.2;
            String anchor = upright ? "" : side > 0 ? " start" : " end";
            double down = upright ? -Math.cos(angle(i)) * (NODE + 14) + 6 : 6;
            name(node.name(), anchor, upright ? 0 : Math.signum(side) * (NODE + 8), down);
        }
        svg.append("</g>\n");
    }

    private void name(NodeName name, String anchor, double x, double y) {
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"name%s\" x=\"%.0f\" y=\"%.0f\">%s</text>",
                anchor,
                x,
                y,
                Printable.markup(shortened(name.name()))));
        // Outside the circle there is no room for a second line between two neighbours.
        if (nodes.size() > FEW) return;
        svg.append(String.format(
                Locale.ROOT,
                "<text class=\"host\" y=\"%.0f\">%s</text>",
                y + 18,
                Printable.markup(shortened(name.host()))));
    }

    private static String shortened(String text) {
        int length = text.codePointCount(0, text.length());
        return length <= SHOWN_CHARACTERS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, SHOWN_CHARACTERS)) + "…";
    }
}
