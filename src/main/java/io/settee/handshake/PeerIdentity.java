package io.settee.handshake;

import io.settee.identity.Creation;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;

/**
 * Who is at the other end, once it has proved the cookie.
 *
 * @param agreed what both sides can do. With {@link DistFlags#PUBLISHED} in it the connection is a visible one, since both set it.
 *               {@link DistFlags#NAME_ME} is never in it: it is a request and not an ability.
 */
public record PeerIdentity(NodeName name, DistFlags agreed, Creation creation) {
    static PeerIdentity of(NodeName name, DistFlags ours, DistFlags theirs, Creation creation) {
        return new PeerIdentity(name, ours.and(theirs).without(DistFlags.NAME_ME), creation);
    }
}
