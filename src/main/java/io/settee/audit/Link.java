package io.settee.audit;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A connection between two nodes.
 *
 * @param a the node whose name comes first
 * @param b the other one
 * @param byA as {@code a} sees it; empty if it was not asked, or does not see it
 * @param byB as {@code b} sees it
 */
public record Link(NodeName a, NodeName b, Optional<Sight> byA, Optional<Sight> byB) {
    /** By whoever sees it. */
    public Wire wire() {
        List<Wire> seen = sights().map(Sight::wire)
                .filter(wire -> wire != Wire.UNKNOWN)
                .distinct()
                .toList();
        return seen.isEmpty() ? Wire.UNKNOWN : seen.size() == 1 ? seen.getFirst() : Wire.MIXED;
    }

    /** Whether it is a hidden one to anybody who sees it. */
    public boolean hidden() {
        return sights().anyMatch(Sight::hidden);
    }

    /** What TLS has agreed on, by whoever can tell. */
    public Optional<TlsFacts> tls() {
        return sights().flatMap(sight -> sight.tls().stream()).findFirst();
    }

    /** The certificate that a node has shown here. */
    public Optional<ShownCertificate> certificateOf(NodeName node) {
        return (node.equals(a) ? byB : byA).flatMap(Sight::tls).flatMap(TlsFacts::peer);
    }

    public boolean concerns(NodeName node) {
        return node.equals(a) || node.equals(b);
    }

    /** The other one of its two nodes. */
    public NodeName other(NodeName node) {
        return node.equals(a) ? b : a;
    }

    /** Those that there are. */
    public Stream<Sight> sights() {
        return Stream.of(byA, byB).flatMap(Optional::stream);
    }

    /** {@code couch@db1 – couch@db2}. */
    @Override
    public String toString() {
        return a + " – " + b;
    }
}
