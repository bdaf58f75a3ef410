package io.settee.process;

import io.settee.term.Term;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the messages of one mailbox to its handler, one at a time. It takes a thread only while there are messages, so that a mailbox
 * with a handler costs no more than another while it is idle.
 */
final class Pump {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.process");

    /** After so many messages others get their turn. */
    private static final int TURN = 64;

    private final LocalProcess process;
    private final Inbox inbox;
    private final MessageHandler handler;
    private final Executor executor;

    /** Whether a turn is running or about to; stays true from the end of the process on. */
    private final AtomicBoolean busy = new AtomicBoolean();

    /** Who has the turn; once the process has ended, who had the last one. */
    private volatile @Nullable Thread thread;

    Pump(LocalProcess process, MessageHandler handler, Executor executor) {
        this.process = process;
        this.inbox = process.inbox();
        this.handler = handler;
        this.executor = executor;
    }

    /** Something has come, or the process has ended. Any thread, event loops too. */
    void wake() {
        if (!busy.get() && busy.compareAndSet(false, true)) start();
    }

    /** Whether this is the thread that the handler runs on now. */
    boolean isCurrentThread() {
        return Thread.currentThread().equals(thread);
    }

    private void start() {
        // The executor is the user's and may do anything, run the task at once for one, so no event loop may call even
        // it.
        Thread.ofVirtual().name("settee-mailbox").start(() -> {
            try {
                executor.execute(this::turn);
            } catch (RuntimeException | Error e) {
                process.failed(e);
                end();
            }
        });
    }

    private void turn() {
        thread = Thread.currentThread();
        for (int i = 0; i < TURN; i++) {
            // Asked before looking: what came before the end is still there then.
            boolean ended = inbox.isClosed();
            Term next = inbox.poll();
            if (next == null && ended) {
                end();
                return;
            }
            // Nothing may be touched after goesOn has said no: the next turn has perhaps begun, on another thread.
            if (next == null ? !goesOn() : !give(next)) return;
        }
        thread = null;
        start();
    }

    /** Nothing is there: whether something has come since we looked, and nobody else has taken it up. */
    private boolean goesOn() {
        thread = null;
        busy.set(false);
        boolean more = (inbox.hasArrived() || inbox.isClosed()) && busy.compareAndSet(false, true);
        if (more) thread = Thread.currentThread();
        return more;
    }

    private boolean give(Term message) {
        try {
            handler.message(message);
            return true;
        } catch (Throwable e) {
            if (e instanceof InterruptedException) Thread.currentThread().interrupt();
            process.failed(e);
            end();
            return false;
        }
    }

    private void end() {
        LocalProcess.End end = process.end();
        if (end == null) return;
        try {
            handler.ended(end.reason());
        } catch (RuntimeException e) {
            LOG.error("the handler of mailbox {} failed when told of its end", process.self(), e);
        }
    }
}
