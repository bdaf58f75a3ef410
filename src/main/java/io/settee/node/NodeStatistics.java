package io.settee.node;

import io.settee.identity.NodeName;
import java.util.Map;

/**
 * What a node has counted since it started; a snapshot. Counts never fall, except for {@code queuedBytes}.
 *
 * @param total the sums over all peers; {@code refused} has those who told no name, too, and {@code connected} says whether anybody is
 * @param connectedPeers how many peers are connected now
 * @param droppedMessages messages that came for a pid, name or alias that does not exist, as far as the node has a name
 * @param ignoredSignals signals that came and were not believed or not known, as far as the node has a name
 * @param missedEvents events that slow subscribers were not told
 * @param peers each peer that we were connected to or tried to reach; of more than 10,000 some that are not connected are left out, though not of
 *     the sums
 */
public record NodeStatistics(
        PeerStatistics total,
        long connectedPeers,
        long droppedMessages,
        long ignoredSignals,
        long missedEvents,
        Map<NodeName, PeerStatistics> peers) {
    public NodeStatistics {
        peers = Map.copyOf(peers);
    }
}
