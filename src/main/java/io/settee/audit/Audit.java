package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * A survey and what is to be said about it.
 *
 * @param findings the worst first
 * @param wrong the links that are not what they are to be
 */
public record Audit(Survey survey, List<Finding> findings, Set<Link> wrong) {
    public Audit {
        findings = List.copyOf(findings);
        wrong = Set.copyOf(wrong);
    }

    /** Judges a survey. */
    public static Audit of(Survey survey, Expectations expected) {
        var findings = new Findings();
        Set<Link> wrong = new LinkRules(survey, expected).run(findings);
        new CertificateRules(survey, expected, findings).run();
        new NodeRules(survey, findings).run();
        return new Audit(
                survey,
                findings.all().stream()
                        .sorted(Comparator.comparing(Finding::severity).reversed())
                        .toList(),
                wrong);
    }

    /** Whether anything is not as it is to be. */
    public boolean failed() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    public long count(Severity severity) {
        return findings.stream()
                .filter(finding -> finding.severity() == severity)
                .count();
    }

    /** The answer to "is our communication encrypted?", in a sentence. */
    public String answer() {
        long all = survey.links().size();
        long tls = survey.count(Wire.TLS);
        long plain = survey.count(Wire.PLAIN) + survey.count(Wire.MIXED);
        long open = all - tls - plain;
        String unclear = open == 0 ? "" : " What carries " + links(open) + " could not be told.";
        String unseen = unasked() == 0 ? "" : " " + nodes(unasked()) + " could not be asked.";
        if (all == 0 && !survey.isUsable()) return survey.first() + " does not tell what it is connected to." + unseen;
        if (all == 0) return "There are no connections: " + survey.first() + " is alone." + unseen;
        String every = all == 1 ? "the only link is" : "all " + all + " links are";
        if (tls == all) return Character.toUpperCase(every.charAt(0)) + every.substring(1) + " encrypted." + unseen;
        if (plain == all) return "Nothing is encrypted: " + every + " plain TCP." + unseen;
        return tls + " of " + links(all) + (tls == 1 ? " is" : " are") + " encrypted, " + plain
                + (plain == 1 ? " is" : " are") + " plain." + unclear + unseen;
    }

    private long unasked() {
        return survey.nodes().stream().filter(node -> node.facts().isEmpty()).count();
    }

    static String links(long count) {
        return count + (count == 1 ? " link" : " links");
    }

    static String nodes(long count) {
        return count + (count == 1 ? " node" : " nodes");
    }

    static String list(List<NodeName> nodes) {
        return String.join(", ", nodes.stream().map(NodeName::toString).toList());
    }
}
