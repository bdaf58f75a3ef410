package io.settee.carrier;

import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategyFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;
import java.nio.channels.spi.SelectorProvider;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Event loops that can be ended, for a program that ends soon: a JVM that exits waits 300 ms if any thread is in a system call, as the loops of
 * {@link Transport#sockets()} always are. Any thread.
 */
public final class EventLoops implements AutoCloseable {
    private static final long LIMIT_MILLIS = 100;

    private final IoEventLoopGroup loops;

    private EventLoops(IoEventLoopGroup loops) {
        this.loops = loops;
    }

    /**
     * Makes so many, by native epoll where it is present, by NIO elsewhere. Their threads are daemons, and start when they are needed. Each sleeps as
     * soon as it has nothing to do.
     */
    public static EventLoops of(int count) {
        return of(count, Duration.ZERO);
    }

    /**
     * As {@link #of(int)}, with loops that look for more for a while before they sleep, as a BEAM's schedulers do ({@code +sbwt}): that takes
     * processor time which nobody else wants, and spares them being woken, which on many machines takes longer than an answer.
     *
     * @param busyWait since the last thing that there was to do; those of {@link Transport#sockets()} look for 100 µs where there is more than one processor
     */
    public static EventLoops of(int count, Duration busyWait) {
        return new EventLoops(group(count, busyWait));
    }

    static IoEventLoopGroup group(int count, Duration busyWait) {
        SelectStrategyFactory strategy = () -> new BusyWait(busyWait);
        IoHandlerFactory io = Epoll.isAvailable()
                ? EpollIoHandler.newFactory(0, strategy)
                : NioIoHandler.newFactory(SelectorProvider.provider(), strategy);
        var number = new AtomicInteger();
        return new MultiThreadIoEventLoopGroup(
                count,
                task -> {
                    Thread thread = new FastThreadLocalThread(task, "settee-io-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                },
                io);
    }

    /** Sockets on these loops. */
    public Transport transport() {
        return Transport.sockets(loops);
    }

    /** Ends the threads; the nodes that use them are to be closed before. Waits a moment at most. */
    @Override
    public void close() {
        loops.shutdownGracefully(0, LIMIT_MILLIS, TimeUnit.MILLISECONDS).awaitUninterruptibly(LIMIT_MILLIS);
    }
}
