package io.settee.audit;

import io.settee.identity.NodeName;
import io.settee.term.Binary;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A cluster as it was at one moment.
 *
 * @param first the node from which it was seen
 * @param at when
 * @param nodes sorted by name
 * @param links sorted by the names of their nodes
 * @param complete whether no limit has kept anything out
 */
public record Survey(NodeName first, Instant at, List<SurveyedNode> nodes, List<Link> links, boolean complete) {
    public Survey {
        nodes = List.copyOf(nodes);
        links = List.copyOf(links);
    }

    public Optional<SurveyedNode> node(NodeName name) {
        return nodes.stream().filter(node -> node.name().equals(name)).findFirst();
    }

    /** Whether the node from which it was seen has told anything. */
    public boolean isUsable() {
        return node(first).flatMap(SurveyedNode::facts).isPresent();
    }

    /** The connection between two nodes. */
    public Optional<Link> between(NodeName one, NodeName other) {
        return links.stream()
                .filter(link -> link.concerns(one) && link.concerns(other))
                .findFirst();
    }

    public Stream<Link> linksOf(NodeName node) {
        return links.stream().filter(link -> link.concerns(node));
    }

    /** The certificates that a node has shown, to its peers and to us; more than one if it has one per role, or has changed it. */
    public SequencedSet<ShownCertificate> certificatesOf(NodeName node) {
        var found = new LinkedHashSet<ShownCertificate>();
        linksOf(node).forEach(link -> link.certificateOf(node).ifPresent(found::add));
        node(node)
                .map(SurveyedNode::reach)
                .filter(Reach.Dialled.class::isInstance)
                .flatMap(reach -> ((Reach.Dialled) reach).tls())
                .flatMap(ShownCertificate::of)
                // The order of its names may be another one.
                .filter(seen -> found.stream()
                        .noneMatch(one -> one.subject().equals(seen.subject())
                                && one.expiry().equals(seen.expiry())))
                .ifPresent(found::add);
        return found;
    }

    /** A letter for each cookie that there is, by the nodes that have it; nodes that were not asked are left out. */
    public SortedMap<NodeName, String> cookieLetters() {
        Map<Binary, String> letters = new HashMap<>();
        var byNode = new TreeMap<NodeName, String>();
        for (SurveyedNode node : nodes) {
            if (node.facts().isEmpty()) continue;
            int next = letters.size();
            byNode.put(node.name(), letters.computeIfAbsent(node.facts().get().cookie(), any -> letter(next)));
        }
        return byNode;
    }

    private static String letter(int number) {
        return number < 26 ? String.valueOf((char) ('A' + number)) : "A" + number;
    }

    /** Whether a node is a hidden one to others: it says so, or nobody sees it otherwise. */
    public boolean isHidden(SurveyedNode node) {
        return node.facts().isPresent()
                ? node.facts().get().hidden()
                : linksOf(node.name()).findAny().isPresent()
                        && linksOf(node.name()).allMatch(Link::hidden);
    }

    /** How many links are of this kind. */
    public long count(Wire wire) {
        return links.stream().filter(link -> link.wire() == wire).count();
    }
}
