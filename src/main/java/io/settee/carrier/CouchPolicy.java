package io.settee.carrier;

import io.settee.identity.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * CouchDB's rule: every peer speaks TLS but those that a {@code -couch_dist no_tls PATTERN} names.
 *
 * <p>A pattern is {@code true} (every node is TCP), {@code false} (none), or a node name in which {@code *} stands for any run of
 * characters and {@code ?} for exactly one. Without any pattern everybody speaks TLS. CouchDB's page on TLS says otherwise;
 * {@code couch_dist:no_tls/1} decides so, and this follows the code. Unlike there, a dot is a dot.
 *
 * <p>Source: {@code couch_dist.erl}, {@code no_tls/1}.
 */
public final class CouchPolicy implements CarrierPolicy {
    private final List<Rule> rules;

    private CouchPolicy(List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * The policy of some {@code no_tls} patterns, without their quotes.
     *
     * @throws IllegalArgumentException if a pattern is empty
     */
    public static CouchPolicy noTls(List<String> patterns) {
        return new CouchPolicy(patterns.stream().map(Rule::of).toList());
    }

    /** See {@link #noTls(List)}. */
    public static CouchPolicy noTls(String... patterns) {
        return noTls(List.of(patterns));
    }

    /** The patterns in their order. */
    public List<String> patterns() {
        return rules.stream().map(Rule::pattern).toList();
    }

    @Override
    public String carrierFor(NodeName peer) {
        String name = peer.toString();
        return rules.stream().anyMatch(rule -> rule.matches(name)) ? TcpCarrier.NAME : TlsCarrier.NAME;
    }

    @Override
    public Optional<String> remark(NodeName peer) {
        return couchWouldDisagree(peer);
    }

    /**
     * What to tell a person if a couch node with these very patterns would pick another carrier for a peer than we do: there a
     * pattern is a regular expression but for its two signs.
     */
    public Optional<String> couchWouldDisagree(NodeName peer) {
        String name = peer.toString();
        if (carrierFor(peer).equals(TcpCarrier.NAME)) return Optional.empty();
        return rules.stream()
                .filter(rule -> rule.couchs().matcher(name).find())
                .findFirst()
                .map(rule -> "a couch node with no_tls " + rule.pattern() + " would reach " + name
                        + " over TCP, since it reads the pattern as a regular expression, in which a dot is any character;"
                        + " here that peer uses TLS. Add no_tls " + name + " if TCP is meant.");
    }

    @Override
    public String toString() {
        return rules.isEmpty() ? "couch: TLS for every peer" : "couch: no_tls " + String.join(", ", patterns());
    }

    /** A pattern with what it means here and what a couch node makes of it. */
    private record Rule(String pattern, Pattern couchs) {
        private static final Pattern EVERYTHING = Pattern.compile(".*");
        private static final Pattern NOTHING = Pattern.compile("(?!)");

        static Rule of(String pattern) {
            return switch (pattern) {
                case "" -> throw new IllegalArgumentException("an empty no_tls pattern matches nothing; leave it out");
                case "true" -> new Rule(pattern, EVERYTHING);
                case "false" -> new Rule(pattern, NOTHING);
                default -> new Rule(pattern, couchGlob(pattern));
            };
        }

        boolean matches(String name) {
            return switch (pattern) {
                case "true" -> true;
                case "false" -> false;
                default -> globMatches(name);
            };
        }

        /**
         * Strangers choose names, and a regular expression with several stars would take for ever over some. Only the last star that was met can need
         * to stand for more: what those before it stand for is as short as can be.
         */
        private boolean globMatches(String name) {
            int at = 0;
            int star = -1;
            int behindStar = 0;
            for (int i = 0; i < name.length(); ) {
                char wanted = at < pattern.length() ? pattern.charAt(at) : 0;
                if (wanted == '*') {
                    star = at++;
                    behindStar = i;
                } else if (wanted == '?' || wanted == name.charAt(i)) {
                    at++;
                    i++;
                } else if (star >= 0) {
                    at = star + 1;
                    i = ++behindStar;
                } else {
                    return false;
                }
            }
            return pattern.substring(at).chars().allMatch(c -> c == '*');
        }

        /** couch_dist.erl, glob_re/1: everything but the two signs goes into the regular expression as it is. */
        private static Pattern couchGlob(String pattern) {
            try {
                return Pattern.compile("^" + pattern.replace("?", ".").replace("*", ".*") + "$");
            } catch (PatternSyntaxException e) {
                return NOTHING;
            }
        }
    }
}
