package io.settee.node;

import io.settee.identity.NodeName;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom a node meets, {@code net_kernel:allow/1}: peers that are not in the list are refused when they dial us, and are not dialled. An empty list
 * allows everybody. The cookie, and TLS, are checked all the same.
 *
 * <p>An entry is a node ({@code name@host}), all nodes of a host ({@code host}) or a name at any host ({@code name@}). Nodes that come
 * without a name and ask for one are allowed by their host only. In one thing this is wider than the BEAM, which takes the last two
 * forms from those that dial it and itself dials none but full names: here both directions have one rule.
 *
 * <p>Source: OTP {@code dist_util.erl}, {@code is_allowed/2}; {@code net_kernel.erl}, {@code setup_check/2}.
 */
public record AllowList(Set<String> entries) {
    public static final AllowList EVERYBODY = new AllowList(Set.of());

    /** @throws IllegalArgumentException if an entry is none of the three forms */
    public AllowList {
        entries = Set.copyOf(entries);
        entries.forEach(AllowList::check);
    }

    private static void check(String entry) {
        int at = entry.indexOf('@');
        try {
            if (at < 0) new NodeName("any", entry);
            else if (at == entry.length() - 1) new NodeName(entry.substring(0, at), "any");
            else NodeName.of(entry);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "whom to allow: '" + entry + "' is none of name@host, host and name@: " + e.getMessage(), e);
        }
    }

    /** This list and these entries. */
    public AllowList with(Collection<String> more) {
        var all = new HashSet<>(entries);
        all.addAll(more);
        return new AllowList(all);
    }

    /** Whether a node is in the list, or everybody is. */
    public boolean allows(NodeName peer) {
        return entries.isEmpty()
                || entries.contains(peer.toString())
                || entries.contains(peer.host())
                || entries.contains(peer.name() + "@");
    }

    /** Whether a peer at this host may come that has no name yet. */
    boolean allowsNameless(String host) {
        return entries.isEmpty() || entries.contains(host);
    }
}
