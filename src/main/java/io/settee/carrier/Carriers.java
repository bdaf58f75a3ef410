package io.settee.carrier;

import io.netty.channel.Channel;
import io.settee.error.ConfigException;
import io.settee.identity.NodeName;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The carriers of one node and the rule that picks among them.
 *
 * <p>Making one reads and checks every file that TLS needs, so that a wrong path is told at start and not in another node's log
 * a day later. Safe for use by any thread.
 */
public final class Carriers {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.carrier");

    private volatile CarrierPolicy policy;
    private final Map<String, Carrier> byName;
    private final boolean ipv6;
    private final IdentityBinding binding;
    private final @Nullable Transport transport;

    private Carriers(
            CarrierPolicy policy,
            Map<String, Carrier> byName,
            boolean ipv6,
            IdentityBinding binding,
            @Nullable Transport transport) {
        this.policy = policy;
        this.transport = transport;
        this.byName = byName;
        this.ipv6 = ipv6;
        this.binding = binding;
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
        return tls(new TlsSettings(server, client));
    }

    /** The same with settings as an option file gives them. */
    public static Carriers tls(TlsSettings settings) {
        return only(TlsCarrier.load(settings));
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
        return new Carriers(policy, byName, false, IdentityBinding.OFF, null);
    }

    /** The same over IPv6: {@code -proto_dist inet6_tcp} and {@code inet6_tls}. Peers' hosts are then looked up as IPv6 addresses only. */
    public Carriers overIpv6() {
        return new Carriers(policy, byName, true, binding, transport);
    }

    /**
     * The same with channels from elsewhere: {@code Transport.sockets(loops)} gives a node event loops of its own, or those that other Netty
     * programs of this process use.
     */
    public Carriers over(Transport other) {
        return new Carriers(policy, byName, ipv6, binding, other);
    }

    /**
     * The same with another rule on how the certificates of peers must fit their names, in both directions. Peers that come without TLS
     * have no certificate; whether they may is the policy's matter.
     *
     * @throws ConfigException if there is a rule but the TLS options have certificates taken unseen: anybody can make one for any name
     */
    public Carriers bound(IdentityBinding rule) {
        if (rule != IdentityBinding.OFF) {
            tls().flatMap(TlsCarrier::unverified).ifPresent(options -> {
                throw new ConfigException(options.source() + ": the " + options.role()
                        + " options say verify_none, so a peer's certificate proves nothing, and identity binding "
                        + rule
                        + " cannot be kept. Say verify_peer there, with a cacertfile, or leave the binding OFF");
            });
        }
        return new Carriers(policy, byName, ipv6, rule, transport);
    }

    /**
     * Decides by another policy from now on. Connections that are up stay as they are; a rolling change from TCP to TLS begins with
     * this.
     *
     * @throws IllegalArgumentException if this node has one carrier only, so that there is nothing to decide
     */
    public void changePolicy(CarrierPolicy other) {
        if (byName.size() == 1) {
            throw new IllegalArgumentException("this node has the carrier " + byName.keySet()
                    + " only. Make its carriers by Carriers.couch(…), which has both");
        }
        policy = other;
        LOG.info("the carrier policy is now: {}", other);
    }

    public boolean ipv6() {
        return ipv6;
    }

    /**
     * The carrier to dial a peer with, as far as its name tells.
     *
     * @throws IllegalStateException if the policy names one that this node does not have
     */
    public Carrier forPeer(NodeName peer) {
        return named(peer, policy.carrierFor(peer));
    }

    /** The carrier to dial a peer with at an address. */
    public Carrier forPeer(NodeName peer, SocketAddress at) {
        return named(peer, wanted(peer, at));
    }

    private String wanted(NodeName peer, @Nullable SocketAddress at) {
        return at instanceof InetSocketAddress inet && !inet.isUnresolved()
                ? policy.carrierFor(peer, inet.getAddress())
                : policy.carrierFor(peer);
    }

    private Carrier named(NodeName peer, String name) {
        Carrier carrier = byName.get(name);
        if (carrier == null) {
            throw new IllegalStateException(
                    peer + " is to be reached by the carrier " + name + "; this node has " + byName.keySet());
        }
        return carrier;
    }

    /** Prepares an accepted channel: with the one carrier there is, or with a look at the first byte. */
    public void prepareAccepted(Channel channel) {
        if (byName.size() == 1) {
            byName.values().iterator().next().prepareAccepted(channel);
        } else {
            channel.pipeline().addFirst(new CarrierSniffer(byName));
        }
    }

    /** Where this node listens; all its carriers share the one port, so they share the transport. */
    public Transport transport() {
        return transport(byName.values().iterator().next());
    }

    /** Where one of its carriers dials. */
    public Transport transport(Carrier carrier) {
        return transport != null ? transport : carrier.transport();
    }

    /**
     * What forbids a peer that has dialled us and named itself to go on, as a sentence for the log; empty if nothing does.
     *
     * @param us our own name, if we have one yet
     */
    public Optional<String> refusal(
            NodeName claimed, CarrierReady how, @Nullable SocketAddress from, Optional<NodeName> us) {
        String used = how.carrier().name();
        String wanted = wanted(claimed, from);
        String own = us.map(policy::carrierFor).orElse("");
        if (!policy.permits(claimed, used, wanted, own)) {
            return Optional.of("it came over " + used + ", and the carrier policy wants " + wanted + " for it ("
                    + policy + "). Have it dial us over " + wanted + ", or change the policy here");
        }
        boolean demanded = tls().map(tls -> tls.demandsHostOfClients()).orElse(false);
        IdentityBinding rule = binding == IdentityBinding.OFF && demanded ? IdentityBinding.HOST : binding;
        return how.tls().flatMap(session -> rule.refusal(claimed, session));
    }

    /** The same for a peer that we have dialled, of which only the certificate is in question. */
    public Optional<String> refusal(NodeName dialled, CarrierReady how) {
        return how.tls().flatMap(session -> binding.refusal(dialled, session));
    }

    public CarrierPolicy policy() {
        return policy;
    }

    /** Whether a node with these must not listen, since its TLS settings are {@linkplain TlsSettings#diallingOnly for dialling only}. */
    public boolean dialOnly() {
        return tls().map(TlsCarrier::dialsOnly).orElse(false);
    }

    /** What a person should know before a node starts: certificates about to expire, nobody verified, and the like. */
    public List<String> warnings() {
        return tls().map(TlsCarrier::warnings).orElse(List.of());
    }

    /** The same before a node of this name starts, which its certificate must fit. */
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

    /** A sentence for each role that speaks TLS: whose engines serve it, and why not others, for one INFO line each at start. */
    public List<String> engines() {
        return tls().map(TlsCarrier::engines).orElse(List.of());
    }

    /** When the first of this node's own certificates ends, looking at its files again; empty if it has none. */
    public Optional<Instant> certificateExpiry() {
        return tls().flatMap(TlsCarrier::certificateExpiry);
    }

    private Optional<TlsCarrier> tls() {
        return byName.values().stream()
                .filter(TlsCarrier.class::isInstance)
                .map(TlsCarrier.class::cast)
                .findFirst();
    }
}
