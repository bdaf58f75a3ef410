package io.settee.node;

import io.settee.connection.Connection;
import io.settee.handshake.LocalIdentity;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node has once it knows its name: for a node that is given its name, from its first connection on and as long as that lasts.
 *
 * @param namedBy the connection to the giver of the name, null if the name is its own
 */
record Incarnation(
        LocalIdentity.Named identity,
        @Nullable Connection namedBy,
        Identifiers identifiers,
        Registry registry,
        SignalRouter router,
        HomeRoute home) {
    static Incarnation of(LocalIdentity.Named identity, @Nullable Connection namedBy, Supplier<Spawner> spawner) {
        var identifiers = new Identifiers(identity.name(), identity.creation());
        var registry = new Registry(identifiers);
        var router = new SignalRouter(registry, spawner);
        var netKernel = new NetKernel(identifiers.nextPid());
        registry.add(netKernel);
        registry.register(NetKernel.NAME, netKernel);
        return new Incarnation(identity, namedBy, identifiers, registry, router, new HomeRoute(router));
    }
}
