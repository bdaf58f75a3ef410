package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.Optional;

/**
 * A node of the cluster.
 *
 * @param facts what it has told; empty if it was not asked
 */
public record SurveyedNode(NodeName name, Reach reach, Optional<NodeFacts> facts) {}
