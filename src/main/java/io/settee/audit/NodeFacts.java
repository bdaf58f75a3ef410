package io.settee.audit;

import io.settee.identity.NodeName;
import io.settee.term.Binary;
import java.util.List;

/**
 * What a node has told of itself.
 *
 * @param otp the release of OTP, {@code 25}
 * @param erts the version of its runtime system, {@code 13.1.5}
 * @param hidden whether it was started with {@code -hidden}
 * @param cookie a salted digest of its cookie, to be compared with those of the same survey
 * @param policy what its flags say about carriers
 * @param members whom its application (CouchDB, Mnesia) has for the other members of the cluster, connected or not
 * @param connections how many it has
 * @param sights its connections, or the first of them if they are too many
 */
public record NodeFacts(
        String otp,
        String erts,
        boolean hidden,
        Binary cookie,
        NodePolicy policy,
        List<NodeName> members,
        int connections,
        List<Sight> sights) {
    public NodeFacts {
        members = List.copyOf(members);
        sights = List.copyOf(sights);
    }
}
