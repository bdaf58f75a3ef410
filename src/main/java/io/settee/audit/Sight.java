package io.settee.audit;

import io.settee.identity.NodeName;
import io.settee.term.Binary;
import java.util.Optional;

/**
 * A connection as the node at one end of it sees it.
 *
 * @param peer the node at the other end
 * @param hidden whether the peer is hidden to this node
 * @param wire never {@link Wire#MIXED}
 * @param address of the peer, {@code 10.0.0.5:40123}; empty if it is not known
 * @param tls what TLS has agreed on; empty without TLS, and if the node cannot tell
 * @param cookie a salted digest of the cookie that this node has for the peer
 */
public record Sight(NodeName peer, boolean hidden, Wire wire, String address, Optional<TlsFacts> tls, Binary cookie) {}
