package io.settee.epmd;

import io.settee.epmd.EpmdClient.Announced;
import io.settee.error.EpmdException;
import io.settee.error.EpmdException.Reason;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.event.Level;

/**
 * A node's entry in the EPMD of its host. It lives as long as the connection that made it, so a virtual thread of ours watches that
 * connection and makes another when EPMD has died. Any thread may call.
 */
public final class Registration implements AutoCloseable {
    private static final Duration GIVING_BACK = Duration.ofSeconds(1);

    private final NodeName name;
    private final Duration retry;
    private final Supplier<Announced> announce;
    private final Creation creation;
    private final Thread watcher = Thread.ofVirtual().unstarted(this::watch);

    /** Guards socket, registered and closed. Never held while talking to EPMD. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition closing = lock.newCondition();
    private Socket socket;
    private boolean registered = true;
    private boolean closed;

    private Registration(NodeName name, Duration retry, Supplier<Announced> announce, Announced first) {
        this.name = name;
        this.retry = retry;
        this.announce = announce;
        this.creation = first.creation();
        this.socket = first.socket();
        watcher.setName("settee-epmd " + name);
    }

    static Registration start(NodeName name, Duration retry, Supplier<Announced> announce) {
        var registration = new Registration(name, retry, announce, announce.get());
        registration.watcher.start();
        return registration;
    }

    /** What EPMD handed out at the first registration; later ones do not change it. */
    public Creation creation() {
        return creation;
    }

    /** Whether EPMD knows the node at this moment, as far as we can see: false while it is down, and after {@link #close}. */
    public boolean isRegistered() {
        lock.lock();
        try {
            return registered && !closed;
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        do {
            awaitEnd();
        } while (registerAgain());
    }

    /** EPMD never writes here, so whatever the read returns, the registration is over. */
    private void awaitEnd() {
        Socket watched = current();
        String end;
        try {
            end = watched.getInputStream().read() < 0 ? "closed the connection" : "sent a byte that it never sends";
        } catch (IOException e) {
            end = "broke the connection (" + e.getMessage() + ")";
        }
        EpmdCall.closeQuietly(watched);
        lock.lock();
        try {
            registered = false;
            if (closed) return;
        } finally {
            lock.unlock();
        }
        EpmdLog.LOG.warn("{}: EPMD {}; registering again every {} ms", name, end, retry.toMillis());
    }

    /** Returns false when closed. */
    private boolean registerAgain() {
        // That it cannot be reached has been said when it went; another answer, such as a taken name, is news.
        Reason told = Reason.UNREACHABLE;
        while (pause()) {
            try {
                Announced again = announce.get();
                if (!adopt(again.socket())) return false;
                EpmdLog.LOG.info("{}: registered again with EPMD at {}", name, again.at());
                return true;
            } catch (EpmdException e) {
                EpmdLog.LOG
                        .atLevel(e.reason() == told ? Level.DEBUG : Level.WARN)
                        .log("{}: not registered: {}", name, e.getMessage());
                told = e.reason();
            }
        }
        return false;
    }

    /** Waits one interval; returns false at once when closed. */
    private boolean pause() {
        lock.lock();
        try {
            long nanos = retry.toNanos();
            while (!closed && nanos > 0) nanos = closing.awaitNanos(nanos);
            return !closed;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody else knows this thread, and it was interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    private boolean adopt(Socket fresh) {
        lock.lock();
        try {
            if (!closed) {
                socket = fresh;
                registered = true;
                return true;
            }
        } finally {
            lock.unlock();
        }
        EpmdCall.closeQuietly(fresh);
        return false;
    }

    /** Whether the thread has ended within this time. */
    boolean join(Duration atMost) throws InterruptedException {
        return watcher.join(atMost);
    }

    private Socket current() {
        lock.lock();
        try {
            return socket;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Gives the name back, so that it can be registered again when this returns: EPMD forgets it before it closes its end. A second is all that
     * this waits for that. May be repeated.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            lock.unlock();
        }
        Socket last = current();
        try {
            if (!last.isClosed()) last.shutdownOutput();
            watcher.join(GIVING_BACK);
        } catch (IOException e) {
            EpmdLog.LOG.debug("{}: {} at leaving EPMD", name, e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        EpmdCall.closeQuietly(last);
    }
}
