package io.settee.carrier;

import io.settee.identity.NodeName;

/**
 * Which carrier a peer is to use, decided by its name. Answers must be quick and pure: event loops ask.
 */
public interface CarrierPolicy {
    /** The name of the carrier to dial this peer with, {@code tcp} or {@code tls}. */
    String carrierFor(NodeName peer);

    /**
     * Whether a peer may stay that is connected by a carrier; asked once the peer has named itself. Unless overridden TLS is always
     * welcome, so that a cluster can be moved from TCP to TLS node by node.
     */
    default boolean permits(NodeName peer, String carrier) {
        return carrier.equals(TlsCarrier.NAME) || carrier.equals(carrierFor(peer));
    }
}
