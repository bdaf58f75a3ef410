package io.settee.node;

import io.settee.error.CarrierException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;

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
     * The address of the host in a peer's name; blocks.
     *
     * @throws CarrierException if the name service does not know it
     */
    static InetAddress hostOf(NodeName peer) {
        try {
            return InetAddress.getByName(peer.host());
        } catch (UnknownHostException e) {
            throw new CarrierException(
                    CarrierException.Reason.UNREACHABLE,
                    peer,
                    "the host part of its name, " + peer.host()
                            + ", cannot be resolved. Check the name, /etc/hosts and DNS.",
                    e);
        }
    }
}
