package io.settee.call;

import io.settee.control.Signal;
import io.settee.node.Route;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One call that waits for its end. It is known by a reference: of its monitor, of its alias or tag, of the request to spawn who makes it. */
final class Call {
    private final Ref ref;
    private final Route via;
    private final @Nullable Term server;
    private final Signal request;

    /** Completed on event loops, so nothing that waits or is a user's may be added to it. */
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private volatile @Nullable Pid spawned;

    /**
     * @param server the target of the monitor that goes before the request; null if the request sets one itself by spawning
     * @param request what is sent, which may be large
     */
    Call(Ref ref, Route via, @Nullable Term server, Signal request) {
        this.ref = ref;
        this.via = via;
        this.server = server;
        this.request = request;
    }

    Ref ref() {
        return ref;
    }

    Route via() {
        return via;
    }

    Signal request() {
        return request;
    }

    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** Whether a process that exists is asked, and not one that is spawned for the call. */
    boolean asksServer() {
        return server != null;
    }

    void spawned(Pid pid) {
        spawned = pid;
    }

    /** The target of the monitor; null if the process is not spawned yet. */
    @Nullable
    Term monitored() {
        return server == null ? spawned : server;
    }
}
