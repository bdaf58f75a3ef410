package io.settee.carrier;

import io.netty.channel.Channel;
import io.settee.identity.NodeName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The carriers of one node and the rule that picks among them.
 *
 * <p>Making one reads and checks every file that TLS needs, so that a wrong path is told at start and not in another node's log
 * a day later. Safe for use by any thread.
 */
public final class Carriers {
    private final CarrierPolicy policy;
    private final Map<String, Carrier> byName;
    private final boolean ipv6;

    private Carriers(CarrierPolicy policy, Map<String, Carrier> byName, boolean ipv6) {
        this.policy = policy;
        this.byName = byName;
        this.ipv6 = ipv6;
    }

    /** Plain TCP for everybody: {@code -proto_dist inet_tcp}. */
    public static Carriers tcp() {
        return only(new TcpCarrier());
    }

    /**
     * TLS for everybody: {@code -proto_dist inet_tls}.
     *
     * @throws io.settee.error.ConfigException if a file of the options cannot be used
     */
    public static Carriers tls(TlsOptions server, TlsOptions client) {
        return only(TlsCarrier.load(new TlsSettings(server, client)));
    }

    /**
     * CouchDB's choice by the peer's name, {@code -proto_dist couch}, with one listening port for both.
     *
     * @throws io.settee.error.ConfigException if a file of the options cannot be used
     */
    public static Carriers couch(TlsSettings settings, CouchPolicy policy) {
        return of(policy, new TcpCarrier(), TlsCarrier.load(settings));
    }

    /** One carrier for everybody. */
    public static Carriers only(Carrier carrier) {
        return of(peer -> carrier.name(), carrier);
    }

    /**
     * Any carriers under any policy. With more than one, accepted connections are told apart by their first byte, which works for
     * {@link TcpCarrier} and {@link TlsCarrier}.
     */
    public static Carriers of(CarrierPolicy policy, Carrier... carriers) {
        if (carriers.length == 0) throw new IllegalArgumentException("a node needs a carrier");
        var byName = new LinkedHashMap<String, Carrier>();
        for (Carrier carrier : carriers) byName.put(carrier.name(), carrier);
        return new Carriers(policy, byName, false);
    }

    /** The same over IPv6: {@code -proto_dist inet6_tcp} and {@code inet6_tls}. Peers' hosts are then looked up as IPv6 addresses only. */
    public Carriers overIpv6() {
        return new Carriers(policy, byName, true);
    }

    public boolean ipv6() {
        return ipv6;
    }

    /**
     * The carrier to dial a peer with.
     *
     * @throws IllegalStateException if the policy names one that this node does not have
     */
    public Carrier forPeer(NodeName peer) {
        String name = policy.carrierFor(peer);
        Carrier carrier = byName.get(name);
        if (carrier == null) {
            throw new IllegalStateException(
                    peer + " is to be reached by the carrier " + name + "; this node has " + byName.keySet());
        }
        return carrier;
    }

    /**
     * Prepares an accepted channel: with the one carrier there is, or with a look at the first byte, within
     * {@link CarrierSniffer#PATIENCE}.
     */
    public void prepareAccepted(Channel channel) {
        if (byName.size() == 1) {
            byName.values().iterator().next().prepareAccepted(channel);
        } else {
            channel.pipeline().addFirst(new CarrierSniffer(byName));
        }
    }

    /** Where this node listens; all its carriers share the one port, so they share the transport. */
    public Transport transport() {
        return byName.values().iterator().next().transport();
    }

    /** Whether a peer that has named itself may go on by the carrier it came with. */
    public boolean permits(NodeName peer, Carrier used) {
        return policy.permits(peer, used.name());
    }

    public CarrierPolicy policy() {
        return policy;
    }

    /** What a person should know before a node of this name starts: certificates about to expire, nobody verified, and the like. */
    public List<String> warnings(NodeName self) {
        return tls().map(carrier -> carrier.warnings(self)).orElse(List.of());
    }

    /** What the options name and this node passes over since it has no meaning on the JVM, for one INFO line each at start. */
    public List<String> notes() {
        return tls().map(TlsCarrier::notes).orElse(List.of());
    }

    /** A sentence for each TLS default in force that depends on the OTP release, for one INFO line each at start. */
    public List<String> defaultsInForce() {
        return tls().map(TlsCarrier::defaultsInForce).orElse(List.of());
    }

    private Optional<TlsCarrier> tls() {
        return byName.values().stream()
                .filter(TlsCarrier.class::isInstance)
                .map(TlsCarrier.class::cast)
                .findFirst();
    }
}
