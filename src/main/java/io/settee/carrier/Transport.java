package io.settee.carrier;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.IoEventLoopGroup;
import io.settee.identity.NodeName;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Optional;

/** Where channels come from: {@link #sockets()}, or something that tests put in its place. Safe for use by any thread. */
public interface Transport {
    /**
     * Opens a channel to an address.
     *
     * @param address resolved already; name look-ups block and have no place on an event loop
     * @param initializer becomes the channel's first handler, on its event loop
     * @param timeout for the connection to be accepted, at least a millisecond
     * @throws IllegalArgumentException if the address is unresolved
     */
    ChannelFuture connect(SocketAddress address, ChannelHandler initializer, Duration timeout);

    /**
     * Listens at an address; port 0 takes a free one.
     *
     * @param childInitializer becomes the first handler of each accepted channel, on its event loop; must be sharable
     */
    ChannelFuture bind(SocketAddress address, ChannelHandler childInitializer);

    /** Where a peer is, if this transport knows by itself and needs no EPMD. */
    default Optional<SocketAddress> addressOf(NodeName peer) {
        return Optional.empty();
    }

    /**
     * Sockets: native epoll where it is present, NIO elsewhere, on daemon event loops that all nodes of this process share, one for each
     * processor and at least two.
     *
     * <p>Shared, since a loop never waits and never runs users' code, so one node cannot stall another; twenty nodes in one process, as in
     * tests, then need no more threads than one. A node that must have loops of its own is given {@link #sockets(IoEventLoopGroup)}.
     *
     * <p>A loop that has had something to do looks for more for 100 µs before it sleeps, as a BEAM's schedulers do ({@code +sbwt}), and yields the
     * processor to whoever can use it; on a single processor it sleeps at once, as do those of {@link EventLoops#of(int)}.
     */
    static Transport sockets() {
        return SocketTransport.INSTANCE;
    }

    /**
     * Sockets on event loops of the caller's, by epoll or NIO, as the loops are; for {@link Carriers#over}.
     *
     * @param loops stay the caller's: to be shut down after the nodes that use them are closed. Nothing else on them may wait, or connections
     *     seem dead to their peers
     * @throws IllegalArgumentException if they can do neither
     */
    static Transport sockets(IoEventLoopGroup loops) {
        return new SocketTransport(loops);
    }
}
