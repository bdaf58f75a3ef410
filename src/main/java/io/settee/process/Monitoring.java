package io.settee.process;

import io.settee.control.Signal;
import io.settee.error.SetteeException;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * The monitors and aliases of a process, which share their references: does and says what {@link Monitors} and {@link Aliases} decide,
 * under the lock of the process, as {@link Linking} does.
 */
final class Monitoring {
    static final Atom NOPROC = new Atom("noproc");
    private static final Atom NOCONNECTION = new Atom("noconnection");
    private static final Atom DOWN = new Atom("DOWN");
    private static final Atom PROCESS = new Atom("process");
    private static final Atom DEMONITOR = new Atom("DEMONITOR");

    private final Node node;
    private final LocalProcess process;
    private final Monitors monitors = new Monitors();
    private final Aliases aliases = new Aliases();
    private volatile boolean tellsDemonitors;

    Monitoring(Node node, LocalProcess process) {
        this.node = node;
        this.process = process;
    }

    // ---- monitors of others

    /**
     * @param target a pid, or the atom of a name
     * @param object what DOWN gives: the pid, or {Name, Node}
     * @param way how to get there; asked only after the reference is made
     * @param alias whether the reference is an alias, too
     */
    Ref monitor(Term target, Term object, RouteFinder way, Aliases.@Nullable Life alias) throws InterruptedException {
        Ref ref = node.newRef();
        Route via;
        try {
            via = way.find();
            via.awaitRoom();
        } catch (SetteeException e) {
            firedAtOnce(ref, object, NOCONNECTION, alias);
            return ref;
        }
        if (target instanceof Pid pid && !via.isCurrent(pid)) {
            firedAtOnce(ref, object, NOPROC, alias);
            return ref;
        }
        boolean attached = process.guard.locked(() -> {
            process.checkAlive();
            if (alias != null) addAlias(ref, alias);
            monitors.add(new Monitors.Set(ref, target, object, via));
            boolean alive = process.attach(via);
            via.answer(new Signal.Monitor(process.self(), target, ref));
            return alive;
        });
        if (!attached) process.lost(via);
        return ref;
    }

    /** Under the lock: a process was spawned with a monitor, by the reference of the request. */
    void spawned(Ref ref, Pid pid, Route via) {
        monitors.add(new Monitors.Set(ref, pid, pid, via));
    }

    private void firedAtOnce(Ref ref, Term object, Atom reason, Aliases.@Nullable Life alias) {
        process.guard.locked(() -> {
            process.checkAlive();
            if (alias != null && !alias.endsWithMonitor()) addAlias(ref, alias);
            process.inbox().put(downMessage(ref, object, reason));
        });
    }

    /** False if it had fired or was never set. */
    boolean demonitor(Ref ref) {
        return process.guard.locked(() -> {
            if (!removed(ref)) return false;
            if (aliases.monitorEnded(ref)) node.residents().remove(ref);
            return true;
        });
    }

    private boolean removed(Ref ref) {
        Monitors.Set monitor = monitors.remove(ref);
        if (monitor == null) return false;
        monitor.via().answer(new Signal.Demonitor(process.self(), monitor.target(), ref));
        return true;
    }

    void fired(Signal.MonitorExit signal, Route via) {
        process.guard.locked(() -> {
            Monitors.Set monitor = monitors.fired(signal.ref(), via);
            if (monitor != null) down(monitor, signal.reason());
        });
    }

    private void down(Monitors.Set monitor, Term reason) {
        if (aliases.monitorEnded(monitor.ref())) node.residents().remove(monitor.ref());
        process.inbox().put(downMessage(monitor.ref(), monitor.object(), reason));
    }

    private static Tuple downMessage(Ref ref, Term object, Term reason) {
        return Tuple.of(DOWN, ref, PROCESS, object, reason);
    }

    // ---- monitors of this process

    void watched(Signal.Monitor signal, Route via) {
        process.guard.locked(() -> {
            if (process.end() != null) {
                via.answer(new Signal.MonitorExit(signal.target(), signal.watcher(), signal.ref(), NOPROC));
            } else if (process.attach(via)) {
                monitors.add(new Monitors.Watched(signal.ref(), signal.watcher(), signal.target(), via));
            }
        });
    }

    void unwatched(Signal.Demonitor signal, Route via) {
        process.guard.locked(() -> {
            Monitors.Watched monitor = monitors.removeWatched(signal.ref(), via);
            if (monitor == null) return;
            forget(monitor);
            if (tellsDemonitors) process.inbox().put(Tuple.of(DEMONITOR, monitor.ref()));
        });
    }

    /** See {@link Mailbox#tellDemonitors}. */
    void tellDemonitors() {
        tellsDemonitors = true;
    }

    /** Under the lock: the name is no longer ours. Who monitors us by it will still end the monitor by it. */
    void renounced(Atom name) {
        for (Monitors.Watched w : monitors.watchedBy(name)) node.residents().add(w.ref(), process);
    }

    private void forget(Monitors.Watched monitor) {
        if (monitor.target() instanceof Atom) node.residents().remove(monitor.ref());
    }

    // ---- aliases

    Ref alias(Aliases.Life life) {
        Ref alias = node.newRef();
        process.guard.locked(() -> {
            process.checkAlive();
            addAlias(alias, life);
        });
        return alias;
    }

    private void addAlias(Ref alias, Aliases.Life life) {
        aliases.add(alias, life);
        node.residents().add(alias, process);
    }

    /** False if it was not active. */
    boolean unalias(Ref alias) {
        return process.guard.locked(() -> {
            if (!aliases.remove(alias)) return false;
            node.residents().remove(alias);
            return true;
        });
    }

    void aliased(Signal.SendAlias signal, Route via) {
        process.guard.locked(() -> {
            Ref alias = signal.to();
            Aliases.Life life = aliases.received(alias);
            if (life == null) {
                node.residents().drop(signal);
                return;
            }
            process.inbox().put(signal.message(), LocalProcess.received(signal.token()), via);
            if (!life.endsWithReply()) return;
            node.residents().remove(alias);
            if (life.endsWithMonitor()) removed(alias);
        });
    }

    // ---- ends

    /** Under the lock. */
    void lost(Route via) {
        for (Monitors.Set monitor : monitors.lost(via)) down(monitor, NOCONNECTION);
        for (Monitors.Watched monitor : monitors.lostWatched(via)) forget(monitor);
    }

    /** Under the lock: the process has ended. */
    void end(Term reason) {
        for (Monitors.Watched w : monitors.endWatched()) {
            w.via().answer(new Signal.MonitorExit(w.target(), w.watcher(), w.ref(), reason));
            forget(w);
        }
        for (Monitors.Set m : monitors.endSet()) {
            m.via().answer(new Signal.Demonitor(process.self(), m.target(), m.ref()));
        }
        for (Ref alias : aliases.end()) node.residents().remove(alias);
    }
}
