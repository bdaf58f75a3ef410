package io.settee.audit;

import io.settee.audit.Finding.Topic;
import io.settee.identity.NodeName;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Of each certificate that a node has shown to anybody: how long it is good. */
final class CertificateRules {
    private final Survey survey;
    private final Expectations expected;
    private final Findings findings;

    CertificateRules(Survey survey, Expectations expected, Findings findings) {
        this.survey = survey;
        this.expected = expected;
        this.findings = findings;
    }

    void run() {
        // Nodes may share one.
        Map<ShownCertificate, List<NodeName>> shownBy = new LinkedHashMap<>();
        for (SurveyedNode node : survey.nodes()) {
            for (ShownCertificate certificate : survey.certificatesOf(node.name())) {
                shownBy.computeIfAbsent(certificate, any -> new ArrayList<>()).add(node.name());
            }
        }
        shownBy.forEach(this::judge);
    }

    private void judge(ShownCertificate certificate, List<NodeName> nodes) {
        if (certificate.expiry().isAfter(survey.at().plus(expected.certificateLife()))) return;
        long days = certificate.daysLeft(survey.at());
        String when = certificate.expiry().atZone(ZoneOffset.UTC).toLocalDate().toString();
        findings.add(
                Severity.ERROR,
                Topic.CERTIFICATE,
                nodes,
                Audit.list(nodes) + ": the certificate (" + certificate.subject() + ") "
                        + (days < 0 ? "expired on " + when : "expires in " + days + " days, on " + when),
                "Issue a new one and put it in the place of the old one; nodes read it when they connect anew. settee certs make can"
                        + " do this.");
    }
}
