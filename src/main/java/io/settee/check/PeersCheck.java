package io.settee.check;

import io.settee.carrier.Carriers;
import io.settee.carrier.TcpCarrier;
import io.settee.config.ProtoDist;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdAddress;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.NameAndPort;
import io.settee.error.EpmdException;
import io.settee.identity.NodeName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which carrier for whom, and where a couch node would decide otherwise than it seems. */
final class PeersCheck {
    private final VmArgs args;
    private final Carriers carriers;
    private final Findings findings;

    PeersCheck(VmArgs args, Carriers carriers, Findings findings) {
        this.args = args;
        this.carriers = carriers;
        this.findings = findings;
    }

    void run(List<NodeName> named, List<NodeName> dialled) {
        Set<NodeName> peers = new LinkedHashSet<>(named);
        peers.addAll(dialled);
        for (NodeName peer : peers) {
            checkKind(peer);
            fact(peer, "named");
        }
        for (NodeName peer : knownHere()) {
            if (peers.add(peer)) fact(peer, "known to EPMD here");
        }
        if (args.protoDist() == ProtoDist.COUCH) checkCouch(peers);
    }

    private void fact(NodeName peer, String why) {
        findings.fact("peer", peer.toString(), carriers.forPeer(peer).name(), why);
    }

    private void checkKind(NodeName peer) {
        args.name()
                .map(name -> name.value())
                .filter(self -> self.isLong() != peer.isLong())
                .ifPresent(
                        self -> findings.wrong(
                                Step.NAME,
                                self + " has a " + kind(self) + " name and " + peer + " a " + kind(peer)
                                        + " one; BEAM nodes of the two kinds refuse each other",
                                "Start all nodes of a cluster with -name and full host names or addresses, or all with -sname."));
    }

    private static String kind(NodeName node) {
        return node.isLong() ? "long" : "short";
    }

    /** The nodes of EPMD on this machine, of which it knows only the names, under our own host. */
    private List<NodeName> knownHere() {
        if (args.epmdPort().isPresent() || args.name().isEmpty()) return List.of();
        NodeName self = args.name().get().value();
        EpmdAddress epmd = EpmdAddress.fromEnvironment(args.environment());
        try {
            return new EpmdClient(epmd.port(), NodeCheck.EPMD_LIMIT)
                    .names(epmd.host()).stream()
                            .map(NameAndPort::name)
                            .filter(name -> !name.equals(self.name()))
                            .map(name -> NodeName.of(name + "@" + self.host()))
                            .toList();
        } catch (EpmdException | IllegalArgumentException e) {
            // That no EPMD answers is told where this node's own registration is looked at.
            return List.of();
        }
    }

    private void checkCouch(Set<NodeName> peers) {
        findings.note(
                Step.CARRIER,
                "-proto_dist couch: a BEAM needs CouchDB's couch_dist.beam in its code path (-pa), or it ends with"
                        + " \"Protocol 'couch': not supported\"; Settee has it built in");
        if (args.noTls().isEmpty()) {
            findings.note(Step.CARRIER, "no -couch_dist no_tls is given: every peer uses TLS");
        }
        for (NodeName peer : peers) {
            args.couchPolicy()
                    .couchWouldDisagree(peer)
                    .ifPresent(sentence -> findings.warning(Step.CARRIER, sentence, ""));
        }
        args.name().map(name -> name.value()).ifPresent(self -> checkListener(self, peers));
    }

    /** couch_dist's one listener is chosen by the node's own name. */
    private void checkListener(NodeName self, Set<NodeName> peers) {
        boolean listensPlain = carriers.policy().carrierFor(self).equals(TcpCarrier.NAME);
        if (listensPlain) {
            findings.warning(
                    Step.CARRIER,
                    self
                            + " itself is under no_tls: a BEAM with couch_dist then listens for plain TCP alone, and every peer"
                            + " that dials it over TLS fails. Settee listens for both",
                    "Take its own name out of the patterns, unless all peers are to dial it without TLS.");
            return;
        }
        for (NodeName peer : peers) {
            if (!carriers.policy().carrierFor(peer).equals(TcpCarrier.NAME)) continue;
            findings.note(
                    Step.CARRIER,
                    self + " dials " + peer + " over TCP; if it is a BEAM with couch_dist, " + peer
                            + " cannot dial it, since its listener speaks TLS only unless its own name is under no_tls, too."
                            + " Let " + self + " connect first. Settee listens for both");
        }
    }
}
