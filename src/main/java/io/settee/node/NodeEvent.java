package io.settee.node;

import io.settee.connection.CloseReason;
import io.settee.identity.NodeName;
import io.settee.term.Pid;
import java.util.Optional;

/** What happens to a node's connections, and to its mailboxes. Delivered in order, one at a time, on a thread of the subscriber's own. */
public sealed interface NodeEvent {

    /** A connection came up. */
    record PeerUp(PeerInfo peer) implements NodeEvent {}

    /**
     * A connection is gone; every link and monitor over it has fired before this is told.
     *
     * @param peer as it was at the end, with its last counters
     * @param reason why; {@code reason.kind().atom()} is what {@code net_kernel} calls {@code nodedown_reason}
     */
    record PeerDown(PeerInfo peer, CloseReason reason) implements NodeEvent {}

    /** A peer has given this node its name, for as long as the connection to it lasts. */
    record NameGiven(NodeName name, NodeName by) implements NodeEvent {}

    /** The connection to the giver of this node's name is gone, and the name, all connections and all mailboxes with it. */
    record NameLost(NodeName name, NodeName by) implements NodeEvent {}

    /**
     * Somebody dialled us and was sent away, or went before the handshake was done.
     *
     * @param from its address
     * @param claimed the name it gave, unproved
     * @param reason a sentence for people
     */
    record Refused(String from, Optional<NodeName> claimed, String reason) implements NodeEvent {}

    /**
     * As many messages wait in a mailbox as may; told again only after half of them were gone.
     *
     * @param messages its bound
     * @param drops whether more messages are dropped; otherwise their senders wait
     */
    record MailboxFull(Pid mailbox, int messages, boolean drops) implements NodeEvent {}
}
