package io.settee.audit;

import static io.settee.audit.Severity.ERROR;
import static io.settee.audit.Severity.NOTE;
import static io.settee.audit.Severity.WARNING;

import io.settee.audit.Finding.Topic;
import io.settee.audit.NodePolicy.Stance;
import io.settee.carrier.TcpCarrier;
import io.settee.identity.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Of each link: is it to be plain, who verifies whom, which version of TLS. */
final class LinkRules {
    private static final Set<String> OLD = Set.of("TLSv1", "TLSv1.1");

    private final Survey survey;
    private final Expectations expected;
    private final Findings findings;

    LinkRules(Survey survey, Expectations expected, Findings findings) {
        this.survey = survey;
        this.expected = expected;
        this.findings = findings;
    }

    void run() {
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
    }

    private void plain(Link link) {
        Stance a = stance(link.a(), link.b());
        Stance b = stance(link.b(), link.a());
        if (a == Stance.FORBIDS) forbidden(link, link.a());
        else if (b == Stance.FORBIDS) forbidden(link, link.b());
        else if (expected.policy().isPresent() && !named(link)) {
            tell(ERROR, link, "it is plain TCP, and by the policy given here both nodes speak TLS", useTls(link));
        } else if (expected.policy().isPresent() || a == Stance.ALLOWS || b == Stance.ALLOWS) {
            tell(NOTE, link, "it is plain TCP, as no_tls allows" + by(link, a, b), "");
        } else {
            tell(WARNING, link, "it is plain TCP, and neither node asks for TLS", useTls(link));
        }
    }

    private void forbidden(Link link, NodeName by) {
        NodePolicy policy = policy(by).orElseThrow();
        String flags = "it is plain TCP, and " + by + " is to speak TLS (" + policy + ")";
        boolean dot = policy.plainByDot(by, link.other(by));
        tell(
                ERROR,
                link,
                dot
                        ? flags
                                + "; a couch node reads the pattern as a regular expression, in which a dot is any character, so that it"
                                + " matches by accident"
                        : flags,
                dot
                        ? "Write the pattern so that it cannot match both; if TCP is meant, add no_tls with the very name."
                        : "Have the node restarted with its flags, and see that nothing else opens connections.");
    }

    private static String by(Link link, Stance a, Stance b) {
        if (a == Stance.ALLOWS && b == Stance.ALLOWS) return " on both";
        if (a == Stance.ALLOWS) return " on " + link.a();
        return b == Stance.ALLOWS ? " on " + link.b() : "";
    }

    private static String useTls(Link link) {
        return "Start " + link.a() + " and " + link.b()
                + " with -proto_dist inet_tls, or couch, and an option file; settee certs make writes one.";
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
                .ifPresent(version -> findings.add(
                        WARNING,
                        Topic.TLS_VERSION,
                        List.of(link.a(), link.b()),
                        link + ": it uses " + version + ", which is not safe any more",
                        "Say {versions, ['tlsv1.3', 'tlsv1.2']} in the option files of both."));
        verification(link, link.a(), link.byA());
        verification(link, link.b(), link.byB());
    }

    private void verification(Link link, NodeName node, Optional<Sight> sight) {
        sight.flatMap(Sight::tls)
                .flatMap(TlsFacts::verifiesPeer)
                .filter(verifies -> !verifies)
                .ifPresent(no -> findings.add(
                        WARNING,
                        Topic.VERIFICATION,
                        List.of(node),
                        link + ": it is encrypted, but " + node
                                + " verifies nobody there (verify_none), so anybody on the way may be "
                                + "the other end",
                        "Say {verify, verify_peer} and a cacertfile for both roles in the option file of " + node
                                + "."));
    }

    private void tell(Severity severity, Link link, String what, String todo) {
        findings.add(severity, Topic.PLAIN_LINK, List.of(link.a(), link.b()), link + ": " + what, todo);
    }
}
