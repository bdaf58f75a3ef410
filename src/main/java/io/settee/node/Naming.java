package io.settee.node;

import io.settee.connection.Connection;
import io.settee.handshake.LocalIdentity;
import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who a node is at this moment. A name of its own it has from its start to its end; one that a peer gives comes with the connection to that peer
 * and goes with it, and while there is none only one attempt to connect goes at a time, or two peers might give a name each. Any thread.
 *
 * <p>Source: OTP {@code net_kernel.erl}, {@code delete_connection/3}.
 */
final class Naming {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");

    private final NodeOptions.Name wanted;
    private final DistFlags offer;
    private final EventBus events;
    private final Supplier<Spawner> spawner;
    private final AtomicReference<@Nullable Incarnation> now = new AtomicReference<>();
    /** While there is no name: the attempt that may bring one, or the end of what had the last one. All others wait for it. */
    private final AtomicReference<@Nullable CompletableFuture<Route>> turn = new AtomicReference<>();

    Naming(NodeOptions.Name wanted, DistFlags offer, EventBus events, Supplier<Spawner> spawner) {
        this.wanted = wanted;
        this.offer = offer;
        this.events = events;
        this.spawner = spawner;
    }

    /** Null while there is no name. */
    @Nullable
    Incarnation ifAny() {
        return now.get();
    }

    /** @throws IllegalStateException while there is no name */
    Incarnation now() {
        Incarnation known = now.get();
        if (known == null) {
            throw new IllegalStateException("the node has no name; the next peer that it connects to gives it one");
        }
        return known;
    }

    /** How we introduce ourselves. */
    LocalIdentity identity() {
        Incarnation known = now.get();
        if (known != null) return known.identity();
        if (wanted instanceof NodeOptions.Name.Given given) return new LocalIdentity.Nameless(given.host(), offer);
        throw new IllegalStateException("the node has not started");
    }

    /** A name of our own. */
    void become(LocalIdentity.Named identity) {
        now.set(Incarnation.of(identity, null, spawner));
    }

    /** Who we are on a connection that has come up, and if we had no name from now on everywhere. */
    Incarnation on(Connection connection, LocalIdentity.Named us) {
        Incarnation known = now.get();
        if (known != null) return known;
        // Nobody else is under way to a name: all take their turn.
        Incarnation named = Incarnation.of(us, connection, spawner);
        now.set(named);
        LOG.info("{}: this is our name now, given by {}", us.name(), connection.peer());
        events.publish(new NodeEvent.NameGiven(us.name(), connection.peer()));
        return named;
    }

    /**
     * A connection is gone, and perhaps our name with it.
     *
     * @param endAll ends all other connections; done when the end of each has been told
     */
    void lost(Connection connection, Supplier<CompletableFuture<?>> endAll) {
        Incarnation had = now.get();
        if (had == null || had.namedBy() != connection) return;
        var over = new CompletableFuture<Route>();
        turn.set(over);
        now.set(null);
        NodeName name = had.identity().name();
        NodeName by = connection.peer();
        LOG.warn("{}: this is our name no longer, since the connection to its giver, {}, is gone", name, by);
        endAll.get().whenComplete((ended, error) -> {
            had.registry().all().forEach(Recipient::nodeClosed);
            events.publish(new NodeEvent.NameLost(name, by));
            turn.compareAndSet(over, null);
            over.cancel(false);
        });
    }

    /** Connects to a peer: at once if we have a name, else when it is our turn. */
    CompletableFuture<Route> inTurn(NodeName peer, Function<NodeName, CompletableFuture<Route>> how) {
        if (now.get() != null) return how.apply(peer);
        var mine = new CompletableFuture<Route>();
        CompletableFuture<Route> first = turn.compareAndExchange(null, mine);
        if (first != null) return first.handle((route, error) -> route).thenCompose(any -> inTurn(peer, how));
        begin(peer, how).whenComplete((route, error) -> {
            turn.compareAndSet(mine, null);
            if (error == null) mine.complete(route);
            else mine.completeExceptionally(error);
        });
        return mine;
    }

    /** What cannot even begin ends its turn all the same. */
    private static CompletableFuture<Route> begin(NodeName peer, Function<NodeName, CompletableFuture<Route>> how) {
        try {
            return how.apply(peer);
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }
}
