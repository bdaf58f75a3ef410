package io.settee.carrier;

import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * Plain TCP with peers in some networks, and another policy's choice for all others: what loopback needs, or a network that is encrypted
 * already. Before a peer's address is known, the other policy answers.
 */
public final class AddressPolicy implements CarrierPolicy {
    private final List<Network> plain;
    private final CarrierPolicy others;

    private AddressPolicy(List<Network> plain, CarrierPolicy others) {
        this.plain = plain;
        this.others = others;
    }

    /**
     * Plain TCP within these networks.
     *
     * @param networks {@code 127.0.0.0/8}, {@code ::1/128}, …
     * @throws IllegalArgumentException if one is none
     */
    public static AddressPolicy plainWithin(List<String> networks, CarrierPolicy others) {
        return new AddressPolicy(networks.stream().map(Network::of).toList(), others);
    }

    /** Plain TCP with peers on this machine. */
    public static AddressPolicy plainOnLoopback(CarrierPolicy others) {
        return plainWithin(List.of("127.0.0.0/8", "::1/128"), others);
    }

    @Override
    public String carrierFor(NodeName peer) {
        return others.carrierFor(peer);
    }

    @Override
    public String carrierFor(NodeName peer, InetAddress address) {
        return plain.stream().anyMatch(network -> network.contains(address))
                ? TcpCarrier.NAME
                : others.carrierFor(peer, address);
    }

    @Override
    public boolean permits(NodeName peer, String carrier, String wanted, String own) {
        return others.permits(peer, carrier, wanted, own);
    }

    @Override
    public Optional<String> remark(NodeName peer) {
        return others.remark(peer);
    }

    @Override
    public String toString() {
        return "tcp within " + plain + ", else " + others;
    }
}
