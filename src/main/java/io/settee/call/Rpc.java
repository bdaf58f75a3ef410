package io.settee.call;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Calls functions on another node, {@code erpc:call/4}: {@code node.rpc("couch@db1").call("erlang", "system_info", atom("otp_release"))}.
 *
 * <p>Each call is made by a process of its own there, which is not stopped when we stop waiting. Without a limit of time a call ends with its
 * answer or with the connection. Nodes that spawn nothing for others are asked by their {@code rex} server, if they have one; that one
 * cannot tell a thrown value from a result.
 *
 * <p>Immutable; any thread. Source: OTP {@code erpc.erl} and {@code rpc.erl}.
 */
public final class Rpc {
    private static final Atom VIA = new Atom("via");

    private final Caller caller;
    private final NodeName peer;
    private final @Nullable Duration limit;
    private final @Nullable Pid groupLeader;

    Rpc(Caller caller, NodeName peer, @Nullable Duration limit, @Nullable Pid groupLeader) {
        this.caller = caller;
        this.peer = peer;
        this.limit = limit;
        this.groupLeader = groupLeader;
    }

    /** The same with a limit for each call; connecting is included in that of {@link #callAsync(FunctionCall)} alone. */
    public Rpc within(Duration limit) {
        return new Rpc(caller, peer, limit, groupLeader);
    }

    /**
     * The same with another group leader for what is called: whom its output goes to.
     *
     * @param leader the pid of one of our {@code io.settee.io.GroupLeader}s, or of a process elsewhere that speaks the I/O protocol
     */
    public Rpc outputTo(Pid leader) {
        return new Rpc(caller, peer, limit, leader);
    }

    /**
     * Calls a function and waits for its result.
     *
     * @return what it returns
     * @throws RemoteErrorException if it fails with a run-time error; {@code undef} if there is no such function
     * @throws RemoteExitException if it exits, or the process that runs it is ended
     * @throws RemoteThrowException if it throws
     * @throws NoConnectionException if the peer cannot be reached, or is lost before the answer
     * @throws CallTimeoutException if the limit is over
     */
    public Term call(String module, String function, Term... arguments) throws InterruptedException {
        return call(FunctionCall.of(module, function, arguments));
    }

    /** As {@link #call(String, String, Term...)}. */
    public Term call(FunctionCall call) throws InterruptedException {
        return caller.ask(question(call), limit);
    }

    /**
     * Calls a function without waiting for anything. Cancelling the future gives the call up.
     *
     * @return fails as {@link #call(String, String, Term...)} throws; completed on a virtual thread
     */
    public CompletableFuture<Term> callAsync(String module, String function, Term... arguments) {
        return callAsync(FunctionCall.of(module, function, arguments));
    }

    /** As {@link #callAsync(String, String, Term...)}. */
    public CompletableFuture<Term> callAsync(FunctionCall call) {
        return caller.askAsync(question(call), limit);
    }

    /**
     * Has a function called and never learns of its result, {@code erpc:cast/4}. Waits for the connection, and while the peer is slow.
     *
     * @throws SetteeException if the peer cannot be reached
     */
    public void cast(String module, String function, Term... arguments) throws InterruptedException {
        cast(FunctionCall.of(module, function, arguments));
    }

    /** As {@link #cast(String, String, Term...)}. */
    public void cast(FunctionCall call) throws InterruptedException {
        caller.cast(peer, new RpcCast(call, leader()));
    }

    /**
     * A server by the name that it has in a registry which this peer can ask, {@code {via, Module, Name}}: {@code Module:whereis_name(Name)} is called
     * there before each request, within the limit of time of this {@code Rpc}, and may find a process on any node. What that call raises is the failure of the request, too.
     */
    public Gen via(String module, Term name) {
        return caller.gen(
                Tuple.of(VIA, new Atom(module), name),
                peer,
                () -> call(module, "whereis_name", name) instanceof Pid pid ? Optional.of(pid) : Optional.empty());
    }

    private Question question(FunctionCall call) {
        return new RpcCall(peer, call, leader());
    }

    private Supplier<Pid> leader() {
        Pid given = groupLeader;
        return given == null ? caller.node()::groupLeader : () -> given;
    }

    @Override
    public String toString() {
        return "rpc to " + peer;
    }
}
