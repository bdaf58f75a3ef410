package io.settee.check;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The outcome of a checkup: what the node would do, and what was found, in the order in which it was looked at. */
public record Report(List<Fact> facts, List<Finding> findings) {
    public Report {
        facts = List.copyOf(facts);
        findings = List.copyOf(findings);
    }

    /** The worst of all verdicts. */
    public Verdict worst() {
        return findings.stream()
                .map(Finding::verdict)
                .max(Comparator.naturalOrder())
                .orElse(Verdict.FINE);
    }

    /** The first step at which something cannot work. */
    public Optional<Step> failedAt() {
        return findings.stream()
                .filter(finding -> finding.verdict() == Verdict.WRONG)
                .map(Finding::step)
                .findFirst();
    }
}
