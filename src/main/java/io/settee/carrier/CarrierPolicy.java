package io.settee.carrier;

import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.util.Optional;

/**
 * Which carrier a peer is to use, decided by its name, and by its address where that matters. Answers must be quick and pure: event
 * loops ask.
 */
public interface CarrierPolicy {
    /** The name of the carrier to dial this peer with, {@code tcp} or {@code tls}. */
    String carrierFor(NodeName peer);

    /** The same once the peer's address is known; by the name alone unless overridden. */
    default String carrierFor(NodeName peer, InetAddress address) {
        return carrierFor(peer);
    }

    /**
     * Whether a peer may stay that is connected by a carrier; asked once the peer has named itself. Unless overridden TLS is always
     * welcome, so that a cluster can be moved from TCP to TLS node by node.
     *
     * @param wanted what {@link #carrierFor} says of this peer
     * @param own what it says of ourselves: a node that everybody is to dial plain lets everybody in plain, as couch_dist listens by
     *     its own name
     */
    default boolean permits(NodeName peer, String carrier, String wanted, String own) {
        return carrier.equals(TlsCarrier.NAME) || carrier.equals(wanted) || carrier.equals(own);
    }

    /** What a person should know of the choice for this peer; told once. */
    default Optional<String> remark(NodeName peer) {
        return Optional.empty();
    }

    /** The same policy, under which every peer must come by the very carrier that it would be dialled with. */
    default CarrierPolicy strict() {
        return new StrictPolicy(this);
    }
}
