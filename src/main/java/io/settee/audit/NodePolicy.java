package io.settee.audit;

import io.settee.carrier.CouchPolicy;
import io.settee.carrier.TcpCarrier;
import io.settee.identity.NodeName;
import java.util.ArrayList;
import java.util.List;

/**
 * What a node's flags say about carriers.
 *
 * @param protoDist {@code -proto_dist}; {@code inet_tcp} if it is not given
 * @param noTls the patterns of {@code -couch_dist no_tls}, without their quotes
 * @param ignored {@code -couch_dist} flags that {@code couch_dist} passes over, as they stand
 * @param optionFile {@code -ssl_dist_optfile}; empty if it is not given
 */
public record NodePolicy(String protoDist, List<String> noTls, List<String> ignored, String optionFile) {
    /** Whether a connection may be plain. */
    public enum Stance {
        FORBIDS,
        /** A pattern names one of the two nodes. */
        ALLOWS,
        /** This node has no TLS. */
        HAS_NO_TLS,
        /** A carrier that is not known here. */
        UNKNOWN
    }

    public NodePolicy {
        noTls = List.copyOf(noTls);
        ignored = List.copyOf(ignored);
    }

    /** By the words behind the flags, in their order. */
    static NodePolicy of(List<List<String>> protoDist, List<List<String>> couchDist, List<List<String>> optionFile) {
        var patterns = new ArrayList<String>();
        var ignored = new ArrayList<String>();
        for (List<String> words : couchDist) {
            if (words.size() == 2 && words.getFirst().equals("no_tls")) patterns.add(unquoted(words.getLast()));
            else ignored.add(String.join(" ", words));
        }
        return new NodePolicy(
                // Of a flag that is given twice, net_kernel takes the first.
                protoDist.isEmpty() ? "inet_tcp" : String.join(" ", protoDist.getFirst()),
                patterns.stream().filter(pattern -> !pattern.isEmpty()).toList(),
                ignored,
                optionFile.isEmpty() ? "" : String.join(" ", optionFile.getFirst()));
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() >= 2 && word.startsWith("\"") && word.endsWith("\"");
        return quoted ? word.substring(1, word.length() - 1) : word;
    }

    /**
     * What the node of these flags says about a plain connection to a peer. Couch's carrier dials by the peer's name, and listens, for
     * everybody, by its own.
     *
     * @see CouchPolicy
     */
    public Stance plain(NodeName self, NodeName peer) {
        return switch (protoDist) {
            case "inet_tcp", "inet6_tcp" -> Stance.HAS_NO_TLS;
            case "inet_tls", "inet6_tls" -> Stance.FORBIDS;
            case "couch" -> {
                CouchPolicy policy = CouchPolicy.noTls(noTls);
                boolean named = policy.carrierFor(peer).equals(TcpCarrier.NAME)
                        || policy.carrierFor(self).equals(TcpCarrier.NAME);
                yield named ? Stance.ALLOWS : Stance.FORBIDS;
            }
            default -> Stance.UNKNOWN;
        };
    }

    /** Whether a pattern that does not name one of the two nodes does so as {@code couch_dist} reads it, where a dot is any character. */
    boolean plainByDot(NodeName self, NodeName peer) {
        CouchPolicy policy = CouchPolicy.noTls(noTls);
        return policy.couchWouldDisagree(peer).isPresent()
                || policy.couchWouldDisagree(self).isPresent();
    }

    /** {@code couch, no_tls node3@127.0.0.1}. */
    @Override
    public String toString() {
        return noTls.isEmpty() ? protoDist : protoDist + ", no_tls " + String.join(", ", noTls);
    }
}
