package io.settee.call;

import io.settee.error.SetteeException;
import io.settee.identity.NodeName;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server of OTP's kind, {@code gen_server:call/3}: {@code node.gen("kernel_sup", "b@host").call(atom("count_children"))}. What holds for
 * {@code gen_server} here holds for {@code gen_statem}, too; for {@code gen_event} there are methods with its words.
 *
 * <p>A call waits 5 s at most, as in OTP, unless {@link #within} or {@link #withoutLimit} says otherwise. That the server has ended is known at
 * once. An answer that comes too late is dropped before it can be taken for another one's.
 *
 * <p>Immutable; any thread. Source: OTP {@code gen.erl}, {@code gen_server.erl}, {@code gen_event.erl}.
 */
public final class Gen {
    private static final Duration OTP_LIMIT = Duration.ofSeconds(5);
    private static final Atom NOTIFY = new Atom("notify");
    private static final Atom SYNC_NOTIFY = new Atom("sync_notify");
    private static final Atom CALL = new Atom("call");

    private final Caller caller;
    private final Destination to;
    private final @Nullable Duration limit;

    private Gen(Caller caller, Destination to, @Nullable Duration limit) {
        this.caller = caller;
        this.to = to;
        this.limit = limit;
    }

    static Gen of(Caller caller, String name, NodeName on) {
        return of(caller, new Destination.Fixed(new Server.Named(new Atom(name), on)));
    }

    static Gen of(Caller caller, Pid pid) {
        return of(caller, new Destination.Fixed(new Server.Known(pid)));
    }

    static Gen of(Caller caller, Destination to) {
        return new Gen(caller, to, OTP_LIMIT);
    }

    /**
     * The same with another limit for each call. Finding the server by its name in a registry is not included, and connecting in that of
     * {@link #callAsync} alone.
     */
    public Gen within(Duration limit) {
        return new Gen(caller, to, limit);
    }

    /** The same without a limit: {@code infinity}. A call ends with its answer, with the server, or with the connection. */
    public Gen withoutLimit() {
        return new Gen(caller, to, null);
    }

    /**
     * Asks and waits for the reply, {@code gen_server:call/3} or {@code gen_statem:call/3}.
     *
     * @throws NoProcessException if there is no such server, or its name cannot be looked up
     * @throws RemoteExitException if it ends before it replies
     * @throws NoConnectionException if its node cannot be reached, or is lost before the reply
     * @throws CallTimeoutException if the limit is over
     */
    public Term call(Term request) throws InterruptedException {
        return caller.ask(new GenRequest(server(), GenRequest.CALL, request), limit);
    }

    /**
     * Asks without waiting for anything, {@code gen_server:send_request/2}. Cancelling the future gives the call up. What one
     * thread asks keeps its order, also if the server has to be found in a registry first.
     *
     * @return fails as {@link #call} throws; completed on a virtual thread
     */
    public CompletableFuture<Term> callAsync(Term request) {
        return switch (to) {
            case Destination.Fixed(Server server) -> ask(server, request);
            case Destination.Registered registered -> findAndAsk(registered, request);
        };
    }

    private CompletableFuture<Term> ask(Server server, Term request) {
        return caller.askAsync(new GenRequest(server, GenRequest.CALL, request), limit);
    }

    /** Look-ups are made at once, all of them, and the requests sent in order: what one thread asks of one name arrives as it was asked. */
    private CompletableFuture<Term> findAndAsk(Destination.Registered registered, Term request) {
        var answer = new CompletableFuture<Term>();
        var found = new CompletableFuture<Server>();
        Thread.startVirtualThread(() -> {
            try {
                found.complete(registered.server());
            } catch (InterruptedException | RuntimeException | Error e) {
                found.completeExceptionally(e);
            }
        });
        caller.outgoing()
                .add(registered.name(), () -> {
                    try {
                        Server server = found.get();
                        if (!answer.isDone()) passOn(ask(server, request), answer);
                    } catch (ExecutionException e) {
                        answer.completeExceptionally(e.getCause());
                    }
                })
                .whenComplete((sent, error) -> {
                    if (error != null) answer.completeExceptionally(error);
                });
        return answer;
    }

    private static void passOn(CompletableFuture<Term> asked, CompletableFuture<Term> answer) {
        asked.whenComplete((reply, error) -> {
            if (error == null) answer.complete(reply);
            else answer.completeExceptionally(error);
        });
        // Whoever gives up the one gives up the other.
        answer.whenComplete((reply, error) -> asked.cancel(false));
    }

    /** The one to be asked now, behind what was asked without waiting. */
    private Server server() throws InterruptedException {
        if (to instanceof Destination.Registered registered) caller.outgoing().await(registered.name());
        return to.server();
    }

    /**
     * Tells the server something, {@code gen_server:cast/2} or {@code gen_statem:cast/2}. Waits for the connection, and while the peer is slow.
     *
     * @throws SetteeException if its node cannot be reached
     * @throws NoProcessException if its name in a registry is nobody's, or cannot be looked up
     */
    public void cast(Term message) throws InterruptedException {
        caller.send(server(), Tuple.of(GenRequest.CAST, message));
    }

    /**
     * Tells an event manager of an event, {@code gen_event:notify/2}; as {@link #cast}.
     *
     * @throws SetteeException if its node cannot be reached
     */
    public void notifyEvent(Term event) throws InterruptedException {
        caller.send(server(), Tuple.of(NOTIFY, event));
    }

    /** Tells an event manager of an event and waits until every handler has had it, {@code gen_event:sync_notify/2}; throws as {@link #call} does. */
    public void syncNotify(Term event) throws InterruptedException {
        caller.ask(new GenRequest(server(), null, Tuple.of(SYNC_NOTIFY, event)), limit);
    }

    /**
     * Asks one handler of an event manager, {@code gen_event:call/3,4}; throws as {@link #call} does.
     *
     * @param handler a module, or {@code {Module, Id}}
     * @return the reply, or {@code {error, bad_module}} if the manager has no such handler
     */
    public Term callHandler(Term handler, Term request) throws InterruptedException {
        return caller.ask(new GenRequest(server(), null, Tuple.of(CALL, handler, request)), limit);
    }

    @Override
    public String toString() {
        return "gen to " + to;
    }
}
