package io.settee.call;

import io.settee.control.Signal;
import io.settee.error.ConnectionLostException;
import io.settee.node.Node;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.ImproperList;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The process in whose name calls are made, and all calls that wait for their end. One pid serves any number of callers: a call is
 * known by its reference alone, and what comes for one that is over finds nothing.
 *
 * <p>It outlives every call, so nobody can end it: exit signals and links are let pass.
 *
 * <p>Threads: a call is in the map from before its first signal is sent until it is over, and whoever takes it out ends it; so it ends once. That
 * a process has been spawned for it is noted within the map, too, or a caller who gives up at that moment would leave its monitor behind.
 */
final class CallTable implements Recipient {
    private static final Atom ABANDONED = new Atom("abandoned");
    private static final Outcome GIVEN_UP = new Outcome.GivenUp();
    private static final Outcome LOST = new Outcome.Lost();
    private static final Outcome CLOSED = new Outcome.Closed();

    private final Node node;
    private final Pid self;
    private final Map<Ref, Call> calls = new ConcurrentHashMap<>();
    private volatile boolean closed;

    private CallTable(Node node) {
        this.node = node;
        this.self = node.newPid();
    }

    /** @throws IllegalStateException if the node has no name, or is closed */
    static CallTable open(Node node) {
        var table = new CallTable(node);
        node.residents().add(table);
        return table;
    }

    boolean isClosed() {
        return closed;
    }

    /** How many calls wait. */
    int size() {
        return calls.size();
    }

    @Override
    public Pid self() {
        return self;
    }

    /** Asks, and waits while the peer is slow. */
    Call ask(Question question, Route via) throws InterruptedException {
        Call call = question.over(via, self, node.newRef());
        if (!open(call)) return call;
        try {
            via.awaitRoom();
            monitor(call);
            via.send(call.request());
        } catch (ConnectionLostException e) {
            // The loss of the route is the outcome.
        } catch (InterruptedException | RuntimeException | Error e) {
            call.outcome().complete(GIVEN_UP);
            throw e;
        }
        return call;
    }

    /** Asks without waiting; null if the peer is slow, and then nothing was asked. */
    @Nullable
    Call tryAsk(Question question, Route via) {
        Call call = question.over(via, self, node.newRef());
        if (!open(call)) return call;
        try {
            monitor(call);
            if (via.trySend(call.request())) return call;
        } catch (ConnectionLostException e) {
            return call; // as above
        } catch (RuntimeException | Error e) {
            call.outcome().complete(GIVEN_UP);
            throw e;
        }
        call.outcome().complete(GIVEN_UP);
        return null;
    }

    /** False if it is over before it began. */
    private boolean open(Call call) {
        calls.put(call.ref(), call);
        if (call.asksServer()) node.residents().add(call.ref(), this);
        // Whoever stops waiting completes the outcome; the rest follows from that.
        call.outcome().thenAccept(o -> giveUp(call));
        if (!call.via().attach(this)) lost(call.via());
        if (closed) nodeClosed();
        return !call.outcome().isDone();
    }

    private void monitor(Call call) {
        Term server = call.monitored();
        if (server != null) call.via().answer(new Signal.Monitor(self, server, call.ref()));
    }

    private void giveUp(Call call) {
        if (take(call)) demonitor(call);
    }

    private boolean take(Call call) {
        if (!calls.remove(call.ref(), call)) return false;
        if (call.asksServer()) node.residents().remove(call.ref());
        return true;
    }

    /** If the process is not spawned yet, the answer that it is will find no call, and be undone. */
    private void demonitor(Call call) {
        Term monitored = call.monitored();
        if (monitored != null) call.via().answer(new Signal.Demonitor(self, monitored, call.ref()));
    }

    private void end(Call call, Outcome outcome) {
        if (take(call)) call.outcome().complete(outcome);
    }

    /** With what else has come over the route by now, so that callers who are answered together ask together again. */
    private void end(Call call, Outcome outcome, Route via) {
        if (take(call)) via.wake(() -> call.outcome().complete(outcome));
    }

    @Override
    public void signal(Signal signal, Route via) {
        switch (signal) {
            case Signal.Send s -> replied(s, s.message(), via);
            case Signal.SendAlias s -> replied(s, s.message(), via);
            case Signal.MonitorExit s -> {
                Call call = calls.get(s.ref());
                if (call != null && call.via().equals(via)) {
                    end(call, new Outcome.Down(call.ref(), s.target(), s.reason()), via);
                }
            }
            case Signal.SpawnReply s -> spawned(s, via);
            case Signal.Unlink s -> via.answer(new Signal.UnlinkAck(s.id(), self, s.from()));
            case Signal.SendNamed s -> node.residents().drop(s);
            // It lives as long as the node: a monitor or link of it fires only when the connection goes, and the peer
            // sees
            // that itself.
            case Signal.Link s -> {}
            case Signal.Monitor s -> {}
            case Signal.Demonitor s -> {}
            case Signal.UnlinkOld s -> {}
            case Signal.UnlinkAck s -> {}
            case Signal.Exit s -> {}
            case Signal.Exit2 s -> {}
            case Signal.GroupLeader s -> {}
            case Signal.SpawnRequest s -> {}
            case Signal.Unknown s -> {}
        }
    }

    /**
     * {@code {Tag, Reply}}, Tag being the reference or {@code [alias|Ref]}, or {@code {io_reply, Ref, Reply}}. It may come from anywhere, as a
     * server may have another one answer.
     */
    private void replied(Signal signal, Term message, Route via) {
        if (message instanceof Tuple(var e)
                && (e.size() == 2 || (e.size() == 3 && e.get(0).equals(IoCall.REPLY)))) {
            Call call = callOf(e.get(e.size() - 2));
            if (call != null && call.asksServer() && take(call)) {
                demonitor(call);
                via.wake(() -> call.outcome().complete(new Outcome.Replied(e.getLast())));
                return;
            }
        }
        node.residents().drop(signal);
    }

    private @Nullable Call callOf(Term tag) {
        return switch (tag) {
            case Ref ref -> calls.get(ref);
            case ImproperList(var head, Ref ref)
            when head.size() == 1 && head.get(0).equals(From.ALIAS) -> calls.get(ref);
            default -> null;
        };
    }

    private void spawned(Signal.SpawnReply reply, Route via) {
        Call known = calls.computeIfPresent(reply.id(), (ref, call) -> {
            if (call.via().equals(via) && reply.result() instanceof Pid pid) call.spawned(pid);
            return call;
        });
        if (known == null) reply.undo(ABANDONED).forEach(via::answer);
        else if (reply.result() instanceof Atom reason) end(known, new Outcome.NotSpawned(reason), via);
    }

    @Override
    public void lost(Route via) {
        for (Call call : calls.values()) {
            if (call.via().equals(via)) end(call, LOST);
        }
    }

    @Override
    public void nodeClosed() {
        closed = true;
        for (Call call : calls.values()) end(call, CLOSED);
    }
}
