package io.settee.process;

import io.settee.control.Signal;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.TraceToken;
import io.settee.term.Atom;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A process of this node: it has a pid, perhaps names, and receives messages.
 *
 * <p>Any thread may send; receiving is for one thread at a time, and a second one waits. Waiting is cheap for virtual threads and ends with
 * {@link InterruptedException} when the thread is interrupted. Instead of receiving one can have messages {@linkplain #onMessage given to a
 * handler}.
 *
 * <p>A mailbox dies as an Erlang process does: when it is closed, or of an exit signal that it does not {@linkplain #trapExits trap}. Then its
 * names are free, its links and monitors fire, and receiving throws {@link ExitException}.
 *
 * <p>Source: Erlang reference manual, "Processes".
 */
public final class Mailbox implements AutoCloseable {
    private static final Atom NORMAL = new Atom("normal");
    private static final Atom SPAWN_REPLY = new Atom("spawn_reply");
    private static final Pattern DOWN = Pattern.of("{'DOWN', Ref, process, _, _}");

    private final Node node;
    private final LocalProcess process;

    /** @param bound null if any number of messages may wait */
    Mailbox(Node node, @Nullable Bound bound) {
        this.node = node;
        this.process = new LocalProcess(node, bound);
    }

    /** A mailbox without a name; {@code ErlangNode.mailbox()} is the usual way to one. */
    public static Mailbox open(Node node) {
        return new Mailbox(node, null);
    }

    /** A mailbox without a name in which only so many messages may wait; {@code ErlangNode.mailbox(Bound)} is the usual way to one. */
    public static Mailbox open(Node node, Bound bound) {
        return new Mailbox(node, bound);
    }

    LocalProcess process() {
        return process;
    }

    Node node() {
        return node;
    }

    public Pid self() {
        return process.self();
    }

    /**
     * Gives this mailbox a name on its node, so that {@code {Name, Node} ! Message} reaches it.
     *
     * @throws NameTakenException if the name is taken
     */
    public void register(String name) {
        if (process.register(name)) return;
        Optional<Pid> holder = node.residents().whereis(name);
        throw new NameTakenException(
                "the name " + new Atom(name) + " is taken on " + node.name() + " by "
                        + holder.map(Pid::toString).orElse("a mailbox that is just closing"),
                holder.orElse(null));
    }

    /** Takes a name away. False if this mailbox does not have it. */
    public boolean unregister(String name) {
        return process.unregister(name);
    }

    /**
     * Sends to a process anywhere, connecting to its node if need be; waits for that, and while the peer is slow.
     *
     * <p>Returns when the message is on its way in order. As on the BEAM, nobody says whether it arrived: a process that does
     * not exist drops it.
     *
     * @throws SetteeException if the node cannot be reached or the connection is gone; the message says why
     */
    public void send(Pid to, Term message) throws InterruptedException {
        process.send(to::node, () -> node.routes().to(to), new Signal.Send(self(), to, message, process.nextToken()));
    }

    /**
     * Sends to a process alias; otherwise as {@link #send(Pid, Term)}.
     *
     * @param alias one of a mailbox's, see {@link #alias}, or one that a BEAM process has given us
     * @throws SetteeException if the node cannot be reached or the connection is gone; the message says why
     */
    public void send(Ref alias, Term message) throws InterruptedException {
        process.send(
                alias::node,
                () -> node.routes().to(alias),
                new Signal.SendAlias(self(), alias, message, process.nextToken()));
    }

    /** Sends to a registered name on this node. */
    public void send(String name, Term message) throws InterruptedException {
        send(name, node.name(), message);
    }

    /**
     * Sends to a registered name on a node, {@code {Name, Node} ! Message}; otherwise as {@link #send(Pid, Term)}.
     *
     * @throws SetteeException if the node cannot be reached or the connection is gone; the message says why
     */
    public void send(String name, NodeName on, Term message) throws InterruptedException {
        process.send(() -> atom(on), () -> node.routes().to(on), named(name, message));
    }

    /** As {@link #send(String, NodeName, Term)}, the node's name as text. */
    public void send(String name, String on, Term message) throws InterruptedException {
        send(name, NodeName.of(on), message);
    }

    private Signal named(String name, Term message) {
        return new Signal.SendNamed(self(), new Atom(name), message, process.nextToken());
    }

    private static Atom atom(NodeName node) {
        return new Atom(node.toString());
    }

    /**
     * Sends without waiting: neither for a connection nor for a slow peer. It stays in order with all that this mailbox sends before and
     * after, by whatever method. What waits takes memory, so whoever sends much should wait for the futures of some of it.
     *
     * @return done when {@link #send(Pid, Term)} would return; it fails as that throws, also with {@link IllegalStateException} or
     *     {@link ExitException} if the mailbox ends before. Cancelling it keeps back a message that still waits
     */
    public CompletableFuture<@Nullable Void> sendAsync(Pid to, Term message) {
        return process.sendAsync(
                to.node(), () -> node.routes().to(to), new Signal.Send(self(), to, message, process.nextToken()));
    }

    /** Sends to a process alias without waiting; otherwise as {@link #sendAsync(Pid, Term)}. */
    public CompletableFuture<@Nullable Void> sendAsync(Ref alias, Term message) {
        return process.sendAsync(
                alias.node(),
                () -> node.routes().to(alias),
                new Signal.SendAlias(self(), alias, message, process.nextToken()));
    }

    /** Sends to a registered name on a node without waiting; otherwise as {@link #sendAsync(Pid, Term)}. */
    public CompletableFuture<@Nullable Void> sendAsync(String name, NodeName on, Term message) {
        return process.sendAsync(atom(on), () -> node.routes().to(on), named(name, message));
    }

    /**
     * Sends as {@link #send(Pid, Term)} does, unless that would have to wait.
     *
     * @return false if nothing was sent: something that was sent without waiting still waits, the peer is slow, the message takes more than
     *     1 MiB encoded (the rest of it would have to wait, so it is always false for such a one: use another method), the mailbox on this node
     *     that it is for is full, or the peer is not connected. Then connecting has begun, and whoever waits for it, in {@code ErlangNode.connect}, is told how that ended
     * @throws SetteeException if the connection is gone
     */
    public boolean trySend(Pid to, Term message) {
        return process.trySend(
                to::node, () -> node.routes().orDial(to), new Signal.Send(self(), to, message, process.nextToken()));
    }

    /** Sends to a registered name on a node as {@link #trySend(Pid, Term)} does. */
    public boolean trySend(String name, NodeName on, Term message) {
        return process.trySend(() -> atom(on), () -> node.routes().orDial(on), named(name, message));
    }

    /**
     * Sends to a process unless its node is not connected, {@code erlang:send(To, Message, [noconnect])}: right for an answer, since whoever has
     * asked over a connection that is gone no longer waits. Waits while the peer is slow.
     *
     * @return false if nothing was sent
     */
    public boolean sendNoConnect(Pid to, Term message) throws InterruptedException {
        return process.sendNoConnect(to.node(), new Signal.Send(self(), to, message, process.nextToken()));
    }

    /** As {@link #sendNoConnect(Pid, Term)}, to a process alias. */
    public boolean sendNoConnect(Ref alias, Term message) throws InterruptedException {
        return process.sendNoConnect(alias.node(), new Signal.SendAlias(self(), alias, message, process.nextToken()));
    }

    /** Puts a message into this mailbox itself. Never waits; like {@code EXIT} and {@code DOWN} it finds room whatever the bound is. */
    public void post(Term message) {
        process.post(message);
    }

    /**
     * Puts a message into this mailbox when the time is over, {@code erlang:send_after(Time, self(), Message)}; as {@link #post} does.
     *
     * @param delay zero or less is at once
     */
    public MessageTimer sendAfter(Duration delay, Term message) {
        return MessageTimer.start(delay, () -> process.post(message));
    }

    /**
     * Gives every message, those that wait included, to a handler instead of a receiver: one at a time, in order, each on a virtual thread. A handler
     * that takes long or waits delays nothing but its own mailbox. While it handles a message it may itself {@code receive}, for example an
     * answer that it has asked for; nobody else may then.
     *
     * <p>What came before the mailbox ended is still given; then {@link MessageHandler#ended} is called.
     *
     * @throws IllegalStateException if there is a handler already, or a thread is just receiving
     */
    public void onMessage(MessageHandler handler) {
        // The pump calls its executor on a virtual thread.
        onMessage(handler, Runnable::run);
    }

    /**
     * As {@link #onMessage(MessageHandler)}, on an executor's threads. It is asked for one when messages come and keeps it for 64 at most, then
     * asks again. If it refuses, the mailbox ends as if the handler had failed.
     */
    public void onMessage(MessageHandler handler, Executor executor) {
        if (!process.inbox().pumpBy(new Pump(process, handler, executor))) {
            throw new IllegalStateException(this + " has a handler already, or a thread is receiving from it");
        }
    }

    /**
     * The next message; waits for it.
     *
     * @throws ExitException if the mailbox was ended by an exit signal
     */
    public Term receive() throws InterruptedException {
        return present(process.inbox().take(null));
    }

    /** The next message, or empty when the time is over. */
    public Optional<Term> receive(Duration timeout) throws InterruptedException {
        return alive(process.inbox().take(timeout));
    }

    /** The next message that matches; waits for it. Others stay in the mailbox, in their order. */
    public Match receive(Pattern pattern) throws InterruptedException {
        return present(process.inbox().take(pattern, null));
    }

    /** The next message that matches, or empty when the time is over. Others stay in the mailbox, in their order. */
    public Optional<Match> receive(Pattern pattern, Duration timeout) throws InterruptedException {
        return alive(process.inbox().take(pattern, timeout));
    }

    /**
     * The next message that the predicate takes; waits for it. Others stay in the mailbox, in their order, and so does one over which the predicate
     * throws something, which is thrown here.
     */
    public Term receive(Predicate<? super Term> wanted) throws InterruptedException {
        return present(process.inbox().takeFirst(wanted));
    }

    private <T> T present(Optional<T> received) {
        // Without a time limit only the end of the mailbox makes it empty.
        return alive(received).orElseThrow(() -> new IllegalStateException("woken without a message"));
    }

    private <T> Optional<T> alive(Optional<T> received) {
        if (received.isEmpty()) process.checkAlive();
        return received;
    }

    /**
     * Links this mailbox and a process: each gets an exit signal when the other ends. If the process does not exist or its node cannot be
     * reached, the signal comes at once, with reason {@code noproc} or {@code noconnection}.
     */
    public void link(Pid pid) throws InterruptedException {
        process.link(pid);
    }

    /** Removes a link. No exit signal of that process arrives afterwards, unless it is linked again. */
    public void unlink(Pid pid) throws InterruptedException {
        process.unlink(pid);
    }

    /** The processes that this mailbox is linked to now, {@code process_info(Pid, links)}. */
    public Set<Pid> links() {
        return process.links();
    }

    /** Whether exit signals become messages {@code {'EXIT', Pid, Reason}} instead of ending this mailbox. False at first. */
    public void trapExits(boolean trap) {
        process.trapExits(trap);
    }

    /**
     * Sends an exit signal, {@code exit(Pid, Reason)}. {@code kill} ends any process, and its links see {@code killed}.
     *
     * @throws SetteeException if the node cannot be reached or the connection is gone; the message says why
     */
    public void exit(Pid pid, Term reason) throws InterruptedException {
        process.send(
                pid::node, () -> node.routes().to(pid), new Signal.Exit2(self(), pid, reason, process.nextToken()));
    }

    /**
     * Monitors a process: when it ends, or its node is lost, {@code {'DOWN', Ref, process, Pid, Reason}} arrives here, once. Reason is
     * {@code noproc} if there is no such process and {@code noconnection} if its node cannot be reached.
     */
    public Ref monitor(Pid pid) throws InterruptedException {
        return process.monitor(pid, null);
    }

    /**
     * As {@link #monitor(Pid)}; the reference is an alias of this mailbox, too, so that a late answer to it does no harm.
     *
     * @param alias for how long
     */
    public Ref monitor(Pid pid, MonitorAlias alias) throws InterruptedException {
        return process.monitor(pid, alias.life());
    }

    /** Monitors the process that is registered by this name now: {@code {'DOWN', Ref, process, {Name, Node}, Reason}}. */
    public Ref monitor(String name, NodeName on) throws InterruptedException {
        return process.monitor(new Atom(name), atom(on), () -> node.routes().to(on), null);
    }

    /** As {@link #monitor(String, NodeName)}, with the reference as an alias as in {@link #monitor(Pid, MonitorAlias)}. */
    public Ref monitor(String name, NodeName on, MonitorAlias alias) throws InterruptedException {
        return process.monitor(new Atom(name), atom(on), () -> node.routes().to(on), alias.life());
    }

    /**
     * Ends a monitor, and drops its {@code DOWN} if that has arrived already: none is received after this. It is for the thread that
     * receives; another one may have to wait until that one has received something.
     *
     * @return whether it was still set; false means that it had fired, or never was
     */
    public boolean demonitor(Ref ref) {
        boolean wasSet = process.demonitor(ref);
        if (!wasSet) process.inbox().drop(DOWN.with("Ref", ref));
        return wasSet;
    }

    /**
     * From now on the end of a monitor of this mailbox is a message, {@code {'DEMONITOR', Ref}}, in its place among those of whoever
     * monitored. Erlang has no such message; a group leader needs it, as whoever gives up reading says so by nothing else.
     */
    public void tellDemonitors() {
        process.tellDemonitors();
    }

    /**
     * A reference to which anybody may {@linkplain #send(Ref, Term) send} as to the pid, until {@link #unalias}: then such messages are dropped
     * before they arrive. {@code erlang:alias/0}.
     */
    public Ref alias() {
        return process.alias(Aliases.Life.EXPLICIT);
    }

    /** As {@link #alias}, for one message: the first that comes takes the alias away. {@code erlang:alias([reply])}. */
    public Ref replyAlias() {
        return process.alias(Aliases.Life.REPLY);
    }

    /** Takes an alias away. False if it was none, or none any more. */
    public boolean unalias(Ref alias) {
        return process.unalias(alias);
    }

    /**
     * Asks a node to spawn a process, {@code erlang:spawn_request/5}. The answer is a message: {@code {spawn_reply, Ref, ok, Pid}}, or
     * {@code {spawn_reply, Ref, error, Reason}} with Reason {@code noconnection}, {@code notsup}, {@code badopt} or {@code system_limit}. It comes before any other signal of the
     * new process, and the link and the monitor that were asked for are set when it does; the monitor has the same reference.
     *
     * <p>A function that does not exist is no error here: the process starts, and ends with {@code undef}.
     *
     * @return the reference of the request
     */
    public Ref spawnRequest(NodeName on, FunctionCall call, SpawnOptions options) throws InterruptedException {
        return process.spawn(
                atom(on),
                () -> node.routes().to(on),
                call,
                options,
                (id, result) -> process.inbox()
                        .put(
                                result instanceof Pid
                                        ? Tuple.of(SPAWN_REPLY, id, Atom.OK, result)
                                        : Tuple.of(SPAWN_REPLY, id, Atom.ERROR, result)));
    }

    /**
     * Gives up a request of {@link #spawnRequest}: no answer comes. A process that is spawned all the same is not monitored, and one with
     * a link gets an exit signal {@code abandoned}. {@code erlang:spawn_request_abandon/1}.
     *
     * @return false if the answer has come already
     */
    public boolean abandonSpawn(Ref request) {
        return process.abandonSpawn(request);
    }

    /**
     * Spawns a process on a node, and waits until it is there. Messages for this mailbox are not touched, so this may be called in a handler, too.
     *
     * @throws SpawnException if it is not spawned, or the connection is lost before the answer
     */
    public Spawned spawn(NodeName on, FunctionCall call, SpawnOptions options) throws InterruptedException {
        var answer = new CompletableFuture<Term>();
        Ref id = process.spawn(
                atom(on), () -> node.routes().to(on), call, options, (ref, result) -> answer.complete(result));
        try {
            answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes an answer exceptionally", e);
        } catch (InterruptedException e) {
            if (process.abandonSpawn(id)) throw e;
            Thread.currentThread().interrupt(); // the process is there, so its caller must have it
        }
        Term result = answer.join();
        if (result instanceof Pid pid) return new Spawned(pid, id);
        process.checkAlive();
        throw new SpawnException(on, call, (Atom) result);
    }

    /** Spawns a process on a node, {@code spawn(Node, M, F, A)}; as {@link #spawn(NodeName, FunctionCall, SpawnOptions)}. */
    public Pid spawn(NodeName on, FunctionCall call) throws InterruptedException {
        return spawn(on, call, SpawnOptions.NONE).pid();
    }

    /** Spawns a process that is linked to this mailbox, {@code spawn_link(Node, M, F, A)}; as {@link #spawn(NodeName, FunctionCall, SpawnOptions)}. */
    public Pid spawnLink(NodeName on, FunctionCall call) throws InterruptedException {
        return spawn(on, call, SpawnOptions.NONE.withLink()).pid();
    }

    /** Spawns a process and monitors it, {@code spawn_monitor(Node, M, F, A)}; as {@link #spawn(NodeName, FunctionCall, SpawnOptions)}. */
    public Spawned spawnMonitor(NodeName on, FunctionCall call) throws InterruptedException {
        return spawn(on, call, SpawnOptions.NONE.withMonitor());
    }

    /** Its group leader, if {@code erlang:group_leader/2} on another node has set one or its {@linkplain ProcessStart start} has given it one. */
    public Optional<Pid> groupLeader() {
        return Optional.ofNullable(process.groupLeader());
    }

    /**
     * The token of sequential tracing that the message received last came with, {@code seq_trace:get_token/0}. It goes with all that this mailbox
     * sends until it receives a message without one; nothing need be done for that.
     */
    public Optional<TraceToken> traceToken() {
        Trace trace = process.inbox().trace();
        return trace == null ? Optional.empty() : Optional.ofNullable(trace.token());
    }

    /** Has what this mailbox sends go with another token, {@code seq_trace:set_token/1}: for one that answers for others, or begins a trace. */
    public void traceBy(TraceToken token) {
        process.inbox().startTrace().set(token);
    }

    /** Has what this mailbox sends go without a token, {@code seq_trace:set_token([])}. */
    public void traceByNone() {
        Trace trace = process.inbox().trace();
        if (trace != null) trace.set(null);
    }

    /** Whether it has not ended. */
    public boolean isAlive() {
        return process.end() == null;
    }

    /** Why it has ended; empty while it lives. */
    public Optional<Term> exitReason() {
        return Optional.ofNullable(process.end()).map(LocalProcess.End::reason);
    }

    /** How many messages wait. */
    public int size() {
        return process.inbox().size();
    }

    /** How many messages did not find room in this mailbox and were dropped, see {@link Bound.WhenFull#DROP}. */
    public long droppedMessages() {
        return process.droppedMessages();
    }

    /** Ends the mailbox with reason {@code normal}. May be repeated. */
    @Override
    public void close() {
        close(NORMAL);
    }

    /** Ends the mailbox: links and monitors see this reason. */
    public void close(Term reason) {
        process.finish(self(), reason);
    }

    @Override
    public String toString() {
        return "mailbox " + self();
    }
}
