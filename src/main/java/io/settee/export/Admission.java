package io.settee.export;

import io.settee.identity.NodeName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls that run, of all callers and of each node. Any thread. */
final class Admission {
    private final AtomicInteger running = new AtomicInteger();
    /** Only nodes with a call under way have an entry. */
    private final Map<NodeName, Integer> byNode = new ConcurrentHashMap<>();

    /** A call begins, unless there are too many. Every one that begins has to {@link #leave}. */
    boolean enter(NodeName peer, Limits limits) {
        if (running.incrementAndGet() > limits.perNode()) {
            running.decrementAndGet();
            return false;
        }
        if (byNode.merge(peer, 1, Integer::sum) > limits.perPeer()) {
            leave(peer);
            return false;
        }
        return true;
    }

    void leave(NodeName peer) {
        byNode.computeIfPresent(peer, (p, calls) -> calls == 1 ? null : calls - 1);
        running.decrementAndGet();
    }

    int running() {
        return running.get();
    }
}
