package io.settee.node;

/** Which nodes {@code nodes/1} is to list. */
public enum NodeKind {
    /** Connected, and listed by all as members of the cluster. */
    VISIBLE,
    /** Connected, but one of the two ends is hidden. */
    HIDDEN,
    /** Connected, visible or hidden. */
    CONNECTED,
    /** This node. */
    THIS,
    /** This node, and whoever is connected or was so before. */
    KNOWN;

    /** Whether this kind has a peer that is connected, or connecting. */
    boolean lists(PeerInfo peer) {
        return peer.state() == PeerInfo.State.UP
                && switch (this) {
                    case VISIBLE -> !peer.hidden();
                    case HIDDEN -> peer.hidden();
                    case CONNECTED, KNOWN -> true;
                    case THIS -> false;
                };
    }
}
