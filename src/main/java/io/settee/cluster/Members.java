package io.settee.cluster;

import io.settee.call.Caller;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.PeerInfo;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The members of the cluster that a node is connected to, as those whom it asks. Any thread. */
final class Members {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.cluster");
    /** Longer than {@code global} takes to get its lock while members come and go. */
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Node node;
    private final Caller caller;

    Members(Node node, Caller caller) {
        this.node = node;
        this.caller = caller;
    }

    List<NodeName> connected() {
        return node.peers().stream()
                .filter(peer -> peer.state() == PeerInfo.State.UP && isMember(peer))
                .map(PeerInfo::node)
                .toList();
    }

    /** To a visible node a hidden one is a tool that comes and goes; a hidden node cannot tell, since all its connections are hidden. */
    boolean isMember(PeerInfo peer) {
        return node.isHidden() || !peer.hidden();
    }

    /** What a function returns there; empty if it fails, the member has none such, or is gone: why is logged at debug. */
    Optional<Term> ask(NodeName member, String module, String function, Term... arguments) throws InterruptedException {
        try {
            return Optional.of(caller.rpc(member).within(LIMIT).call(module, function, arguments));
        } catch (SetteeException e) {
            LOG.debug("{}: no value of {}:{}", member, module, function, e);
            return Optional.empty();
        }
    }
}
