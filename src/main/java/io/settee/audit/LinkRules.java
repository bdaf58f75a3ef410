package io.settee.audit;

import static io.settee.audit.Severity.ERROR;
import static io.settee.audit.Severity.NOTE;
import static io.settee.audit.Severity.WARNING;

import io.settee.audit.Finding.Topic;
import io.settee.audit.NodePolicy.Stance;
import io.settee.carrier.TcpCarrier;
import io.settee.identity.NodeName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Of each link: is it to be plain, who verifies whom, which version of TLS. What is the same of many links is said once. */
final class LinkRules {
    private static final Set<String> OLD = Set.of("TLSv1", "TLSv1.1");

    private static final String USE_TLS =
            "Start both nodes with -proto_dist inet_tls, or couch, and an option file; settee certs make writes one.";

    /** Links that are named in one sentence. */
    private static final int NAMED = 3;

    /** A finding without its links. */
    private record Remark(Severity severity, Topic topic, String what, String todo) {}

    private final Survey survey;
    private final Expectations expected;
    private final Map<Remark, List<Link>> remarks = new LinkedHashMap<>();
    private final Map<NodeName, List<Link>> unverified = new LinkedHashMap<>();
    private final Set<Link> wrong = new HashSet<>();

    LinkRules(Survey survey, Expectations expected) {
        this.survey = survey;
        this.expected = expected;
    }

    /** Judges all, and returns the links that are not what they are to be. */
    Set<Link> run(Findings findings) {
        for (Link link : survey.links()) {
            switch (link.wire()) {
                case PLAIN -> plain(link);
                case MIXED ->
                    tell(
                            ERROR,
                            link,
                            "one end speaks TLS and the other plain TCP: something between the two decrypts",
                            "Find the proxy or tunnel; the way behind it is open.");
                case TLS -> tls(link);
                case UNKNOWN ->
                    tell(WARNING, link, "what carries it is not known to Settee", "Look at -proto_dist of both nodes.");
            }
        }
        remarks.forEach((remark, links) -> findings.add(
                remark.severity(), remark.topic(), nodes(links), list(links) + ": " + remark.what(), remark.todo()));
        unverified.forEach((node, links) -> findings.add(
                WARNING,
                Topic.VERIFICATION,
                List.of(node),
                node + " verifies nobody (verify_none) on " + list(links)
                        + ", so that anybody on the way may be the other end",
                "Say {verify, verify_peer} and a cacertfile for both roles in its option file."));
        return wrong;
    }

    private static List<NodeName> nodes(List<Link> links) {
        var nodes = new LinkedHashSet<NodeName>();
        for (Link link : links) {
            nodes.add(link.a());
            nodes.add(link.b());
        }
        return List.copyOf(nodes);
    }

    private static String list(List<Link> links) {
        String first = links.stream().limit(NAMED).map(Link::toString).collect(Collectors.joining(", "));
        return links.size() <= NAMED ? first : first + " and " + (links.size() - NAMED) + " more";
    }

    private void plain(Link link) {
        Stance a = stance(link.a(), link.b());
        Stance b = stance(link.b(), link.a());
        if (a == Stance.FORBIDS) forbidden(link, link.a());
        else if (b == Stance.FORBIDS) forbidden(link, link.b());
        else if (expected.policy().isPresent() && !named(link)) {
            tell(ERROR, link, "plain TCP, though by the policy given here both nodes speak TLS", USE_TLS);
        } else if (expected.policy().isPresent() || a == Stance.ALLOWS || b == Stance.ALLOWS) {
            tell(NOTE, link, "plain TCP, as no_tls allows" + by(link, a, b), "");
        } else {
            tell(WARNING, link, "plain TCP, and neither node asks for TLS", USE_TLS);
        }
    }

    private void forbidden(Link link, NodeName by) {
        NodePolicy policy = policy(by).orElseThrow();
        String what = "plain TCP, though " + by + " is to speak TLS (" + policy + ")";
        if (policy.plainByDot(by, link.other(by))) {
            tell(
                    ERROR,
                    link,
                    what
                            + "; a couch node reads the pattern as a regular expression, in which a dot is any character, so that it"
                            + " matches by accident",
                    "Write the pattern so that it cannot match both; if TCP is meant, add no_tls with the very name.");
        } else {
            tell(
                    ERROR,
                    link,
                    what,
                    "Have the node restarted with its flags, and see that nothing else opens connections.");
        }
    }

    private static String by(Link link, Stance a, Stance b) {
        if (a == Stance.ALLOWS && b == Stance.ALLOWS) return " on both";
        if (a == Stance.ALLOWS) return " on " + link.a();
        return b == Stance.ALLOWS ? " on " + link.b() : "";
    }

    private boolean named(Link link) {
        return expected.policy()
                .filter(policy -> policy.carrierFor(link.a()).equals(TcpCarrier.NAME)
                        || policy.carrierFor(link.b()).equals(TcpCarrier.NAME))
                .isPresent();
    }

    private Stance stance(NodeName node, NodeName peer) {
        return policy(node).map(policy -> policy.plain(node, peer)).orElse(Stance.UNKNOWN);
    }

    private Optional<NodePolicy> policy(NodeName node) {
        return survey.node(node).flatMap(SurveyedNode::facts).map(NodeFacts::policy);
    }

    private void tls(Link link) {
        link.tls()
                .map(TlsFacts::version)
                .filter(OLD::contains)
                .ifPresent(version -> remark(
                        new Remark(
                                WARNING,
                                Topic.TLS_VERSION,
                                version + ", which is not safe any more",
                                "Say {versions, ['tlsv1.3', 'tlsv1.2']} in the option files of both nodes."),
                        link));
        verification(link, link.a(), link.byA());
        verification(link, link.b(), link.byB());
    }

    private void verification(Link link, NodeName node, Optional<Sight> sight) {
        sight.flatMap(Sight::tls)
                .flatMap(TlsFacts::verifiesPeer)
                .filter(verifies -> !verifies)
                .ifPresent(no -> unverified
                        .computeIfAbsent(node, any -> new ArrayList<>())
                        .add(link));
    }

    private void tell(Severity severity, Link link, String what, String todo) {
        remark(new Remark(severity, Topic.PLAIN_LINK, what, todo), link);
        if (severity == ERROR) wrong.add(link);
    }

    private void remark(Remark remark, Link link) {
        remarks.computeIfAbsent(remark, any -> new ArrayList<>()).add(link);
    }
}
