package io.settee.process;

import io.settee.control.Signal;
import io.settee.error.SetteeException;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.Set;

/**
 * The links of a process: does and says what {@link Links} decides.
 *
 * <p>Everything under the lock of the process, from the change to what is queued because of it, so that the peer learns of changes in the
 * order in which they happened, and nothing comes of a link once {@link #unlink} has returned.
 */
final class Linking {
    private static final Atom NOPROC = new Atom("noproc");
    private static final Atom NOCONNECTION = new Atom("noconnection");

    private final LocalProcess process;
    private final Links links = new Links();

    Linking(LocalProcess process) {
        this.process = process;
    }

    Set<Pid> pids() {
        return process.guard.locked(links::pids);
    }

    /** Connects if need be. */
    void link(Node node, Pid pid) throws InterruptedException {
        if (pid.equals(process.self()) || process.guard.locked(() -> links.isLinked(pid))) return;
        Route route;
        try {
            route = node.routes().to(pid);
            route.awaitRoom();
        } catch (SetteeException e) {
            // As on the BEAM: a link to a node out of reach is a link that breaks at once.
            process.guard.locked(() -> process.linkedExited(pid, NOCONNECTION, null));
            return;
        }
        link(pid, route);
    }

    /** Over a way that is there. */
    void link(Pid pid, Route route) {
        boolean attached = process.guard.locked(() -> {
            process.checkAlive();
            if (!route.isCurrent(pid)) {
                // A BEAM answers LINK to a pid of its former incarnation, but breaks off over EXIT or UNLINK_ID to one,
                // and we might send those before we have its answer.
                process.linkedExited(pid, NOPROC, null);
            } else if (links.link(pid, route)) {
                boolean alive = process.attach(route);
                route.answer(new Signal.Link(process.self(), pid));
                return alive;
            }
            return true;
        });
        if (!attached) process.lost(route);
    }

    /** Under the lock: a process was spawned with a link. */
    void spawned(Pid pid, Route via) {
        links.link(pid, via);
    }

    void unlink(Pid pid) {
        process.guard.locked(() -> {
            Links.Unlinking unlinking = links.unlink(pid);
            if (unlinking != null) {
                unlinking.via().answer(new Signal.Unlink(unlinking.id(), process.self(), pid));
            }
        });
    }

    void linked(Pid from, Route via) {
        boolean attached = process.guard.locked(() -> {
            if (process.end() != null) {
                via.answer(new Signal.Exit(process.self(), from, NOPROC, null));
                return true;
            }
            boolean alive = process.attach(via);
            if (links.linked(from, via)) process.linkedExited(from, NOCONNECTION, null);
            return alive;
        });
        if (!attached) process.lost(via);
    }

    void unlinked(Signal.Unlink signal, Route via) {
        process.guard.locked(() -> {
            links.unlinked(signal.from(), via);
            via.answer(new Signal.UnlinkAck(signal.id(), process.self(), signal.from()));
        });
    }

    void unlinked(Signal.UnlinkOld signal, Route via) {
        process.guard.locked(() -> links.unlinked(signal.from(), via));
    }

    void acknowledged(Signal.UnlinkAck signal, Route via) {
        process.guard.locked(() -> links.acknowledged(signal.from(), signal.id(), via));
    }

    void exited(Signal.Exit signal, Route via) {
        process.guard.locked(() -> {
            // A refused LINK comes back as an exit signal with noproc, over the link that we have recorded by then.
            if (links.exited(signal.from(), via)) process.linkedExited(signal.from(), signal.reason(), signal.token());
        });
    }

    /** Under the lock. */
    void lost(Route via) {
        for (Pid pid : links.lost(via)) process.linkedExited(pid, NOCONNECTION, null);
    }

    /** Under the lock: the process has ended. */
    void end(Term reason) {
        for (Links.Linked link : links.end()) {
            link.via().answer(new Signal.Exit(process.self(), link.pid(), reason, process.nextToken()));
        }
    }
}
