package io.settee.node;

import io.settee.error.CarrierException;
import io.settee.error.HandshakeException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Who may connect with this node and when, by its {@link ConnectRules}; remembers whom it has lost. Any thread. */
final class Gate {
    private static final int MOST_LOST = 10_000;

    private final AutoConnect auto;
    private final AtomicReference<AllowList> allowed;
    /**
     * Only with {@link AutoConnect#ONCE}: the peers that sending no longer connects to. Names that are lent are never the same again, so there is a
     * bound; those lost first are forgotten.
     */
    private final Set<NodeName> lost = Collections.newSetFromMap(
            new LinkedHashMap<>() { // under guard
                @Override
                protected boolean removeEldestEntry(Map.Entry<NodeName, Boolean> eldest) {
                    return size() > MOST_LOST;
                }
            });

    private final Guard guard = new Guard();

    Gate(ConnectRules rules) {
        this.auto = rules.auto();
        this.allowed = new AtomicReference<>(rules.allowed());
    }

    void allow(Collection<String> more) {
        allowed.updateAndGet(list -> list.with(more));
    }

    boolean admits(NodeName peer) {
        return allowed.get().allows(peer);
    }

    boolean admitsNameless(String host) {
        return allowed.get().allowsNameless(host);
    }

    /** A connection to this peer was up and is gone. */
    void lost(NodeName peer) {
        if (auto == AutoConnect.ONCE) guard.locked(() -> lost.add(peer));
    }

    /** Why a peer that is not connected is not to be dialled, if it is not. */
    Optional<SetteeException> refusal(NodeName peer, boolean automatic) {
        if (!allowed.get().allows(peer)) {
            return Optional.of(new HandshakeException(
                    HandshakeException.Reason.NOT_ALLOWED,
                    peer,
                    "it is not in this node's own list of allowed peers; allow it, or send to another."));
        }
        if (!automatic || auto == AutoConnect.TRUE) return Optional.empty();
        if (auto == AutoConnect.NEVER) {
            return Optional.of(unconnected(peer, "dist_auto_connect is never, so sending does not connect"));
        }
        return guard.locked(() -> lost.contains(peer))
                ? Optional.of(unconnected(peer, "its connection was lost, and dist_auto_connect is once"))
                : Optional.empty();
    }

    private static SetteeException unconnected(NodeName peer, String why) {
        return new CarrierException(
                CarrierException.Reason.UNREACHABLE,
                peer,
                "not connected: " + why + ". Connect to it explicitly, or let it connect to us.",
                null);
    }
}
