package io.settee.process;

import io.settee.control.Signal;
import io.settee.error.SetteeException;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands behind a mailbox: a process as the other side sees it, with links, monitors and an end.
 *
 * <p>Threads: signals come on event loops and on the threads of local senders, calls on the threads of the mailbox's users. Links,
 * monitors and the end are changed under {@code lock}, and what a change makes us send is queued under it too, so that the peer learns
 * of changes in the order in which they happened; queueing never waits. Messages need no lock.
 *
 * <p>Source: OTP "Distribution Protocol", section "Protocol between Connected Nodes"; reference manual, "Processes".
 */
final class LocalProcess implements Recipient {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.process");
    private static final Atom NORMAL = new Atom("normal");
    private static final Atom KILL = new Atom("kill");
    private static final Atom KILLED = new Atom("killed");
    private static final Atom NOPROC = new Atom("noproc");
    private static final Atom NOCONNECTION = new Atom("noconnection");
    private static final Atom EXIT = new Atom("EXIT");
    private static final Atom DOWN = new Atom("DOWN");
    private static final Atom SHUTDOWN = new Atom("shutdown");
    private static final Atom PROCESS = new Atom("process");
    private static final Atom HANDLER_FAILED = new Atom("handler_failed");

    /** How a process ended. */
    record End(Pid from, Term reason) {}

    private final Node node;
    private final Pid self;
    private final Inbox inbox;
    private final @Nullable Quota quota;

    private final ReentrantLock lock = new ReentrantLock();
    private final Links links = new Links(); // guarded by lock
    private final Monitors monitors = new Monitors(); // guarded by lock
    private Set<String> names = Set.of(); // guarded by lock
    private volatile @Nullable End end; // written once, under lock
    private volatile boolean trapsExits;
    private volatile @Nullable Pid groupLeader;

    /** @param bound null if any number of messages may wait */
    LocalProcess(Node node, @Nullable Bound bound) {
        this.node = node;
        this.self = node.newPid();
        this.quota = bound == null ? null : new Quota(bound, () -> full(bound));
        this.inbox = new Inbox(quota);
        node.add(this);
    }

    private void full(Bound bound) {
        boolean drops = bound.whenFull() == Bound.WhenFull.DROP;
        if (drops) LOG.warn("mailbox {} is full, with {} messages; more are dropped", self, bound.messages());
        else LOG.info("mailbox {} is full, with {} messages; its senders wait", self, bound.messages());
        node.publish(new NodeEvent.MailboxFull(self, bound.messages(), drops));
    }

    long droppedMessages() {
        return quota == null ? 0 : quota.dropped();
    }

    @Override
    public boolean hasRoom() {
        return quota == null || quota.hasRoom();
    }

    @Override
    public void awaitRoom() throws InterruptedException {
        if (quota != null) quota.awaitRoom();
    }

    @Override
    public Pid self() {
        return self;
    }

    Inbox inbox() {
        return inbox;
    }

    void trapExits(boolean trap) {
        trapsExits = trap;
    }

    @Nullable
    Pid groupLeader() {
        return groupLeader;
    }

    @Nullable
    End end() {
        return end;
    }

    /** @throws ExitException if an exit signal has ended it
     * @throws IllegalStateException if it was closed */
    void checkAlive() {
        End over = end;
        if (over == null) return;
        if (over.from().equals(self))
            throw new IllegalStateException("the mailbox " + self + " is closed: " + over.reason());
        throw new ExitException(over.from(), over.reason());
    }

    boolean register(String name) {
        lock.lock();
        try {
            checkAlive();
            if (!node.register(name, this)) return false;
            if (!(names instanceof HashSet)) names = new HashSet<>();
            names.add(name);
            return true;
        } finally {
            lock.unlock();
        }
    }

    boolean unregister(String name) {
        lock.lock();
        try {
            if (names.contains(name)) names.remove(name);
            return node.unregister(name, this);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void signal(Signal signal, Route via) {
        switch (signal) {
            case Signal.Send s -> inbox.put(s.message(), via);
            case Signal.SendNamed s -> inbox.put(s.message(), via);
            case Signal.SendAlias s -> inbox.put(s.message(), via);
            case Signal.Link s -> linked(s.from(), via);
            case Signal.Unlink s -> unlinked(s, via);
            case Signal.UnlinkOld s -> locked(() -> links.unlinked(s.from()));
            case Signal.UnlinkAck s -> locked(() -> links.acknowledged(s.from(), s.id()));
            case Signal.Exit s -> exitOfLinked(s, via);
            case Signal.Exit2 s -> exitRequested(s.from(), s.reason());
            case Signal.Monitor s -> watched(s, via);
            case Signal.Demonitor s -> locked(() -> monitors.removeWatched(s.ref()));
            case Signal.MonitorExit s -> down(s.ref(), s.reason());
            case Signal.GroupLeader s -> groupLeader = s.leader();
            // Neither spawns anything yet nor asks for it.
            case Signal.SpawnRequest s -> {}
            case Signal.SpawnReply s -> {}
            case Signal.Unknown s -> {}
        }
    }

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    // ---- links

    void link(Pid pid) throws InterruptedException {
        checkAlive();
        if (pid.equals(self)) return;
        Route route;
        try {
            route = node.route(pid);
            route.awaitRoom();
        } catch (SetteeException e) {
            // As on the BEAM: a link to a node out of reach is a link that breaks at once.
            locked(() -> react(pid, NOCONNECTION));
            return;
        }
        boolean lost = false;
        lock.lock();
        try {
            checkAlive();
            if (!route.isCurrent(pid)) {
                // A BEAM answers LINK to a pid of its former incarnation, but breaks off over EXIT or UNLINK_ID to one,
                // and we might send those before we have its answer.
                react(pid, NOPROC);
            } else if (links.link(pid, route)) {
                lost = !route.attach(this);
                route.answer(new Signal.Link(self, pid));
            }
        } finally {
            lock.unlock();
        }
        if (lost) lost(route);
    }

    void unlink(Pid pid) throws InterruptedException {
        lock.lock();
        try {
            Route route = links.unlink(pid);
            if (route != null) route.answer(new Signal.Unlink(Math.max(1, links.lastUnlinkId()), self, pid));
        } finally {
            lock.unlock();
        }
    }

    private void linked(Pid from, Route via) {
        boolean lost = false;
        lock.lock();
        try {
            if (end != null) {
                via.answer(new Signal.Exit(self, from, NOPROC, null));
            } else {
                links.linked(from, via);
                lost = !via.attach(this);
            }
        } finally {
            lock.unlock();
        }
        if (lost) lost(via);
    }

    private void unlinked(Signal.Unlink signal, Route via) {
        lock.lock();
        try {
            links.unlinked(signal.from());
            via.answer(new Signal.UnlinkAck(signal.id(), self, signal.from()));
        } finally {
            lock.unlock();
        }
    }

    private void exitOfLinked(Signal.Exit signal, Route via) {
        lock.lock();
        try {
            // A refused LINK comes back as an exit signal with noproc, over the link that we have recorded by then.
            if (links.exited(signal.from(), via)) react(signal.from(), signal.reason());
        } finally {
            lock.unlock();
        }
    }

    // ---- exit signals

    void exit(Pid pid, Term reason) throws InterruptedException {
        checkAlive();
        node.route(pid).send(new Signal.Exit2(self, pid, reason, null));
    }

    /** The reaction to the exit of a linked process. Under the lock, so that nothing comes of a link once unlink has returned. */
    private void react(Pid from, Term reason) {
        if (trapsExits) inbox.put(Tuple.of(EXIT, from, reason));
        else if (!reason.equals(NORMAL)) finish(from, reason);
    }

    /** exit/2: kill cannot be trapped, and normal from another process does nothing. */
    private void exitRequested(Pid from, Term reason) {
        if (reason.equals(KILL)) finish(from, KILLED);
        else if (trapsExits) inbox.put(Tuple.of(EXIT, from, reason));
        else if (!reason.equals(NORMAL) || from.equals(self)) finish(from, reason);
    }

    /** Ends the process: names go, links and monitors fire, whoever waits for a message is told. Once. */
    void finish(Pid from, Term reason) {
        lock.lock();
        try {
            if (end != null) return;
            end = new End(from, reason);
            for (String name : names) node.unregister(name, this);
            node.remove(this);
            for (Links.Linked link : links.end()) {
                link.via().answer(new Signal.Exit(self, link.pid(), reason, null));
                link.via().detach(this);
            }
            for (Monitors.Watched w : monitors.endWatched()) {
                w.via().answer(new Signal.MonitorExit(w.target(), w.watcher(), w.ref(), reason));
                w.via().detach(this);
            }
            for (Monitors.Set m : monitors.endSet()) {
                m.via().answer(new Signal.Demonitor(self, m.target(), m.ref()));
                m.via().detach(this);
            }
        } finally {
            lock.unlock();
        }
        inbox.close();
    }

    /** What the handler has thrown ends the process, unless it was the end that made it throw. */
    void handlerFailed(Throwable error) {
        if (end != null) return;
        LOG.error("mailbox {} ends: its handler failed", self, error);
        finish(self, Tuple.of(HANDLER_FAILED, Binary.of(error.toString())));
    }

    // ---- monitors

    /**
     * @param target a pid, or the atom of a name
     * @param object what DOWN gives: the pid, or {Name, Node}
     * @param route how to get there; asked only after the reference is made
     */
    Ref monitor(Term target, Term object, RouteFinder route) throws InterruptedException {
        checkAlive();
        Ref ref = node.newRef();
        Route via;
        try {
            via = route.find();
            via.awaitRoom();
        } catch (SetteeException e) {
            inbox.put(downMessage(ref, object, NOCONNECTION));
            return ref;
        }
        boolean lost;
        lock.lock();
        try {
            checkAlive();
            monitors.add(new Monitors.Set(ref, target, object, via));
            lost = !via.attach(this);
            via.answer(new Signal.Monitor(self, target, ref));
        } finally {
            lock.unlock();
        }
        if (lost) lost(via);
        return ref;
    }

    /** Finds the way to a node, connecting if need be. */
    @FunctionalInterface
    interface RouteFinder {
        Route find() throws InterruptedException;
    }

    /** False if it had fired or was never set. */
    boolean demonitor(Ref ref) {
        lock.lock();
        try {
            Monitors.Set monitor = monitors.remove(ref);
            if (monitor == null) return false;
            monitor.via().answer(new Signal.Demonitor(self, monitor.target(), ref));
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void watched(Signal.Monitor signal, Route via) {
        lock.lock();
        try {
            if (end != null) {
                via.answer(new Signal.MonitorExit(signal.target(), signal.watcher(), signal.ref(), NOPROC));
            } else if (via.attach(this)) {
                monitors.add(new Monitors.Watched(signal.ref(), signal.watcher(), signal.target(), via));
            }
        } finally {
            lock.unlock();
        }
    }

    private void down(Ref ref, Term reason) {
        lock.lock();
        try {
            Monitors.Set monitor = monitors.remove(ref);
            if (monitor != null) inbox.put(downMessage(ref, monitor.object(), reason));
        } finally {
            lock.unlock();
        }
    }

    private static Tuple downMessage(Ref ref, Term object, Term reason) {
        return Tuple.of(DOWN, ref, PROCESS, object, reason);
    }

    /** In the order of the BEAM: exit signals of links first, then monitors. */
    @Override
    public void lost(Route via) {
        lock.lock();
        try {
            List<Pid> unlinked = links.lost(via);
            List<Monitors.Set> fired = monitors.lost(via);
            for (Pid pid : unlinked) react(pid, NOCONNECTION);
            for (Monitors.Set monitor : fired) inbox.put(downMessage(monitor.ref(), monitor.object(), NOCONNECTION));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void nodeClosed() {
        finish(self, SHUTDOWN);
    }
}
