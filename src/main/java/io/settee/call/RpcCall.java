package io.settee.call;

import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.node.Route;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A function call: by a process that is spawned for it and whose exit reason is the answer, or by the server {@code rex} of a node that
 * spawns nothing for others.
 *
 * <p>Source: OTP {@code erpc.erl}, {@code execute_call/4} and {@code result/4}; {@code rpc.erl}, {@code handle_call/3}.
 *
 * @param leader gives the group leader of the process
 */
record RpcCall(NodeName peer, FunctionCall call, Supplier<Pid> leader) implements Question {
    private static final Atom ERPC = new Atom("erpc");
    private static final Atom EXECUTE_CALL = new Atom("execute_call");
    private static final Atom REX = new Atom("rex");
    private static final Atom CALL = new Atom("call");
    private static final Atom BADRPC = new Atom("badrpc");
    private static final Atom EXIT = new Atom("EXIT");
    private static final TermList MONITOR = TermList.of(new Atom("monitor"));

    @Override
    public Atom node() {
        return new Atom(peer.toString());
    }

    @Override
    public Route route(Node from) throws InterruptedException {
        return from.routes().to(peer);
    }

    @Override
    public @Nullable Route routeIfUp(Node from) {
        return from.routes().ifUp(node());
    }

    @Override
    public Call over(Route via, Pid asker, Ref ref) {
        if (!via.spawns()) {
            var request = Tuple.of(CALL, call.module(), call.function(), call.arguments(), leader.get());
            return new GenRequest(new Server.Named(REX, peer), GenRequest.CALL, request).over(via, asker, ref);
        }
        // The reference tells our call from others' exit reasons, as that which erpc makes for this alone.
        var arguments = TermList.of(ref, call.module(), call.function(), call.arguments());
        return new Call(
                ref,
                via,
                null,
                new Signal.SpawnRequest(
                        ref, asker, leader.get(), ERPC, EXECUTE_CALL, arguments.size(), MONITOR, arguments, null));
    }

    @Override
    public Term answer(Outcome outcome, @Nullable Duration limit) {
        return switch (outcome) {
            case Outcome.Down(Ref ref, Pid pid, Tuple(var e))
            when e.size() >= 3 && e.get(0).equals(ref) -> result(e);
            case Outcome.Down(Ref ref, Pid pid, Term reason) ->
                throw new RemoteExitException(peer, what(), reason, true);
            case Outcome.NotSpawned(Atom reason) ->
                throw new RemoteErrorException(peer, what(), Tuple.of(ERPC, reason), TermList.NIL);
            case Outcome.Replied(Tuple(var e)) when e.size() == 2 && e.get(0).equals(BADRPC) -> throw bad(e.get(1));
            case Outcome.Replied(Term value) -> value;
            default -> throw Failures.of(outcome, peer, what(), limit);
        };
    }

    /** {@code {Ref, Class, …}}. */
    private Term result(List<Term> e) {
        String kind = e.get(1) instanceof Atom atom ? atom.name() : "";
        return switch (kind) {
            case "return" -> e.get(2);
            case "throw" -> throw new RemoteThrowException(peer, what(), e.get(2));
            case "exit" -> throw new RemoteExitException(peer, what(), e.get(2), false);
            case "error" ->
                throw new RemoteErrorException(peer, what(), e.get(2), e.size() > 3 ? e.get(3) : TermList.NIL);
            default -> throw new RemoteExitException(peer, what(), new Tuple(e), true);
        };
    }

    /** {@code {'EXIT', {Reason, Stack}}} for an error, {@code {'EXIT', Reason}} for an exit. */
    private CallException bad(Term reason) {
        if (reason instanceof Tuple(var exit) && exit.size() == 2 && exit.get(0).equals(EXIT)) {
            if (exit.get(1) instanceof Tuple(var error)
                    && error.size() == 2
                    && !StackFrame.of(error.get(1)).isEmpty()) {
                return new RemoteErrorException(peer, what(), error.get(0), error.get(1));
            }
            return new RemoteExitException(peer, what(), exit.get(1), false);
        }
        return new RemoteErrorException(peer, what(), Tuple.of(ERPC, reason), TermList.NIL);
    }

    private String what() {
        return "call of " + call.name();
    }
}
