package io.settee.process;

import io.settee.control.Signal;
import io.settee.error.ConnectionLostException;
import io.settee.node.Guard;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.node.TraceToken;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands behind a mailbox: a process as the other side sees it, with links, monitors and an end.
 *
 * <p>Threads: signals come on event loops and on the threads of local senders, calls on the threads of the mailbox's users. Links,
 * monitors, aliases and the end are changed under {@code guard}, and what a change makes us send is queued under it too, so that the peer
 * learns of changes in the order in which they happened; queueing never waits. Messages to a pid or name need no lock.
 *
 * <p>Source: OTP "Distribution Protocol", section "Protocol between Connected Nodes"; reference manual, "Processes".
 */
final class LocalProcess implements Recipient {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.process");
    private static final Atom NORMAL = new Atom("normal");
    private static final Atom KILL = new Atom("kill");
    private static final Atom KILLED = new Atom("killed");
    private static final Atom EXIT = new Atom("EXIT");
    private static final Atom SHUTDOWN = new Atom("shutdown");

    /** How a process ended. */
    record End(Pid from, Term reason) {}

    private final Node node;
    private final Pid self;
    private final Inbox inbox;
    private final @Nullable Quota quota;

    final Guard guard = new Guard();
    private final Linking links; // under guard
    private final Monitoring monitors; // under guard
    private final Spawning spawns; // under guard
    private Set<String> names = Set.of(); // under guard
    private Set<Route> attachedTo = Set.of(); // under guard; those that will tell of their end
    private volatile @Nullable End end; // written once, under guard
    private volatile boolean trapsExits;
    private volatile @Nullable Pid groupLeader;
    private volatile @Nullable Thread thread;
    /** Spawned by somebody else, whom its end concerns and nobody here: there may be thousands a second. */
    private boolean askedFor; // under guard

    private volatile @Nullable Outgoing outgoing; // made under guard, when the first signal has to wait

    /** @param bound null if any number of messages may wait */
    LocalProcess(Node node, @Nullable Bound bound) {
        this.node = node;
        this.self = node.newPid();
        this.quota = bound == null ? null : new Quota(bound, () -> full(bound));
        this.inbox = new Inbox(quota);
        this.links = new Linking(this);
        this.monitors = new Monitoring(node, this);
        this.spawns = new Spawning(node, this, links, monitors);
        node.residents().add(this);
    }

    private void full(Bound bound) {
        boolean drops = bound.whenFull() == Bound.WhenFull.DROP;
        int messages = inbox.size();
        if (drops) LOG.warn("mailbox {} is full, with {} messages; more are dropped", self, messages);
        else LOG.info("mailbox {} is full, with {} messages; its senders wait", self, messages);
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

    void groupLeader(@Nullable Pid leader) {
        groupLeader = leader;
    }

    /** From now on the end of the process interrupts this thread, which runs its body. */
    void runOn(Thread body) {
        thread = body;
        if (end != null) body.interrupt();
    }

    /** Sets up what a peer wants who has had this process spawned, and tells it the pid, before anything else can be said of it. */
    void spawned(Signal.SpawnRequest request, boolean link, boolean monitor, Route via) {
        guard.locked(() -> {
            askedFor = true;
            TraceToken.of(request.token()).ifPresent(token -> inbox.startTrace().received(token));
            int flags = (link ? Signal.SpawnReply.LINK : 0) | (monitor ? Signal.SpawnReply.MONITOR : 0);
            via.answer(new Signal.SpawnReply(request.id(), request.from(), flags, self, request.token()));
            if (link) links.linked(request.from(), via);
            if (monitor) monitors.watched(new Signal.Monitor(request.from(), self, request.id()), via);
        });
    }

    /**
     * From now on, and until this process ends, {@link #lost} is called when the route ends. Under the lock.
     *
     * @return false if the route has ended already; then {@link #lost} is not called
     */
    boolean attach(Route via) {
        if (attachedTo.contains(via)) return true;
        if (!via.attach(this)) return false;
        // Most processes never have to do with another node, so an idle one carries no set of its own.
        if (!(attachedTo instanceof HashSet)) attachedTo = new HashSet<>();
        attachedTo.add(via);
        return true;
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
            throw new IllegalStateException(
                    "the mailbox " + self + " is closed: " + over.reason().brief());
        throw new ExitException(over.from(), over.reason());
    }

    boolean register(String name) {
        return guard.locked(() -> {
            checkAlive();
            if (!node.residents().register(name, this)) return false;
            if (!(names instanceof HashSet)) names = new HashSet<>();
            names.add(name);
            return true;
        });
    }

    boolean unregister(String name) {
        return guard.locked(() -> {
            if (!names.contains(name)) return false;
            names.remove(name);
            // Before somebody else can have the name, and with it the ends of monitors that were set by it.
            monitors.renounced(new Atom(name));
            return node.residents().unregister(name, this);
        });
    }

    @Override
    public void signal(Signal signal, Route via) {
        switch (signal) {
            case Signal.Send s -> message(s, s.message(), s.token(), via);
            case Signal.SendNamed s -> message(s, s.message(), s.token(), via);
            case Signal.SendAlias s -> monitors.aliased(s, via);
            case Signal.Link s -> links.linked(s.from(), via);
            case Signal.Unlink s -> links.unlinked(s, via);
            case Signal.UnlinkOld s -> links.unlinked(s, via);
            case Signal.UnlinkAck s -> links.acknowledged(s, via);
            case Signal.Exit s -> links.exited(s, via);
            case Signal.Exit2 s -> exitRequested(s.from(), s.reason(), s.token());
            case Signal.Monitor s -> monitors.watched(s, via);
            case Signal.Demonitor s -> monitors.unwatched(s, via);
            case Signal.MonitorExit s -> monitors.fired(s, via);
            case Signal.GroupLeader s -> groupLeader = s.leader();
            case Signal.SpawnReply s -> spawns.replied(s, via);
            // Asked of nodes, not of processes.
            case Signal.SpawnRequest s -> {}
            case Signal.Unknown s -> {}
        }
    }

    private void message(Signal signal, Term message, @Nullable Term token, Route via) {
        if (end == null) inbox.put(message, received(token), via);
        else node.residents().drop(signal);
    }

    // ---- sequential tracing

    static @Nullable TraceToken received(@Nullable Term token) {
        return token == null ? null : TraceToken.of(token).orElse(null);
    }

    /** What goes with the next message; null, nearly always, if no trace has reached this process. */
    @Nullable
    Term nextToken() {
        Trace trace = inbox.trace();
        return trace == null ? null : trace.next(self);
    }

    // ---- sending

    /** Waits behind what was left to be sent to this node, then for the connection and a slow peer. */
    void send(Supplier<Atom> to, RouteFinder way, Signal signal) throws InterruptedException {
        checkAlive();
        settle(to);
        way.find().send(signal);
    }

    /**
     * False if it would have to wait.
     *
     * @param way null if there is none yet
     */
    boolean trySend(Supplier<Atom> to, Supplier<@Nullable Route> way, Signal signal) {
        checkAlive();
        Outgoing waiting = outgoing;
        if (waiting != null && !waiting.isIdle(to.get())) return false;
        Route route = way.get();
        return route != null && route.trySend(signal);
    }

    /** Waits as {@link #send} does, but for no connection. False if there is none. */
    boolean sendNoConnect(Atom to, Signal signal) throws InterruptedException {
        checkAlive();
        settle(() -> to);
        Route route = node.routes().ifUp(to);
        if (route == null) return false;
        try {
            route.send(signal);
            return true;
        } catch (ConnectionLostException e) {
            return false;
        }
    }

    void post(Term message) {
        if (end == null) inbox.put(message);
    }

    /** Never waits. The answer fails as {@link #send} throws. */
    CompletableFuture<@Nullable Void> sendAsync(Atom to, RouteFinder way, Signal signal) {
        Outgoing waiting = guard.locked(() -> {
            if (outgoing == null) outgoing = new Outgoing();
            return outgoing;
        });
        return waiting.add(to, () -> {
            checkAlive();
            way.find().send(signal);
        });
    }

    private void settle(Supplier<Atom> to) throws InterruptedException {
        Outgoing waiting = outgoing;
        if (waiting != null) waiting.await(to.get());
    }

    // ---- links and monitors

    void link(Pid pid) throws InterruptedException {
        checkAlive();
        settle(pid::node);
        links.link(node, pid);
    }

    /** Links to a process of this node, before this one has sent anything. */
    void linkHere(Pid pid) {
        links.link(pid, node.routes().home());
    }

    void unlink(Pid pid) throws InterruptedException {
        settle(pid::node);
        links.unlink(pid);
    }

    Set<Pid> links() {
        return links.pids();
    }

    Ref monitor(Pid pid, Aliases.@Nullable Life alias) throws InterruptedException {
        checkAlive();
        settle(pid::node);
        return monitors.monitor(pid, pid, () -> node.routes().to(pid), alias);
    }

    Ref monitor(Atom name, Atom on, RouteFinder way, Aliases.@Nullable Life alias) throws InterruptedException {
        checkAlive();
        settle(() -> on);
        return monitors.monitor(name, Tuple.of(name, on), way, alias);
    }

    void tellDemonitors() {
        monitors.tellDemonitors();
    }

    boolean demonitor(Ref ref) {
        return monitors.demonitor(ref);
    }

    Ref alias(Aliases.Life life) {
        return monitors.alias(life);
    }

    boolean unalias(Ref alias) {
        return monitors.unalias(alias);
    }

    // ---- processes on other nodes

    Ref spawn(Atom on, RouteFinder way, FunctionCall call, SpawnOptions options, Spawning.Answer answer)
            throws InterruptedException {
        checkAlive();
        settle(() -> on);
        return spawns.request(call, options, way, answer);
    }

    boolean abandonSpawn(Ref id) {
        return spawns.abandon(id);
    }

    // ---- exit signals

    /** A linked process has exited, or the link to it broke. Under the lock. */
    void linkedExited(Pid from, Term reason, @Nullable Term token) {
        if (trapsExits) inbox.put(Tuple.of(EXIT, from, reason), received(token));
        else if (!reason.equals(NORMAL)) finish(from, reason);
    }

    /** exit/2: kill cannot be trapped, and normal from another process does nothing. */
    void exitRequested(Pid from, Term reason, @Nullable Term token) {
        if (reason.equals(KILL)) finish(from, KILLED);
        else if (trapsExits) inbox.put(Tuple.of(EXIT, from, reason), received(token));
        else if (!reason.equals(NORMAL) || from.equals(self)) finish(from, reason);
    }

    /** Ends the process: names go, links and monitors fire, whoever waits for a message is told. Once. */
    void finish(Pid from, Term reason) {
        boolean first = guard.locked(() -> {
            if (end != null) return false;
            end = new End(from, reason);
            for (String name : names) node.residents().unregister(name, this);
            node.residents().remove(this);
            links.end(reason);
            monitors.end(reason);
            spawns.end();
            // Also from those over which nothing was left: a connection may outlive a million processes.
            for (Route via : attachedTo) via.detach(this);
            attachedTo = Set.of();
            if (!askedFor) node.publish(new NodeEvent.MailboxDead(self, names, from, reason));
            return true;
        });
        if (!first) return;
        inbox.close();
        Thread body = thread;
        if (body != null && !body.equals(Thread.currentThread())) body.interrupt();
    }

    /** What the body or the handler has thrown ends the process, unless it was the end that made it throw. */
    void failed(Throwable error) {
        if (end != null) return;
        if (error instanceof ProcessExit exit) {
            finish(self, exit.reason());
            return;
        }
        LOG.error("process {} ends: it failed", self, error);
        finish(self, Crash.reason(error));
    }

    /** In the order of the BEAM: exit signals of links first, then monitors, then what was to be spawned. */
    @Override
    public void lost(Route via) {
        guard.locked(() -> {
            if (!attachedTo.isEmpty()) attachedTo.remove(via);
            links.lost(via);
            monitors.lost(via);
            spawns.lost(via);
        });
    }

    @Override
    public void nodeClosed() {
        finish(self, SHUTDOWN);
    }
}
