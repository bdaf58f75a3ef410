package io.settee.node;

import io.settee.identity.Cookie;
import io.settee.identity.NodeName;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The secrets that a node shares with its peers. Any thread. */
final class Cookies {
    private final Map<NodeName, Cookie> ofPeers;
    private volatile Cookie common;

    Cookies(Cookie common, Map<NodeName, Cookie> ofPeers) {
        this.common = common;
        this.ofPeers = new ConcurrentHashMap<>(ofPeers);
    }

    Cookie forPeer(NodeName peer) {
        return ofPeers.getOrDefault(peer, common);
    }

    void set(NodeName peer, Cookie secret) {
        ofPeers.put(peer, secret);
    }

    void set(Cookie secret) {
        common = secret;
    }
}
