package io.settee.cluster;

import io.settee.node.Guard;
import io.settee.node.Node;
import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.node.Subscription;
import io.settee.process.Mailbox;
import io.settee.process.MessageHandler;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Process groups, OTP's {@code pg}: one scope of them on this node. {@code ErlangNode.pg} gives it.
 *
 * {@snippet class="io.settee.ReadmeExamples" region="groups"}
 *
 * <p>A group is any term and has members on any nodes, each as often as it has joined. Those of a node that is lost, and those that die, leave by
 * themselves. Every node has its own view, which follows the others' within moments; there is no agreement between them, and none is needed after a cut.
 *
 * <p>Nodes find each other when they connect <em>visibly</em>. Over a hidden connection {@code pg} of a BEAM does not look for us, as it
 * does not for hidden BEAM nodes, so a hidden node has groups of its own only; see {@code ErlangNodeBuilder.hidden}. Nor does a BEAM tell us of a scope on
 * a node that we are not connected to: connect to every member of the cluster ({@code ErlangNodeBuilder.mesh}).
 *
 * <p>Any thread. Sources: OTP {@code pg} (reference manual) and {@code pg.erl}.
 */
public final class Pg implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.cluster");
    private static final Atom JOIN = new Atom("join");
    private static final Atom LEAVE = new Atom("leave");

    /*
     * The scope's mailbox hears from other scope processes and of deaths, and its handler is the only one to act on that, one message at a time.
     * Joins and leaves of our own come on the callers' threads. Both change the groups under the lock, and queue under it what others are to
     * hear, so that all hear of changes in the order in which they happened; queueing never waits.
     */
    private final Node node;
    private final String scope;
    private final Mailbox mailbox;
    private final Subscription events;
    private final PgSender sender;
    private final Guard guard = new Guard();
    private final Groups groups = new Groups(); // under guard
    private final Map<Ref, Pid> members = new HashMap<>(); // under guard; who of ours is in groups, by its monitor
    private final Map<Pid, Ref> monitors = new HashMap<>(); // under guard; the other way round
    private final Map<Ref, Watcher> watchers = new HashMap<>(); // under guard
    private final Map<Ref, Pid> scopes = new HashMap<>(); // handler only; other scope processes, by their monitors

    /**
     * What a new monitor sees, and by which reference its messages are known.
     *
     * @param ref in each message, and for {@link #demonitor}
     * @param groups all groups, or the one that is monitored, with their members at this moment; later changes are told
     */
    public record Monitored(Ref ref, Map<Term, List<Pid>> groups) {
        public Monitored {
            var sorted = new TreeMap<Term, List<Pid>>(TermMap.keyOrder());
            sorted.putAll(groups);
            groups = Collections.unmodifiableMap(sorted);
        }
    }

    /** @param group empty for all */
    private record Watcher(Ref ref, Pid to, Optional<Term> group) {}

    private Pg(Node node, String scope) {
        this.node = node;
        this.scope = scope;
        this.mailbox = Mailbox.open(node);
        this.sender = new PgSender(node, scope, self());
        groups.add(self());
        try {
            mailbox.register(scope);
            // Before it is told of peers, and before any can find it.
            this.events = node.onEvent(this::event);
        } catch (RuntimeException e) {
            mailbox.close();
            throw e;
        }
    }

    /**
     * Opens a scope.
     *
     * @throws IllegalStateException if a mailbox has its name
     */
    static Pg open(Node node, String scope) {
        var pg = new Pg(node, scope);
        pg.mailbox.onMessage(new MessageHandler() {
            @Override
            public void message(Term message) throws InterruptedException {
                pg.received(message);
            }

            @Override
            public void ended(Term reason) {
                pg.ended();
            }
        });
        pg.discoverAll();
        return pg;
    }

    /** The name of the scope, which is the registered name of its process. */
    public String scope() {
        return scope;
    }

    boolean isOpen() {
        return mailbox.isAlive();
    }

    private Pid self() {
        return mailbox.self();
    }

    // ---- what users ask

    /** A process of this node joins a group, once more if it is in it. */
    public void join(String group, Mailbox member) throws InterruptedException {
        join(new Atom(group), member.self());
    }

    /**
     * A process of this node joins a group, once more if it is in it. Waits while a peer is slow.
     *
     * @throws IllegalArgumentException if it is of another node, as {@code pg:join} fails with {@code {nolocal, Pid}}
     * @throws IllegalStateException if the scope is closed
     */
    public void join(Term group, Pid member) throws InterruptedException {
        if (!node.residents().isOurs(member)) {
            throw new IllegalArgumentException(member + " is not a process of " + node.name()
                    + ", and only its own node can have it join " + group);
        }
        awaitRoom();
        guard.locked(() -> {
            // Under the lock, lest its death is told before we know what it means.
            if (!monitors.containsKey(member)) {
                Ref ref = mailbox.monitor(member);
                members.put(ref, member);
                monitors.put(member, ref);
            }
            tell(groups.join(self(), group, List.of(member)));
            broadcast(new PgMessage.Join(self(), group, List.of(member)).toTerm());
        });
    }

    /** A process of this node leaves a group; false if it was not in it. */
    public boolean leave(String group, Mailbox member) throws InterruptedException {
        return leave(new Atom(group), member.self());
    }

    /** A process of this node leaves a group, once if it had joined several times; false if it was not in it. Waits while a peer is slow. */
    public boolean leave(Term group, Pid member) throws InterruptedException {
        awaitRoom();
        return guard.locked(() -> {
            Groups.Change change = groups.leave(self(), group, List.of(member));
            if (change.pids().isEmpty()) return false;
            if (groups.groupsOf(self(), member).isEmpty()) forget(member);
            tell(change);
            broadcast(new PgMessage.Leave(self(), List.of(member), List.of(group)).toTerm());
            return true;
        });
    }

    /** The members of a group on all nodes, in no order; one is there as often as it has joined. */
    public List<Pid> members(String group) {
        return members(new Atom(group));
    }

    /** The members of a group on all nodes, in no order; one is there as often as it has joined. */
    public List<Pid> members(Term group) {
        return guard.locked(() -> groups.members(group));
    }

    /** The members of a group on this node. */
    public List<Pid> localMembers(String group) {
        return localMembers(new Atom(group));
    }

    /** The members of a group on this node. */
    public List<Pid> localMembers(Term group) {
        return guard.locked(() -> groups.members(self(), group));
    }

    /** All groups that have members. */
    public Set<Term> groups() {
        return guard.locked(() -> groups.all()).keySet();
    }

    /** All groups that have members on this node. */
    public Set<Term> localGroups() {
        return guard.locked(() -> groups.all(self())).keySet();
    }

    /**
     * Has a mailbox told of every change from now on: <code>{Ref, join, Group, [Pid]}</code> and <code>{Ref, leave, Group, [Pid]}</code>, as {@code
     * pg:monitor_scope/1} does. Ends with {@link #demonitor}, with the mailbox, or with the scope.
     */
    public Monitored monitor(Mailbox to) throws InterruptedException {
        return monitor(Optional.empty(), to);
    }

    /** As {@link #monitor(Mailbox)}, of one group: {@code pg:monitor/2}. */
    public Monitored monitor(Term group, Mailbox to) throws InterruptedException {
        return monitor(Optional.of(group), to);
    }

    private Monitored monitor(Optional<Term> group, Mailbox to) throws InterruptedException {
        return guard.locked(() -> {
            Ref ref = mailbox.monitor(to.self());
            watchers.put(ref, new Watcher(ref, to.self(), group));
            return new Monitored(
                    ref, group.map(one -> Map.of(one, groups.members(one))).orElseGet(groups::all));
        });
    }

    /** Ends a monitor; what was told before may still be in the mailbox. False if there was none. */
    public boolean demonitor(Ref ref) {
        boolean was = guard.locked(() -> watchers.remove(ref) != null);
        if (was) mailbox.demonitor(ref);
        return was;
    }

    /** Ends the scope: its members leave everywhere, and its name is free. May be repeated. */
    @Override
    public void close() {
        mailbox.close();
    }

    @Override
    public String toString() {
        return "pg scope " + scope + " on " + node;
    }

    // ---- what others tell

    private void received(Term term) throws InterruptedException {
        Optional<PgMessage> message = PgMessage.of(term);
        if (message.isPresent()) received(message.get());
        else LOG.debug("pg scope {}: dropped, no message of pg: {}", scope, term);
    }

    private void received(PgMessage message) throws InterruptedException {
        switch (message) {
            case PgMessage.Discover(Pid from) -> {
                // It is told of changes before it gets the list: one in between would be neither in the list nor told.
                boolean met = meet(from);
                guard.locked(() -> sender.send(from, new PgMessage.Sync(self(), groups.all(self())).toTerm()));
                if (met) sender.send(from, new PgMessage.Discover(self()).toTerm());
            }
            case PgMessage.Sync(Pid from, var now) -> {
                meet(from);
                changed(from, () -> groups.sync(from, now));
            }
            case PgMessage.Join(Pid from, Term group, var pids) ->
                changed(from, () -> List.of(groups.join(from, group, pids)));
            case PgMessage.Leave(Pid from, var pids, var left) -> changed(from, () -> groups.leave(from, left, pids));
            case PgMessage.Down(Ref ref) -> down(ref);
        }
    }

    /** What a scope process tells of its members counts as long as we would learn of its end, and never in our own name. */
    private void changed(Pid from, Supplier<List<Groups.Change>> change) {
        guard.locked(() -> {
            if (knows(from)) change.get().forEach(this::tell);
            else LOG.debug("pg scope {}: dropped, from the unknown process {}", scope, from);
        });
    }

    /** Under the lock. We are not one of the others, whoever says so. */
    private boolean knows(Pid other) {
        return groups.scopes().contains(other) && !other.equals(self());
    }

    /** Whether a scope process was unknown, and is known from now on. One whose node is gone stays unknown. */
    private boolean meet(Pid other) throws InterruptedException {
        if (guard.locked(() -> knows(other)) || !sender.reaches(other)) return false;
        scopes.put(mailbox.monitor(other), other);
        guard.locked(() -> groups.add(other));
        return true;
    }

    private void down(Ref ref) {
        Pid other = scopes.remove(ref);
        guard.locked(() -> {
            if (other != null) groups.remove(other).forEach(this::tell);
            watchers.remove(ref);
            Pid member = members.remove(ref);
            if (member != null) {
                monitors.remove(member);
                died(member);
            }
        });
        // Over a connection that has taken the place of the lost one it may have told us all before we forgot it.
        if (other != null && sender.reaches(other)) sender.send(other, new PgMessage.Discover(self()).toTerm());
    }

    private void died(Pid member) {
        List<Term> left = groups.groupsOf(self(), member);
        left.forEach(group -> tell(groups.leave(self(), group, List.of(member))));
        broadcast(new PgMessage.Leave(self(), List.of(member), left).toTerm());
    }

    private void ended() {
        events.close();
        guard.locked(groups::clear);
    }

    // ---- what we tell others

    private void event(NodeEvent event) {
        switch (event) {
            case NodeEvent.PeerUp(PeerInfo peer) -> discover(peer);
            case NodeEvent.Missed missed -> discoverAll();
            default -> {}
        }
    }

    private void discoverAll() {
        node.peers().forEach(this::discover);
    }

    private void discover(PeerInfo peer) {
        if (!peer.hidden()) sender.send(peer.node(), new PgMessage.Discover(self()).toTerm());
    }

    /** Under the lock: to those who monitor. */
    private void tell(Groups.Change change) {
        if (change.pids().isEmpty()) return;
        Atom verb = change.joined() ? JOIN : LEAVE;
        TermList pids = new TermList(List.copyOf(change.pids()));
        for (Watcher watcher : watchers.values()) {
            if (watcher.group().isPresent() && !watcher.group().get().equals(change.group())) continue;
            Term message = Tuple.of(watcher.ref(), verb, change.group(), pids);
            sender.sendHere(watcher.to(), message);
        }
    }

    /** Under the lock: to all other scope processes. */
    private void broadcast(Term message) {
        for (Pid other : groups.scopes()) sender.send(other, message);
    }

    /** Whoever joins and leaves faster than its peers can hear of it waits for them. */
    private void awaitRoom() throws InterruptedException {
        for (Pid other : guard.locked(() -> List.copyOf(groups.scopes()))) sender.awaitRoom(other);
    }

    private void forget(Pid member) {
        Ref ref = monitors.remove(member);
        if (ref == null) return;
        members.remove(ref);
        mailbox.demonitor(ref);
    }
}
