package io.settee.node;

import io.settee.epmd.EpmdClient;
import io.settee.error.CarrierException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where peers listen. The usual one asks EPMD at the peer's host; others know fixed ports or a directory service. */
@FunctionalInterface
public interface PeerResolver {
    /**
     * The address of a peer; called on a virtual thread, may block, and must limit its time.
     *
     * @throws SetteeException if it cannot be found; the message says where it was looked for
     */
    SocketAddress resolve(NodeName peer);

    /** Every peer listens at this port of its host, as with {@code -erl_epmd_port}. */
    static PeerResolver atPort(int port) {
        return peer -> new InetSocketAddress(hostOf(peer), port);
    }

    /**
     * Peers listen where the EPMDs of their hosts say.
     *
     * @param port of all those EPMDs
     * @param limit of one look-up
     * @param ipv6 whether hosts are looked up as IPv6 addresses only
     */
    static PeerResolver byEpmd(int port, Duration limit, boolean ipv6) {
        var client = new EpmdClient(port, limit);
        return peer -> {
            InetAddress host = hostOf(peer, ipv6);
            return new InetSocketAddress(host, client.lookup(host, peer.name()).port());
        };
    }

    /**
     * The address of the host in a peer's name; blocks.
     *
     * @throws CarrierException if the name service does not know it
     */
    static InetAddress hostOf(NodeName peer) {
        return hostOf(peer, false);
    }

    /**
     * As {@link #hostOf(NodeName)}, of one kind only if so wished.
     *
     * @param ipv6 whether an IPv6 address is needed; otherwise the one that the system prefers is taken
     */
    static InetAddress hostOf(NodeName peer, boolean ipv6) {
        try {
            if (!ipv6) return InetAddress.getByName(peer.host());
            for (InetAddress address : InetAddress.getAllByName(peer.host())) {
                if (address instanceof Inet6Address) return address;
            }
            throw unresolved(peer, " has no IPv6 address, and this node speaks IPv6 (-proto_dist inet6_…)", null);
        } catch (UnknownHostException e) {
            throw unresolved(peer, " cannot be resolved", e);
        }
    }

    private static CarrierException unresolved(NodeName peer, String what, @Nullable UnknownHostException cause) {
        return new CarrierException(
                CarrierException.Reason.UNREACHABLE,
                peer,
                "the host part of its name, " + peer.host() + "," + what + ". Check the name, /etc/hosts and DNS.",
                cause);
    }
}
