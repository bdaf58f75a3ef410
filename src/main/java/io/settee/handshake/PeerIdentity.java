package io.settee.handshake;

import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;

/**
 * Who is at the other end, once it has proved the cookie.
 *
 * @param agreed what both sides can do. With {@link DistFlags#PUBLISHED} in it the connection is a visible one, since both set it.
 */
public record PeerIdentity(NodeName name, DistFlags agreed, Creation creation) {}
