package io.settee.cluster;

import io.settee.node.Node;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The scopes of process groups on one node, each opened when first asked for. Any thread. */
public final class PgScopes {
    private final Node node;
    private final Map<String, Pg> scopes = new ConcurrentHashMap<>();

    public PgScopes(Node node) {
        this.node = node;
    }

    /**
     * The scope of this name; it is opened if it is not open.
     *
     * @throws IllegalStateException if a mailbox has its name
     */
    public Pg scope(String name) {
        return scopes.compute(name, (key, known) -> known != null && known.isOpen() ? known : Pg.open(node, key));
    }
}
