package io.settee.node;

import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * With whom a node connects, and when.
 *
 * @param auto whether sending connects
 * @param allowed who may be met at all, in either direction
 * @param keep peers that the node connects to by itself, and again whenever they are lost
 * @param pauses between two attempts to reach one of those
 * @param limit for one attempt as a whole: look-up, carrier and handshake; empty for none, as on the BEAM, where only each step has
 *     one (net_setuptime)
 */
public record ConnectRules(
        AutoConnect auto, AllowList allowed, List<NodeName> keep, Pauses pauses, Optional<Duration> limit) {
    public static final ConnectRules DEFAULT =
            new ConnectRules(AutoConnect.TRUE, AllowList.EVERYBODY, List.of(), Pauses.DEFAULT, Optional.empty());

    public ConnectRules {
        keep = List.copyOf(keep);
        limit.filter(time -> time.isNegative() || time.isZero()).ifPresent(time -> {
            throw new IllegalArgumentException("the time limit of an attempt to connect must be more than 0: " + time);
        });
    }

    public ConnectRules withAuto(AutoConnect when) {
        return new ConnectRules(when, allowed, keep, pauses, limit);
    }

    public ConnectRules withAllowed(AllowList whom) {
        return new ConnectRules(auto, whom, keep, pauses, limit);
    }

    public ConnectRules withKeep(List<NodeName> peers) {
        return new ConnectRules(auto, allowed, peers, pauses, limit);
    }

    public ConnectRules withPauses(Pauses between) {
        return new ConnectRules(auto, allowed, keep, between, limit);
    }

    public ConnectRules withLimit(Duration time) {
        return new ConnectRules(auto, allowed, keep, pauses, Optional.of(time));
    }
}
