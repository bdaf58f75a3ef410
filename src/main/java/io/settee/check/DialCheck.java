package io.settee.check;

import io.settee.ErlangNode;
import io.settee.carrier.Carrier;
import io.settee.carrier.Carriers;
import io.settee.carrier.TcpCarrier;
import io.settee.carrier.TlsCarrier;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdAddress;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.PortInfo;
import io.settee.error.CarrierException;
import io.settee.error.EpmdException;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import io.settee.node.PeerResolver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Dials a peer, step by step, and stops at the first one that fails. */
final class DialCheck {
    /** When another answer has shown already that TLS will probably get none. */
    private static final Duration IMPATIENCE = Duration.ofSeconds(2);

    private static final int VERSION_OF_OTP_23 = 6;

    private final VmArgs args;
    private final Carriers carriers;
    private final Cookie cookie;
    private final Findings findings;
    private final int epmdPort;

    DialCheck(VmArgs args, Carriers carriers, Cookie cookie, Findings findings) {
        this.args = args;
        this.carriers = carriers;
        this.cookie = cookie;
        this.findings = findings;
        this.epmdPort = EpmdAddress.portFrom(args.environment());
    }

    /** Adds what it finds; blocks. */
    void dial(NodeName peer) throws InterruptedException {
        Optional<InetAddress> host = resolve(peer);
        if (host.isEmpty()) return;
        Optional<Integer> port = port(peer, host.get());
        if (port.isEmpty()) return;
        var address = new InetSocketAddress(host.get(), port.get());
        Carrier carrier = carriers.forPeer(peer);
        Knock.Answer answer = Knock.at(peer, address, ourHost(peer), cookieFor(peer), args.netSetupTime());
        if (answered(peer, address, carrier, answer)) connect(peer, address, carrier, answer);
    }

    private Cookie cookieFor(NodeName peer) {
        return args.peerCookies().getOrDefault(peer, cookie);
    }

    /** A BEAM takes in a node without a name under a host of its own kind only. */
    private String ourHost(NodeName peer) {
        return args.name()
                .map(name -> name.value())
                .filter(self -> self.isLong() == peer.isLong())
                .orElse(peer)
                .host();
    }

    private Optional<InetAddress> resolve(NodeName peer) {
        try {
            InetAddress address = PeerResolver.hostOf(peer, carriers.ipv6());
            findings.fine(Step.RESOLVE, peer + ": its host is " + address.getHostAddress());
            return Optional.of(address);
        } catch (SetteeException e) {
            findings.wrong(
                    Step.RESOLVE,
                    e,
                    "Try getent hosts " + peer.host() + ", and compare with what node() says on the peer.");
            return Optional.empty();
        }
    }

    private Optional<Integer> port(NodeName peer, InetAddress host) {
        if (args.epmdPort().isPresent()) {
            int port = args.epmdPort().getAsInt();
            findings.fine(Step.EPMD, peer + ": EPMD is not asked; by -erl_epmd_port it listens at " + port);
            return Optional.of(port);
        }
        try {
            PortInfo info = new EpmdClient(epmdPort, args.netSetupTime()).lookup(host, peer.name());
            findings.fine(Step.EPMD, peer + ": by EPMD it listens at port " + info.port());
            if (info.highest() < VERSION_OF_OTP_23) {
                findings.warning(
                        Step.EPMD,
                        peer + ": by EPMD it speaks distribution version " + info.highest()
                                + " at most, as OTP 22 and older do",
                        "Nodes of OTP 23 and newer can be talked to.");
            }
            return Optional.of(info.port());
        } catch (EpmdException e) {
            findings.wrong(Step.EPMD, peer + ": " + e.getMessage(), Advice.of(e, peer, epmdPort));
            return Optional.empty();
        }
    }

    /** Whether it is worth going on. */
    private boolean answered(NodeName peer, InetSocketAddress address, Carrier carrier, Knock.Answer answer) {
        boolean tls = carrier.name().equals(TlsCarrier.NAME);
        String where = peer + ": at port " + address.getPort() + " ";
        if (answer instanceof Knock.Answer.Unreachable(SetteeException why)) {
            findings.wrong(Step.TCP, why, Advice.unreachable(peer, address.getPort()));
            return false;
        }
        findings.fine(Step.TCP, peer + ": connected to port " + address.getPort());
        switch (answer) {
            case Knock.Answer.Tls a
            when !tls -> {
                findings.wrong(
                        Step.PROTOCOL,
                        where + "it listens for TLS only, and these settings dial it over plain TCP",
                        Advice.useTls(args, peer));
                return false;
            }
            case Knock.Answer.Tls a -> findings.fine(Step.PROTOCOL, where + "it listens for TLS");
            case Knock.Answer.Plain a
            when tls ->
                findings.note(
                        Step.PROTOCOL, where + "it answers in plain; whether it listens for TLS as well is tried next");
            case Knock.Answer.Plain a -> findings.fine(Step.PROTOCOL, where + "a node answers over plain TCP");
            case Knock.Answer.Other(String sentence) -> {
                findings.wrong(Step.PROTOCOL, where + sentence, Advice.stranger(peer));
                return false;
            }
            case Knock.Answer.Silence a -> {
                findings.wrong(
                        Step.PROTOCOL,
                        where + "something accepts connections and says nothing within "
                                + args.netSetupTime().toSeconds() + " s",
                        "Is the node stopped or overloaded (kill -CONT, top)? Does a proxy or port mapping accept in its place,"
                                + " or a firewall let the connection through and nothing more?");
                return false;
            }
            case Knock.Answer.Closed a -> {
                findings.wrong(
                        Step.PROTOCOL,
                        where + "something accepts connections and closes them without a word",
                        "A proxy whose backend is down does this, and a node that is shutting down; look into its log.");
                return false;
            }
            case Knock.Answer.Unreachable a -> throw new IllegalStateException("told above");
        }
        return true;
    }

    private void connect(NodeName peer, InetSocketAddress address, Carrier carrier, Knock.Answer answer)
            throws InterruptedException {
        var watched = new WatchedCarrier(carrier);
        boolean doubtful =
                answer instanceof Knock.Answer.Plain && !carrier.name().equals(TcpCarrier.NAME);
        Duration limit = doubtful && args.netSetupTime().compareTo(IMPATIENCE) > 0 ? IMPATIENCE : args.netSetupTime();
        try (ErlangNode node = ErlangNode.namedBy(ourHost(peer), peer.toString())
                .cookie(cookieFor(peer))
                .carriers(Carriers.only(watched))
                .resolver(any -> address)
                .setupTime(limit)
                .start()) {
            tellTls(peer, watched);
            findings.fine(Step.HANDSHAKE, peer + ": connected as " + node.name());
            node.peers().stream()
                    .flatMap(info -> info.flags().stream())
                    .forEach(agreed -> new AgreedFlags(peer, agreed, findings).tell());
            findings.fine(Step.COOKIE, peer + ": it has the same cookie");
        } catch (SetteeException e) {
            if (doubtful
                    && !(e instanceof HandshakeException h && h.reason() == HandshakeException.Reason.BAD_COOKIE)) {
                tellPlain(peer, address);
            } else {
                tellTls(peer, watched);
                tellFailure(peer, address, watched, e);
            }
        }
    }

    private void tellPlain(NodeName peer, InetSocketAddress address) {
        findings.wrong(
                Step.PROTOCOL,
                peer + ": at port " + address.getPort()
                        + " it listens for plain TCP only, and these settings dial it over TLS",
                Advice.usePlain(args, peer));
    }

    private void tellTls(NodeName peer, WatchedCarrier watched) {
        watched.seen().ifPresent(seen -> new PeerCertificates(peer, seen, findings).tell(Step.TLS));
    }

    private void tellFailure(NodeName peer, InetSocketAddress address, WatchedCarrier watched, SetteeException e)
            throws InterruptedException {
        Step step = step(e);
        String todo = switch (e) {
            case CarrierException c
            when c.reason() == CarrierException.Reason.OTHER_CARRIER -> Advice.useTls(args, peer);
            case CarrierException c
            when c.reason() == CarrierException.Reason.UNREACHABLE -> Advice.unreachable(peer, address.getPort());
            case CarrierException c -> Advice.tls(args, peer);
            case HandshakeException h -> Advice.of(h, peer, cookieFor(peer));
            default -> "";
        };
        findings.wrong(step, e, todo);
        if (step == Step.TLS && watched.seen().isEmpty()) lookAtCertificates(peer, address);
    }

    /** What the peer shows, whether or not it will do. */
    private void lookAtCertificates(NodeName peer, InetSocketAddress address) throws InterruptedException {
        TlsLook.at(peer, address, args.tlsSettings())
                .ifPresent(seen -> new PeerCertificates(peer, seen, findings).tell(Step.TLS));
    }

    private static Step step(SetteeException e) {
        return switch (e) {
            case CarrierException c ->
                switch (c.reason()) {
                    case UNREACHABLE -> Step.TCP;
                    case OTHER_CARRIER -> Step.PROTOCOL;
                    case CERTIFICATE, TLS -> Step.TLS;
                };
            case HandshakeException h ->
                switch (h.reason()) {
                    case BAD_COOKIE -> Step.COOKIE;
                    case MISSING_FLAGS -> Step.FLAGS;
                    default -> Step.HANDSHAKE;
                };
            default -> Step.HANDSHAKE;
        };
    }
}
