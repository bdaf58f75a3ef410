package io.settee.io;

import io.settee.node.Guard;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The requests that read, one after the other. One whose asker has ended or given up is dropped, also while its line is being typed.
 */
final class Reads {
    /**
     * A request.
     *
     * @param end our monitor of the asker
     * @param as what the asker knows the reply by; its monitor of us has the same reference
     * @param task reads; ends soon when its thread is interrupted
     * @param after done once, whether it has read or was dropped
     */
    record Read(Ref end, Term as, Runnable task, Runnable after) {
        boolean isOf(Ref ref) {
            return end.equals(ref) || as.equals(ref);
        }
    }

    private final Turns turns = new Turns();
    private final Guard guard = new Guard();
    private final Set<Read> waiting = new LinkedHashSet<>(); // under guard
    private @Nullable Read current; // under guard
    private @Nullable Thread reader; // under guard

    /** Reads when its turn comes. */
    void add(Read read) {
        guard.locked(() -> waiting.add(read));
        turns.add(() -> turn(read));
    }

    private void turn(Read read) {
        if (!begin(read)) return;
        try {
            read.task().run();
        } finally {
            end();
            read.after().run();
        }
    }

    private boolean begin(Read read) {
        return guard.locked(() -> {
            if (!waiting.remove(read)) return false;
            current = read;
            reader = Thread.currentThread();
            return true;
        });
    }

    private void end() {
        guard.locked(() -> {
            current = null;
            reader = null;
            Thread.interrupted(); // it was meant for this read alone
        });
    }

    /** One of its two monitors is over: that of the asker has fired, or the asker has ended its own. */
    void drop(Ref ref) {
        Read dropped = guard.locked(() -> dropped(ref));
        if (dropped != null) dropped.after().run();
    }

    /** Under the guard: the one that waits no longer. */
    private @Nullable Read dropped(Ref ref) {
        if (current != null && current.isOf(ref) && reader != null) reader.interrupt();
        for (Read read : waiting) {
            if (!read.isOf(ref)) continue;
            waiting.remove(read);
            return read;
        }
        return null;
    }
}
