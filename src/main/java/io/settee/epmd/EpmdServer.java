package io.settee.epmd;

import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * An EPMD inside this JVM, for hosts that have none. Real nodes and {@code epmd -names} cannot tell it from the real one, except that
 * {@code epmd -kill} and {@code -stop} are refused.
 *
 * <p>Only peers on this host may register. Each connection has its own virtual thread; a request must arrive and its answer be taken
 * within a time limit, and the number of connections is bounded, with a separate bound for other hosts, so that they cannot keep local
 * nodes from registering.
 *
 * <p>Source: OTP "Distribution Protocol", section "EPMD Protocol"; {@code epmd_srv.c}.
 */
public final class EpmdServer implements AutoCloseable {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);
    private static final int BACKLOG = 128;
    private static final long PAUSE_AFTER_FAILED_ACCEPT = TimeUnit.MILLISECONDS.toNanos(100);

    private final NameTable names = new NameTable();
    private final List<ServerSocket> listeners;
    private final Limits limits;
    private final Semaphore localConnections;
    private final Semaphore remoteConnections;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Thread> acceptors = new CopyOnWriteArrayList<>();
    private final AtomicLong accepted = new AtomicLong();
    private final ScheduledThreadPoolExecutor timer;
    private volatile boolean closed;

    /**
     * @param request from the arrival of a connection until its answer has been taken
     * @param local   connections from this host, registrations among them
     * @param remote  connections from other hosts
     */
    record Limits(Duration request, int local, int remote) {
        /** The time is {@code epmd}'s. */
        static final Limits USUAL = new Limits(Duration.ofSeconds(60), 1024, 256);
    }

    private EpmdServer(List<ServerSocket> listeners, Limits limits) {
        this.listeners = listeners;
        this.limits = limits;
        this.localConnections = new Semaphore(limits.local());
        this.remoteConnections = new Semaphore(limits.remote());
        this.timer = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("settee-epmd-timer").factory(),
                // A connection that slips in while we close needs no time limit: close() ends it.
                new ThreadPoolExecutor.DiscardPolicy());
        timer.setRemoveOnCancelPolicy(true);
    }

    /**
     * Listens at the loopback address only.
     *
     * @param port 0 takes a free one
     */
    public static EpmdServer startOnLoopback(int port) {
        return start(port, List.of(EpmdAddress.loopback4()));
    }

    /**
     * Listens at these addresses and serves until closed.
     *
     * @param port      0 takes a free one
     * @param addresses see {@link EpmdAddress#listenAddresses}
     * @throws EpmdException PORT_TAKEN if it cannot listen at one of them; it listens at none then
     * @throws IllegalArgumentException if that is no port, or there are no addresses
     */
    public static EpmdServer start(int port, List<InetAddress> addresses) {
        return start(port, addresses, Limits.USUAL);
    }

    static EpmdServer start(int port, List<InetAddress> addresses, Limits limits) {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("not a port: " + port + " (1 to 65535, or 0 for a free one)");
        }
        if (addresses.isEmpty()) throw new IllegalArgumentException("an EPMD needs an address to listen at");
        var listeners = new ArrayList<ServerSocket>();
        int common = port;
        for (InetAddress address : addresses) {
            try {
                var listener = new ServerSocket();
                listeners.add(listener);
                listener.bind(new InetSocketAddress(address, common), BACKLOG);
                common = listener.getLocalPort();
            } catch (IOException e) {
                listeners.forEach(EpmdCall::closeQuietly);
                throw new EpmdException(Reason.PORT_TAKEN, taken(address, common, e), e);
            }
        }
        var server = new EpmdServer(listeners, limits);
        for (ServerSocket listener : listeners) {
            server.acceptors.add(Thread.ofVirtual().name("settee-epmd-listener").start(() -> server.accept(listener)));
        }
        return server;
    }

    private static String taken(InetAddress address, int port, IOException e) {
        return "the embedded EPMD cannot listen at " + address.getHostAddress() + ":" + port + " (" + e.getMessage()
                + "). Perhaps a real one runs there already, and none of our own is needed: ask it with 'epmd -names'.";
    }

    /** The port that it listens at. */
    public int port() {
        return listeners.getFirst().getLocalPort();
    }

    /** The nodes that are registered at this moment, in the order of their registration. */
    public List<NameAndPort> names() {
        return names.active().stream()
                .map(e -> new NameAndPort(e.node().name(), e.node().port()))
                .toList();
    }

    private void accept(ServerSocket listener) {
        while (!closed) {
            try {
                admit(listener.accept());
            } catch (IOException e) {
                if (closed) return;
                // Out of file descriptors, most likely. Without the pause this loop would burn a core until one is
                // free.
                EpmdLog.LOG.warn("EPMD cannot accept a connection: {}", e.getMessage());
                LockSupport.parkNanos(PAUSE_AFTER_FAILED_ACCEPT);
            }
        }
    }

    private void admit(Socket socket) {
        boolean local = isLocal(socket);
        Semaphore permits = local ? localConnections : remoteConnections;
        if (!permits.tryAcquire()) {
            EpmdLog.LOG.warn("EPMD has too many connections; one from {} closed", socket.getRemoteSocketAddress());
            EpmdCall.closeQuietly(socket);
            return;
        }
        open.add(socket);
        Thread.ofVirtual().name("settee-epmd-session").start(() -> {
            try {
                serve(socket, local);
            } finally {
                open.remove(socket);
                // Before the close, so that whoever has seen it finds room for another connection.
                permits.release();
                EpmdCall.closeQuietly(socket);
            }
        });
        // close() may have looked at the set just before this one was in it.
        if (closed) EpmdCall.closeQuietly(socket);
    }

    private void serve(Socket socket, boolean local) {
        Future<?> end = timer.schedule(
                () -> EpmdCall.closeQuietly(socket), limits.request().toMillis(), TimeUnit.MILLISECONDS);
        try {
            new EpmdSession(socket, names, port(), accepted.incrementAndGet(), local, () -> end.cancel(false)).serve();
        } catch (EOFException e) {
            EpmdLog.LOG.debug("EPMD client {} left before its request was complete", socket.getRemoteSocketAddress());
        } catch (IOException e) {
            EpmdLog.LOG.debug("EPMD client {}: {}", socket.getRemoteSocketAddress(), e.getMessage());
        } finally {
            end.cancel(false);
        }
    }

    /** {@code epmd}'s rule: from a loopback address, or from the very address that was connected to. */
    private static boolean isLocal(Socket socket) {
        return socket.getInetAddress().isLoopbackAddress()
                || socket.getInetAddress().equals(socket.getLocalAddress());
    }

    /** Stops listening and closes every connection; nodes that were registered see that and look for a successor. May be repeated. */
    @Override
    public void close() {
        closed = true;
        listeners.forEach(EpmdCall::closeQuietly);
        open.forEach(EpmdCall::closeQuietly);
        timer.shutdownNow();
        // The port is free only when the thread that waited in accept has let go of it.
        try {
            for (Thread acceptor : acceptors) acceptor.join(CLOSE_PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
