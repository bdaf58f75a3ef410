package io.settee.export;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions that stop a node of Erlang: refused, unless the owner of this one has said what they are to do. Any thread. */
final class Stopping {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.export");

    private Stopping() {}

    /** Null if this is no such function. */
    static @Nullable ExportedFunction find(Mfa name, Optional<Consumer<StopRequest>> allowed) {
        boolean stops = (name.module().equals("init") && name.function().equals("stop") && name.arity() <= 1)
                || (name.module().equals("erlang") && name.function().equals("halt") && name.arity() <= 2);
        boolean restarts = name.module().equals("init")
                && (name.function().equals("restart") || name.function().equals("reboot"))
                && name.arity() <= 1;
        if (!stops && !restarts) return null;
        return call -> {
            if (restarts) throw new RefusedException(name + ": this node can stop, but not start again");
            if (allowed.isEmpty()) throw new RefusedException(name + ": this node does not stop on request");
            stop(allowed.get(), new StopRequest(call.node(), status(call.args())), Thread.currentThread());
            return name.module().equals("init") ? Atom.OK : Atom.TRUE;
        };
    }

    private static Term status(List<Term> args) {
        return args.isEmpty() ? Int.of(0) : args.getFirst();
    }

    /** On a thread of its own: the handler may close the node, and wait for that. */
    static void stop(Consumer<StopRequest> handler, StopRequest request) {
        announce(request);
        Thread.ofVirtual().name("settee-stop").start(() -> handler.accept(request));
    }

    /** As above, when this thread has ended: then whoever called has its answer on the way, and closing the node writes that first. */
    private static void stop(Consumer<StopRequest> handler, StopRequest request, Thread answering) {
        announce(request);
        Thread.ofVirtual().name("settee-stop").start(() -> {
            try {
                answering.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts this thread", e);
            }
            handler.accept(request);
        });
    }

    private static void announce(StopRequest request) {
        LOG.info(
                "{} wants this node to stop, with status {}",
                request.by(),
                request.status().brief(100));
    }
}
