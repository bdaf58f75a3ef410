package io.settee.carrier;

import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.util.Optional;

/** See {@link CarrierPolicy#strict()}. */
record StrictPolicy(CarrierPolicy lenient) implements CarrierPolicy {
    @Override
    public String carrierFor(NodeName peer) {
        return lenient.carrierFor(peer);
    }

    @Override
    public String carrierFor(NodeName peer, InetAddress address) {
        return lenient.carrierFor(peer, address);
    }

    @Override
    public boolean permits(NodeName peer, String carrier, String wanted, String own) {
        return carrier.equals(wanted);
    }

    @Override
    public Optional<String> remark(NodeName peer) {
        return lenient.remark(peer);
    }

    @Override
    public String toString() {
        return lenient + ", strictly";
    }
}
