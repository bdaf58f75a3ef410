package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.ArrayList;
import java.util.List;

/** Collects them. */
final class Findings {
    private final List<Finding> all = new ArrayList<>();

    void add(Severity severity, Finding.Topic topic, List<NodeName> nodes, String what, String todo) {
        all.add(new Finding(severity, topic, nodes, what, todo));
    }

    List<Finding> all() {
        return all;
    }
}
