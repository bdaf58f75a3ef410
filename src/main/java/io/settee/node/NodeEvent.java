package io.settee.node;

import io.settee.connection.CloseReason;
import io.settee.identity.NodeName;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What happens to a node, its connections and its mailboxes. Delivered in order, one at a time, on a virtual thread of the subscriber's own,
 * never on an event loop: a slow subscriber delays nobody. It is told later, and of more than 10,000 events that wait for it the newest
 * are not told, but counted ({@link Missed}).
 */
public sealed interface NodeEvent {

    /** A connection came up, whoever dialled: what {@code net_kernel:monitor_nodes/2} calls {@code nodeup}. */
    record PeerUp(PeerInfo peer) implements NodeEvent {}

    /**
     * A connection is gone, {@code nodedown}; every link and monitor over it has fired before this is told.
     *
     * @param peer as it was at the end, with its last counters
     * @param reason why; {@code reason.kind().atom()} is what {@code net_kernel} calls {@code nodedown_reason}
     */
    record PeerDown(PeerInfo peer, CloseReason reason) implements NodeEvent {}

    /**
     * An attempt to connect to a peer has failed.
     *
     * @param reason a sentence for people, the same that the caller of {@code connect} or {@code send} gets
     */
    record ConnectFailed(NodeName peer, String reason) implements NodeEvent {}

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
     * A mailbox has ended; not told of processes that peers have spawned.
     *
     * @param names what it was registered as until then
     * @param from who ended it: itself when it was closed, or whoever sent the exit signal
     * @param reason the exit reason, which links and monitors see
     */
    record MailboxDead(Pid mailbox, Set<String> names, Pid from, Term reason) implements NodeEvent {
        public MailboxDead {
            names = Set.copyOf(names);
        }
    }

    /** So many events before the next one were not told, since the subscriber was too slow. */
    record Missed(long events) implements NodeEvent {}

    /**
     * As many messages wait in a mailbox as may; told again only after half of them were gone.
     *
     * @param messages its bound
     * @param drops whether more messages are dropped; otherwise their senders wait
     */
    record MailboxFull(Pid mailbox, int messages, boolean drops) implements NodeEvent {}

    /**
     * A certificate of this node ends soon, or has ended; told once a day within the last 30 days.
     *
     * @param end of the one that ends first
     */
    record CertificateEnds(Instant end) implements NodeEvent {}
}
