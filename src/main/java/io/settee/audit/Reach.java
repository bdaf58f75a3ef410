package io.settee.audit;

import io.settee.carrier.TlsSession;
import io.settee.identity.NodeName;
import java.util.Optional;

/** How a node was asked, or why it was not. */
public sealed interface Reach {
    /**
     * By a connection of ours.
     *
     * @param wire what carries it
     * @param tls what we have agreed on with it
     */
    record Dialled(Wire wire, Optional<TlsSession> tls) implements Reach {}

    /**
     * By way of a member that is connected to it.
     *
     * @param whyNotDialled what became of our own dial
     */
    record Through(NodeName member, String whyNotDialled) implements Reach {}

    /** It was reached and has told nothing: as a rule because it is not a BEAM. */
    record Silent(String why) implements Reach {}

    /**
     * It was not reached by us nor by a member.
     *
     * @param todo what to do about it; may be empty
     */
    record Unreachable(String why, String todo) implements Reach {}
}
