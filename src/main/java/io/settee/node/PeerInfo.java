package io.settee.node;

import io.settee.carrier.TlsSession;
import io.settee.connection.Addresses;
import io.settee.connection.Connection;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a peer: what {@code net_kernel:nodes_info/0} gives (its owner aside), and more.
 *
 * @param node its name
 * @param state whether the connection is up or coming up
 * @param address where it is; empty while connecting
 * @param carrier {@code tcp}, {@code tls}, … ; while connecting the one that is tried
 * @param hidden whether the connection is a hidden one; {@code nodes_info} says {@code hidden} or {@code normal}
 * @param dialled whether we dialled, otherwise the peer did
 * @param messagesIn signals received, ticks not among them
 * @param messagesOut signals sent
 * @param messagesUnsent of those, how many the end of the connection has kept here, see {@link PeerStatistics}; 0 while it is up
 * @param bytesIn bytes of the distribution protocol received, before encryption
 * @param bytesOut bytes of the distribution protocol sent, before encryption
 * @param upSince when the handshake was done; empty while connecting
 * @param tls what TLS agreed on; empty on other carriers
 * @param flags what both sides can do; empty while connecting
 */
public record PeerInfo(
        NodeName node,
        State state,
        Optional<String> address,
        String carrier,
        boolean hidden,
        boolean dialled,
        long messagesIn,
        long messagesOut,
        long messagesUnsent,
        long bytesIn,
        long bytesOut,
        Optional<Instant> upSince,
        Optional<TlsSession> tls,
        Optional<DistFlags> flags) {

    /** Of a connection. */
    public enum State {
        CONNECTING,
        UP
    }

    static PeerInfo of(Connection c) {
        return new PeerInfo(
                c.peer(),
                State.UP,
                Optional.of(Addresses.text(c.address())),
                c.carrier(),
                c.hidden(),
                c.dialled(),
                c.messagesIn(),
                c.messagesOut(),
                c.messagesUnsent(),
                c.bytesIn(),
                c.bytesOut(),
                Optional.of(c.upSince()),
                c.tls(),
                Optional.of(c.identity().agreed()));
    }

    static PeerInfo connecting(NodeName node, String carrier) {
        return new PeerInfo(
                node,
                State.CONNECTING,
                Optional.empty(),
                carrier,
                false,
                true,
                0,
                0,
                0,
                0,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** One line: {@code couch@db1  up  10.0.0.5:40123  tls TLSv1.3 …  hidden  in 12  out 9}. */
    @Override
    public String toString() {
        return PeersTable.line(this);
    }
}
