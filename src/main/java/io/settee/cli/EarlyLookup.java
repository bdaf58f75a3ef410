package io.settee.cli;

import io.settee.identity.NodeName;
import io.settee.node.PeerResolver;
import java.net.SocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks up a command's peer while the files of TLS are still read. The first connection takes what was found, later ones look again, as there may
 * have been a change.
 *
 * <p>It is done on a platform thread: for a virtual one that waits for a socket the JVM starts a poller, on which it waits for 300 ms when it exits.
 */
final class EarlyLookup implements PeerResolver {
    private final PeerResolver resolver;
    private final NodeName peer;
    private final AtomicReference<@Nullable FutureTask<SocketAddress>> early;

    private EarlyLookup(PeerResolver resolver, NodeName peer, FutureTask<SocketAddress> early) {
        this.resolver = resolver;
        this.peer = peer;
        this.early = new AtomicReference<>(early);
    }

    /** Begins. */
    static EarlyLookup of(PeerResolver resolver, NodeName peer) {
        var early = new FutureTask<>(() -> resolver.resolve(peer));
        Thread.ofPlatform().daemon().name("settee-lookup").start(early);
        return new EarlyLookup(resolver, peer, early);
    }

    @Override
    public SocketAddress resolve(NodeName wanted) {
        FutureTask<SocketAddress> found = wanted.equals(peer) ? early.getAndSet(null) : null;
        if (found == null) return resolver.resolve(wanted);
        try {
            return found.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException problem) throw problem;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return resolver.resolve(wanted);
        }
    }
}
