package io.settee.node;

import io.settee.carrier.Carrier;
import io.settee.error.SetteeException;
import io.settee.handshake.HandshakeMessage.Verdict;
import io.settee.identity.NodeName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected, whom we dial, and who is dialling us: which of these may go on beside which others. Values alone; {@link Peers} acts on what it
 * is told here.
 *
 * <p>Threads: {@code up} is read without a lock; it and the others are changed together under {@code guard}, which is never held across I/O or a
 * callback.
 *
 * <p>Source: OTP "Distribution Handshake", the statuses.
 */
final class Contacts {
    private final Guard guard = new Guard();
    private final Map<String, PeerRoute> up = new ConcurrentHashMap<>();
    private final Map<NodeName, Dial> dials = new HashMap<>(); // under guard
    /** How many handshakes are under way with those who dialled us under each name and were let in. */
    private final Map<NodeName, Integer> claims = new HashMap<>(); // under guard

    private boolean closed; // under guard

    /** What somebody finds who wants a peer. */
    sealed interface Found {
        record Up(Route route) implements Found {}

        /** An attempt that somebody else has begun. */
        record Underway(Dial dial) implements Found {}

        /** An attempt to be begun. */
        record Begun(Dial dial, Start start) implements Found {}

        record Refused(RuntimeException why) implements Found {}
    }

    /** When an attempt may start. */
    enum Start {
        NOW,
        /** When the peer, which is dialling us, has done so; or when that takes too long. */
        AFTER_CLAIM,
        /** It is over: it could only wait for the peer, in vain. */
        REFUSED,
        /** It has ended. */
        NEVER
    }

    /**
     * What a new connection has taken the place of.
     *
     * @param old the former connection to the same peer
     * @param dial our attempt to reach it
     * @param closed whether it has come too late
     */
    record Replaced(@Nullable PeerRoute old, @Nullable Dial dial, boolean closed) {}

    /** The way to a connected peer. No lock. */
    @Nullable
    PeerRoute ifUp(String peer) {
        return up.get(peer);
    }

    Collection<PeerRoute> allUp() {
        return up.values();
    }

    /**
     * The connection to a peer, the attempt to make one, or a new attempt. A peer that dials us is waited for whatever the rules of dialling are: it may
     * have our last word, and take us for connected, before we do.
     *
     * @param refusal why we may not dial the peer
     */
    Found seek(NodeName peer, Carrier carrier, Optional<SetteeException> refusal) {
        return guard.locked(() -> {
            Route existing = up.get(peer.toString());
            if (existing != null) return new Found.Up(existing);
            if (closed) return new Found.Refused(new IllegalStateException("the node is closed"));
            Dial underway = dials.get(peer);
            if (underway != null) {
                if (refusal.isEmpty()) underway.refusal = null;
                return new Found.Underway(underway);
            }
            if (refusal.isPresent() && !claims.containsKey(peer)) return new Found.Refused(refusal.get());
            var dial = new Dial(peer, carrier);
            dial.refusal = refusal.orElse(null);
            dials.put(peer, dial);
            return new Found.Begun(dial, start(dial));
        });
    }

    /** Decided under the same lock as the verdict on a claim: had both passed, the peer would end the one for the other. */
    private Start start(Dial dial) {
        return claims.containsKey(dial.peer()) ? Start.AFTER_CLAIM : startNow(dial);
    }

    private Start startNow(Dial dial) {
        if (dial.refusal != null) {
            dials.remove(dial.peer());
            return Start.REFUSED;
        }
        dial.started = true;
        return Start.NOW;
    }

    /** The claim that a dial waited for is over, or has taken too long. It starts once, and not at all if it has ended. */
    Start startAfterAll(Dial dial) {
        return guard.locked(() -> dial.started || !isCurrent(dial) ? Start.NEVER : startNow(dial));
    }

    /** A dial has failed and is tried again. */
    Start startAgain(Dial dial) {
        return guard.locked(() -> {
            if (!isCurrent(dial)) return Start.NEVER;
            dial.started = false;
            return start(dial);
        });
    }

    private boolean isCurrent(Dial dial) {
        return dials.get(dial.peer()) == dial;
    }

    void forget(Dial dial) {
        guard.locked(() -> dials.remove(dial.peer(), dial));
    }

    /**
     * Somebody dials us under this name. If the answer lets it in, it has a claim until {@link #claimOver}.
     *
     * @param us our name, if we have one
     */
    Verdict claim(NodeName claimed, Optional<NodeName> us) {
        return guard.locked(() -> {
            if (closed) return Verdict.NOT_ALLOWED;
            Verdict verdict = verdict(claimed, us);
            if (verdict != Verdict.NOK) claims.merge(claimed, 1, Integer::sum);
            return verdict;
        });
    }

    private Verdict verdict(NodeName claimed, Optional<NodeName> us) {
        if (up.containsKey(claimed.toString())) return Verdict.ALIVE;
        Dial dial = dials.get(claimed);
        if (dial == null || !dial.started) return Verdict.OK;
        boolean oursWins = us.isPresent() && us.get().compareTo(claimed) > 0;
        return oursWins ? Verdict.NOK : Verdict.OK_SIMULTANEOUS;
    }

    /** A claim has ended, well or not. Returns the dial that may wait for it. */
    @Nullable
    Dial claimOver(NodeName claimed) {
        return guard.locked(() -> {
            int left = claims.merge(claimed, -1, Integer::sum);
            if (left > 0) return null;
            claims.remove(claimed);
            return dials.get(claimed);
        });
    }

    /** Whether a peer is connected or about to be, by its own dialling. */
    boolean hasCome(NodeName peer) {
        return guard.locked(() -> up.containsKey(peer.toString()) || claims.containsKey(peer));
    }

    Replaced cameUp(PeerRoute route) {
        NodeName peer = route.connection().peer();
        return guard.locked(() -> new Replaced(up.put(peer.toString(), route), dials.remove(peer), closed));
    }

    void wentDown(PeerRoute route) {
        guard.locked(() -> up.remove(route.connection().peer().toString(), route));
    }

    /** Everybody we are connected to, or connecting to, by name. */
    List<PeerInfo> list() {
        var peers = new ArrayList<PeerInfo>();
        up.values().forEach(route -> peers.add(PeerInfo.of(route.connection())));
        guard.locked(() -> List.copyOf(dials.values()))
                .forEach(dial -> peers.add(
                        PeerInfo.connecting(dial.peer(), dial.carrier().name())));
        peers.sort((a, b) -> a.node().compareTo(b.node()));
        return peers;
    }

    /** From now on nobody comes up. Returns the attempts that this ends. */
    List<Dial> close() {
        return guard.locked(() -> {
            closed = true;
            List<Dial> pending = List.copyOf(dials.values());
            dials.clear();
            return pending;
        });
    }
}
