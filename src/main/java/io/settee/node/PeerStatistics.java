package io.settee.node;

/**
 * What has been counted for one peer since the node started, over all connections to it.
 *
 * @param connected whether it is connected now
 * @param connects connections that came up, whoever dialled
 * @param failures attempts of ours to connect that failed
 * @param refused attempts of the peer, or of somebody who used its name, that failed or were turned away
 * @param messagesIn signals received, ticks not among them
 * @param messagesOut signals sent
 * @param messagesUnsent of {@code messagesOut}, those that the end of a connection has kept here: they were queued and not, or not whole, handed to the
 *     system. What was handed over and never read by the peer nobody can count
 * @param bytesIn bytes of the distribution protocol received, before encryption
 * @param bytesOut bytes of the distribution protocol sent, before encryption
 * @param queuedBytes what waits to be sent at this moment
 */
public record PeerStatistics(
        boolean connected,
        long connects,
        long failures,
        long refused,
        long messagesIn,
        long messagesOut,
        long messagesUnsent,
        long bytesIn,
        long bytesOut,
        long queuedBytes) {
    static final PeerStatistics NONE = new PeerStatistics(false, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    PeerStatistics plus(PeerStatistics more) {
        return new PeerStatistics(
                connected || more.connected,
                connects + more.connects,
                failures + more.failures,
                refused + more.refused,
                messagesIn + more.messagesIn,
                messagesOut + more.messagesOut,
                messagesUnsent + more.messagesUnsent,
                bytesIn + more.bytesIn,
                bytesOut + more.bytesOut,
                queuedBytes + more.queuedBytes);
    }
}
