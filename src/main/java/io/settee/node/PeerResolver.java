package io.settee.node;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.net.SocketAddress;

/** Where peers listen. The usual one asks EPMD at the peer's host; others know fixed ports or a directory service. */
@FunctionalInterface
public interface PeerResolver {
    /**
     * The address of a peer; called on a virtual thread, may block, and must limit its time.
     *
     * @throws SetteeException if it cannot be found; the message says where it was looked for
     */
    SocketAddress resolve(NodeName peer);
}
