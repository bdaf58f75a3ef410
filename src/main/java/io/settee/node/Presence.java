package io.settee.node;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.settee.epmd.EpmdAddress;
import io.settee.epmd.EpmdClient;
import io.settee.epmd.EpmdServer;
import io.settee.epmd.Registration;
import io.settee.error.CarrierException;
import io.settee.error.EpmdException;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node is found and finds others: its listener, its registration with EPMD, and the look-up of peers.
 *
 * <p>Used by one thread while the node starts and by one while it stops; {@link #resolve} by any.
 */
final class Presence implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.node");

    private final NodeOptions options;
    private @Nullable EpmdServer embedded;
    private @Nullable Registration registration;
    private @Nullable Channel listener;

    Presence(NodeOptions options) {
        this.options = options;
    }

    /**
     * Listens, if the options say so.
     *
     * @param acceptor what is done with each accepted channel
     * @return the port, or 0 without a listener or with one that has no ports
     */
    int listen(ChannelHandler acceptor) {
        if (options.listener().isEmpty()) return 0;
        NodeOptions.Listener where = options.listener().get();
        ChannelFuture bound = null;
        for (int port = where.minPort(); port <= where.maxPort(); port++) {
            int tried = port;
            var at = where.address()
                    .map(address -> new InetSocketAddress(address, tried))
                    .orElseGet(() -> new InetSocketAddress(tried));
            bound = options.carriers().transport().bind(at, acceptor).awaitUninterruptibly();
            if (bound.isSuccess()) {
                Channel channel = bound.channel();
                listener = channel;
                return channel.localAddress() instanceof InetSocketAddress socket ? socket.getPort() : 0;
            }
        }
        throw new CarrierException(
                CarrierException.Reason.UNREACHABLE,
                null,
                "cannot listen on "
                        + where.address().map(InetAddress::getHostAddress).orElse("any address") + ", port "
                        + (where.minPort() == where.maxPort()
                                ? where.minPort()
                                : where.minPort() + " to " + where.maxPort())
                        + ": "
                        + (bound == null
                                ? "no port to try"
                                : String.valueOf(bound.cause().getMessage())),
                bound == null ? null : bound.cause());
    }

    /**
     * Announces the node, if it has a listener and EPMD is in use.
     *
     * @return the creation that EPMD gave, or a drawn one
     */
    Creation announce(NodeName name, int port) {
        if (!(options.epmd() instanceof NodeOptions.Epmd.Daemon(int epmdPort, boolean startEmbedded)) || port == 0) {
            return Creation.random();
        }
        var client = new EpmdClient(epmdPort, options.connections().setupTime());
        try {
            registration = client.register(name, port, options.hidden());
        } catch (EpmdException e) {
            if (e.reason() != EpmdException.Reason.UNREACHABLE || !startEmbedded) throw e;
            embedded = startEmbedded(epmdPort);
            registration = client.register(name, port, options.hidden());
        }
        return registration.creation();
    }

    private static EpmdServer startEmbedded(int port) {
        EpmdServer server = EpmdServer.start(port, EpmdAddress.listenAddresses(System.getenv()));
        LOG.info("no EPMD answered at port {}, so this process is one now", port);
        return server;
    }

    /** Where a peer listens; blocks. */
    SocketAddress resolve(NodeName peer) {
        return switch (options.epmd()) {
            case NodeOptions.Epmd.None(PeerResolver resolver) -> resolver.resolve(peer);
            case NodeOptions.Epmd.Daemon(int port, boolean startEmbedded) ->
                PeerResolver.byEpmd(
                                port,
                                options.connections().setupTime(),
                                options.carriers().ipv6())
                        .resolve(peer);
        };
    }

    @Override
    public void close() {
        if (registration != null) registration.close();
        if (listener != null) listener.close().awaitUninterruptibly();
        if (embedded != null) embedded.close();
    }
}
