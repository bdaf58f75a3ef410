package io.settee.carrier;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;

/** {@link Transport#sockets}. The threads of the shared one are daemons and live as long as the process, so there is nothing to close. */
final class SocketTransport implements Transport {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /** On one processor a loop that waits is in the way of the threads that it has woken: 64 callers over TLS make a third less. */
    private static final Duration BUSY_WAIT = PROCESSORS > 1 ? Duration.ofNanos(100_000) : Duration.ZERO;

    static final SocketTransport INSTANCE = new SocketTransport(EventLoops.group(Math.max(2, PROCESSORS), BUSY_WAIT));

    private static final int BACKLOG = 1024;

    private final Class<? extends SocketChannel> channelType;
    private final Class<? extends ServerChannel> serverType;
    private final IoEventLoopGroup loops;

    SocketTransport(IoEventLoopGroup loops) {
        boolean epoll = loops.isIoType(EpollIoHandler.class);
        if (!epoll && !loops.isIoType(NioIoHandler.class)) {
            throw new IllegalArgumentException("event loops must be of EpollIoHandler or NioIoHandler, not " + loops);
        }
        channelType = epoll ? EpollSocketChannel.class : NioSocketChannel.class;
        serverType = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        this.loops = loops;
    }

    @Override
    public ChannelFuture connect(SocketAddress address, ChannelHandler initializer, Duration timeout) {
        if (address instanceof InetSocketAddress inet && inet.isUnresolved()) {
            throw new IllegalArgumentException("the address " + address + " is not resolved");
        }
        long millis = Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
        return new Bootstrap()
                .group(loops)
                .channel(channelType)
                .resolver(NoopAddressResolverGroup.INSTANCE)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) millis)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.RECVBUF_ALLOCATOR, receiveSizes())
                .handler(initializer)
                .connect(address);
    }

    @Override
    public ChannelFuture bind(SocketAddress address, ChannelHandler childInitializer) {
        return new ServerBootstrap()
                .group(loops)
                .channel(serverType)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, receiveSizes())
                .childHandler(childInitializer)
                .bind(address);
    }

    /**
     * A connection starts with a small buffer, keeps it while only ticks and short messages come, and grows for long binaries: no further than what
     * the processor still has at hand when it is copied from. With 1 MiB, binaries of 1 MiB came 8 % slower.
     */
    private static RecvByteBufAllocator receiveSizes() {
        return new AdaptiveRecvByteBufAllocator(512, 4096, 128 * 1024);
    }
}
