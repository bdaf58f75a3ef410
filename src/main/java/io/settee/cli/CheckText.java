package io.settee.cli;

import io.settee.check.Fact;
import io.settee.check.Finding;
import io.settee.check.Report;
import java.util.List;

/** A report for people, and one for programs. */
final class CheckText {
    /** As it stands in JSON. */
    private record View(String verdict, int status, String failedAt, List<Fact> facts, List<FindingView> findings) {}

    private record FindingView(String step, String verdict, String what, String todo) {
        static FindingView of(Finding finding) {
            return new FindingView(
                    finding.step().toString(), finding.verdict().toString(), finding.what(), finding.todo());
        }
    }

    private CheckText() {}

    /**
     * An object with {@code verdict} (fine, note, warning, wrong), {@code status} (the exit status), {@code failedAt} (a step, or empty),
     * {@code facts} (objects with topic, name, value, origin) and {@code findings} (step, verdict, what, todo).
     */
    static String json(Report report, int status) {
        var view = new View(
                report.worst().toString(),
                status,
                report.failedAt().map(Object::toString).orElse(""),
                report.facts(),
                report.findings().stream().map(FindingView::of).toList());
        return Json.of(view) + System.lineSeparator();
    }

    static String lines(Report report) {
        var text = new StringBuilder();
        int names = report.facts().stream()
                .mapToInt(fact -> fact.topic().length() + fact.name().length())
                .max()
                .orElse(0);
        for (Fact fact : report.facts()) {
            String name = fact.topic() + " " + fact.name();
            text.append(("%-" + (names + 1) + "s  %s  (%s)%n").formatted(name, fact.value(), fact.origin()));
        }
        if (!report.facts().isEmpty()) text.append(System.lineSeparator());
        return text.append(findings(report.findings()))
                .append(verdict(report))
                .append(System.lineSeparator())
                .toString();
    }

    /** A line for each, and one for what to do. */
    static String findings(List<Finding> findings) {
        var text = new StringBuilder();
        for (Finding finding : findings) {
            text.append("%-8s %-9s  %s%n".formatted(finding.verdict(), finding.step(), finding.what()));
            if (!finding.todo().isEmpty()) text.append("%20s%s%n".formatted("> ", finding.todo()));
        }
        return text.toString();
    }

    /** In a sentence. */
    static String verdict(Report report) {
        return switch (report.worst()) {
            case FINE, NOTE -> "Nothing is wrong.";
            case WARNING -> "It can work; see the warnings.";
            case WRONG -> "It cannot work: " + report.failedAt().orElseThrow() + ".";
        };
    }
}
