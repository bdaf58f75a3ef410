package io.settee.call;

import io.settee.error.ConnectionLostException;
import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.process.Outgoing;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who asks processes of other nodes in the name of a node: {@link Rpc} and {@link Gen} do it by this. One serves all of a node, and all its threads.
 *
 * <p>All calls come from one process, whose pid the other side sees. A server that keeps something for a caller's pid, a lock or a
 * connection checked out of a pool, takes all callers for one, and never sees one of them end; ask such a server by a mailbox.
 */
public final class Caller {
    private static final Executor VIRTUAL = Thread::startVirtualThread;
    private static final Outcome TIMED_OUT = new Outcome.TimedOut();
    private static final Outcome GIVEN_UP = new Outcome.GivenUp();

    private final Node node;
    private final Outgoing outgoing = new Outgoing();
    private final ReentrantLock opening = new ReentrantLock();
    private volatile @Nullable CallTable table;

    private Caller(Node node) {
        this.node = node;
    }

    /** The one of this node. */
    public static Caller of(Node node) {
        return node.shared(Caller.class, Caller::new);
    }

    Node node() {
        return node;
    }

    /** What waits to be sent, for each node, and for each name in a registry. */
    Outgoing outgoing() {
        return outgoing;
    }

    /** Functions on another node. */
    public Rpc rpc(NodeName peer) {
        return new Rpc(this, peer, null, null);
    }

    /** Functions on many nodes at once. */
    public Multicall multicall(List<NodeName> peers) {
        return new Multicall(this, peers, null, null);
    }

    /** A server with this name on a node. */
    public Gen gen(String name, NodeName on) {
        return Gen.of(this, name, on);
    }

    /** The servers with this name on many nodes. */
    public GenMulticall gen(String name, List<NodeName> on) {
        return new GenMulticall(this, name, on, null);
    }

    /** A server with this pid. */
    public Gen gen(Pid pid) {
        return Gen.of(this, pid);
    }

    /**
     * A server by its name in a registry, looked up anew for each call.
     *
     * @param name as OTP writes it, for messages: {@code {global, Name}} or {@code {via, Module, Name}}
     * @param at where it is looked up, for messages
     */
    public Gen gen(Term name, NodeName at, ServerLookup lookup) {
        return Gen.of(this, new Destination.Registered(name, at, lookup));
    }

    /**
     * Has a group leader print, and waits for its reply: {@code ok} if it has. {@code io.settee.io.Output} prints by this.
     *
     * @throws CallException if there is none
     */
    public Term putChars(Pid leader, String text, Duration limit) throws InterruptedException {
        return ask(IoCall.putChars(leader, text), limit);
    }

    /** Whether a process could be asked without connecting: its node is connected, or this one. */
    public boolean reaches(Pid pid) {
        return node.routes().ifUp(pid.node()) != null;
    }

    /** How many calls wait for their end. */
    public int waiting() {
        CallTable open = table;
        return open == null ? 0 : open.size();
    }

    /**
     * The one of now, for a way that was up just now: a node that is given its name loses it, and all that lived under it, with the connection to the
     * giver, and all others with that one.
     *
     * @throws ConnectionLostException if that has happened since
     */
    private CallTable table(Route via) {
        CallTable open = table;
        if (open != null && !open.isClosed()) return open;
        opening.lock();
        try {
            open = table;
            if (open == null || open.isClosed()) {
                open = CallTable.open(node);
                table = open;
            }
            return open;
        } catch (IllegalStateException e) {
            NodeName peer = via.peer().orElse(null);
            if (node.isClosed() || peer == null) throw e;
            throw new ConnectionLostException(
                    peer,
                    "connection lost, and with it the name that " + peer + " or another peer had given this node");
        } finally {
            opening.unlock();
        }
    }

    /**
     * Asks and waits for the answer.
     *
     * @param limit from when the node is connected; null for as long as the connection lasts
     * @throws CallException if there is none
     */
    Term ask(Question question, @Nullable Duration limit) throws InterruptedException {
        outgoing.await(question.node());
        Route via;
        CallTable calls;
        try {
            via = question.route(node);
            calls = table(via);
        } catch (SetteeException e) {
            return question.answer(new Outcome.Unreachable(e), limit);
        }
        long deadline = limit == null ? 0 : System.nanoTime() + nanos(limit); // connecting is not included
        CompletableFuture<Outcome> outcome = calls.ask(question, via).outcome();
        try {
            if (limit == null) outcome.get();
            else outcome.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            outcome.complete(TIMED_OUT); // unless it has come just now
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes an outcome exceptionally", e);
        } catch (InterruptedException e) {
            if (outcome.complete(GIVEN_UP)) throw e;
            Thread.currentThread().interrupt(); // the answer is there, and would be lost
        }
        return question.answer(outcome.join(), limit);
    }

    /**
     * Asks without waiting for anything. Cancelling the future, or completing it, gives the call up.
     *
     * @param limit null for as long as the connection lasts
     * @return fails as {@link #ask} throws; completed on a virtual thread
     */
    CompletableFuture<Term> askAsync(Question question, @Nullable Duration limit) {
        CompletableFuture<Outcome> outcome = begin(question);
        if (limit != null) outcome.completeOnTimeout(TIMED_OUT, nanos(limit), TimeUnit.NANOSECONDS);
        CompletableFuture<Term> answer = outcome.thenApplyAsync(o -> question.answer(o, limit), VIRTUAL);
        answer.whenComplete((term, error) -> outcome.complete(GIVEN_UP));
        return answer;
    }

    private CompletableFuture<Outcome> begin(Question question) {
        Route up = outgoing.isIdle(question.node()) ? question.routeIfUp(node) : null;
        try {
            Call asked = up == null ? null : table(up).tryAsk(question, up);
            if (asked != null) return asked.outcome();
        } catch (ConnectionLostException e) {
            return CompletableFuture.completedFuture(new Outcome.Unreachable(e));
        }
        var outcome = new CompletableFuture<Outcome>();
        outgoing.add(question.node(), () -> {
                    if (outcome.isDone()) return; // given up before it was asked
                    Route via = question.route(node);
                    Call call = table(via).ask(question, via);
                    call.outcome().thenAccept(outcome::complete);
                    outcome.thenAccept(call.outcome()::complete);
                })
                .whenComplete((done, error) -> {
                    if (error instanceof SetteeException e) outcome.complete(new Outcome.Unreachable(e));
                    else if (error != null) outcome.completeExceptionally(error);
                });
        return outcome;
    }

    /**
     * Sends a message that nobody answers; waits for the connection and while the peer is slow.
     *
     * @throws SetteeException if the node cannot be reached
     */
    void send(Server server, Term message) throws InterruptedException {
        outgoing.await(server.node());
        Route via = server.route(node);
        via.send(server.message(table(via).self(), message));
    }

    /** As {@link #send}. */
    void cast(NodeName peer, RpcCast cast) throws InterruptedException {
        outgoing.await(new Atom(peer.toString()));
        Route via = node.routes().to(peer);
        via.send(cast.signal(via, table(via).self(), node.newRef()));
    }

    private static long nanos(Duration limit) {
        try {
            return Math.min(limit.toNanos(), Long.MAX_VALUE / 2);
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE / 2; // some centuries
        }
    }
}
