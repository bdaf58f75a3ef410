package io.settee.process;

import io.settee.control.Signal;
import io.settee.error.ConnectionLostException;
import io.settee.error.SetteeException;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a process has asked other nodes to spawn and has no answer to yet. The link and the monitor that were asked for are set when the
 * answer comes, under the lock of the process, as {@link Linking} and {@link Monitoring} do: so a signal of the new process, which follows its answer,
 * finds them.
 *
 * <p>Source: OTP "Distribution Protocol", section "Protocol between Connected Nodes", {@code SPAWN_REQUEST}; {@code erlang:spawn_request/5}.
 */
final class Spawning {
    static final Atom NOCONNECTION = new Atom("noconnection");
    static final Atom NOTSUP = new Atom("notsup");
    private static final Atom ABANDONED = new Atom("abandoned");

    /** Takes the answer, under the lock of the process, so it may neither wait nor call a user. */
    @FunctionalInterface
    interface Answer {
        /**
         * Takes it.
         *
         * @param pidOrReason the new pid, or the atom that says why there is none
         */
        void answer(Ref id, Term pidOrReason);
    }

    private record Pending(Answer answer, Route via) {}

    private final Node node;
    private final LocalProcess process;
    private final Linking links;
    private final Monitoring monitors;
    private Map<Ref, Pending> pending = Map.of();

    Spawning(Node node, LocalProcess process, Linking links, Monitoring monitors) {
        this.node = node;
        this.process = process;
        this.links = links;
        this.monitors = monitors;
    }

    /** Connects if need be, and waits while the peer is slow; the answer comes later, or at once if there can be none. */
    Ref request(FunctionCall call, SpawnOptions options, RouteFinder way, Answer answer) throws InterruptedException {
        Route via;
        try {
            via = way.find();
        } catch (SetteeException e) {
            return refused(answer, NOCONNECTION);
        }
        if (!via.spawns()) return refused(answer, NOTSUP);
        Ref id = node.newRef();
        boolean attached = process.guard.locked(() -> {
            process.checkAlive();
            if (!(pending instanceof HashMap)) pending = new HashMap<>();
            pending.put(id, new Pending(answer, via));
            return process.attach(via);
        });
        if (!attached) {
            process.lost(via);
            return id;
        }
        var request = new Signal.SpawnRequest(
                id,
                process.self(),
                leader(options),
                call.module(),
                call.function(),
                call.arity(),
                options.toTerm(),
                call.arguments(),
                null);
        try {
            // Not under the lock: the arguments may be large, and the peer slow.
            via.send(request);
        } catch (ConnectionLostException e) {
            // The loss of the route answers the request.
        } catch (InterruptedException | RuntimeException e) {
            abandon(id);
            throw e;
        }
        return id;
    }

    private Pid leader(SpawnOptions options) {
        Pid given = options.groupLeader();
        if (given != null) return given;
        Pid own = process.groupLeader();
        return own == null ? node.groupLeader() : own;
    }

    private Ref refused(Answer answer, Atom reason) {
        Ref id = node.newRef();
        process.guard.locked(() -> {
            process.checkAlive();
            answer.answer(id, reason);
        });
        return id;
    }

    /** Forgets a request. False if it has its answer already. */
    boolean abandon(Ref id) {
        return process.guard.locked(() -> !pending.isEmpty() && pending.remove(id) != null);
    }

    void replied(Signal.SpawnReply reply, Route via) {
        process.guard.locked(() -> {
            Pending request = pending.get(reply.id());
            if (request == null || !request.via().equals(via)) {
                reply.undo(process.end() == null ? ABANDONED : Monitoring.NOPROC)
                        .forEach(via::answer);
                return;
            }
            pending.remove(reply.id());
            if (reply.result() instanceof Pid pid) {
                if ((reply.flags() & Signal.SpawnReply.LINK) != 0) links.spawned(pid, via);
                if ((reply.flags() & Signal.SpawnReply.MONITOR) != 0) monitors.spawned(reply.id(), pid, via);
            }
            request.answer().answer(reply.id(), reply.result());
        });
    }

    /** Under the lock. */
    void lost(Route via) {
        for (var entry : List.copyOf(pending.entrySet())) {
            if (!entry.getValue().via().equals(via)) continue;
            pending.remove(entry.getKey());
            entry.getValue().answer().answer(entry.getKey(), NOCONNECTION);
        }
    }

    /** Under the lock: the process has ended. What is spawned for it yet is told so by the router. */
    void end() {
        List<Map.Entry<Ref, Pending>> all = List.copyOf(pending.entrySet());
        pending = Map.of();
        for (var request : all) {
            request.getValue().answer().answer(request.getKey(), Monitoring.NOPROC);
        }
    }
}
