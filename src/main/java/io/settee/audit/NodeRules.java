package io.settee.audit;

import static io.settee.audit.Severity.NOTE;
import static io.settee.audit.Severity.WARNING;

import io.settee.audit.Finding.Topic;
import io.settee.identity.NodeName;
import io.settee.term.Binary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Of the nodes: were all asked, have they one cookie, do their releases go together. */
final class NodeRules {
    /** OTP, "Upgrades and compatibility": nodes of a release work with those of the two before it. */
    private static final int RELEASES_APART = 2;

    private final Survey survey;
    private final Findings findings;

    NodeRules(Survey survey, Findings findings) {
        this.survey = survey;
        this.findings = findings;
    }

    void run() {
        coverage();
        cookies();
        releases();
        flags();
    }

    private void coverage() {
        for (SurveyedNode node : survey.nodes()) {
            List<NodeName> one = List.of(node.name());
            switch (node.reach()) {
                case Reach.Unreachable(String why, String todo) ->
                    findings.add(WARNING, Topic.COVERAGE, one, node.name() + " could not be asked: " + why, todo);
                case Reach.Silent(String why) ->
                    findings.add(
                            WARNING,
                            Topic.COVERAGE,
                            one,
                            node.name() + " is there and tells nothing, as nodes that are no BEAM do: " + why,
                            "What its peers tell of it stands in the table.");
                case Reach.Through(NodeName member, String why) ->
                    findings.add(NOTE, Topic.COVERAGE, one, "asked by way of " + member + ", not dialled: " + why, "");
                case Reach.Dialled dialled -> {}
            }
        }
        if (!survey.complete())
            findings.add(
                    WARNING,
                    Topic.COVERAGE,
                    List.of(),
                    "there are more nodes or connections than a survey looks at",
                    "Begin at another node as well.");
    }

    private void cookies() {
        Map<Binary, List<NodeName>> nodesByCookie = new LinkedHashMap<>();
        for (SurveyedNode node : survey.nodes()) {
            node.facts()
                    .ifPresent(facts -> nodesByCookie
                            .computeIfAbsent(facts.cookie(), any -> new ArrayList<>())
                            .add(node.name()));
        }
        if (nodesByCookie.size() > 1)
            findings.add(
                    WARNING,
                    Topic.COOKIE,
                    List.of(),
                    "there is more than one cookie: " + groups(nodesByCookie.values()),
                    "Nodes of different groups connect only where erlang:set_cookie/2 says so. Give all the same one, if this is not meant.");
        for (Link link : survey.links()) {
            Optional<Binary> a = link.byA().map(Sight::cookie);
            Optional<Binary> b = link.byB().map(Sight::cookie);
            if (a.isPresent() && b.isPresent() && !a.equals(b))
                findings.add(
                        WARNING,
                        Topic.COOKIE,
                        List.of(link.a(), link.b()),
                        link
                                + ": they are connected and have different cookies for each other by now; once the connection is lost they"
                                + " will not connect again",
                        "Set the same cookie on both with erlang:set_cookie/1, and in their vm.args.");
        }
    }

    private static String groups(Collection<List<NodeName>> groups) {
        return groups.stream().map(Audit::list).collect(Collectors.joining(" have one, ", "", " another"));
    }

    private void releases() {
        Map<Integer, List<NodeName>> byRelease = new TreeMap<>();
        for (SurveyedNode node : survey.nodes()) {
            node.facts()
                    .flatMap(facts -> number(facts.otp()))
                    .ifPresent(otp -> byRelease
                            .computeIfAbsent(otp, any -> new ArrayList<>())
                            .add(node.name()));
        }
        if (byRelease.size() < 2) return;
        var numbers = List.copyOf(byRelease.keySet());
        boolean far = numbers.getLast() - numbers.getFirst() > RELEASES_APART;
        String which = byRelease.entrySet().stream()
                .map(entry -> "OTP " + entry.getKey() + " on " + Audit.list(entry.getValue()))
                .collect(Collectors.joining("; "));
        findings.add(
                far ? WARNING : NOTE,
                Topic.RELEASE,
                List.of(),
                "the releases differ: " + which,
                far ? "OTP's own nodes are made to work with those of the two releases before them." : "");
    }

    private static Optional<Integer> number(String otp) {
        return otp.matches("[0-9]{1,4}") ? Optional.of(Integer.parseInt(otp)) : Optional.empty();
    }

    private void flags() {
        for (SurveyedNode node : survey.nodes()) {
            node.facts().map(NodeFacts::policy).ifPresent(policy -> {
                for (String words : policy.ignored()) {
                    findings.add(
                            WARNING,
                            Topic.PLAIN_LINK,
                            List.of(node.name()),
                            node.name() + " was started with -couch_dist " + words
                                    + ", which couch_dist passes over without a word",
                            "Say -couch_dist no_tls PATTERN once for each pattern.");
                }
            });
        }
    }
}
