package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.process.FunctionCall;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls a function on many nodes at once, {@code erpc:multicall/4}. Immutable; any thread.
 */
public final class Multicall {
    private final Caller caller;
    private final List<NodeName> peers;
    private final @Nullable Duration limit;
    private final @Nullable Pid groupLeader;

    Multicall(Caller caller, List<NodeName> peers, @Nullable Duration limit, @Nullable Pid groupLeader) {
        this.caller = caller;
        this.peers = List.copyOf(peers);
        this.limit = limit;
        this.groupLeader = groupLeader;
    }

    /** The same with a limit for the whole, connecting included. */
    public Multicall within(Duration limit) {
        return new Multicall(caller, peers, limit, groupLeader);
    }

    /** The same with another group leader, see {@link Rpc#outputTo}. */
    public Multicall outputTo(Pid leader) {
        return new Multicall(caller, peers, limit, leader);
    }

    /**
     * Calls a function on all nodes and waits until each has answered or failed.
     *
     * @return what each node has made of it, in the order in which they were given
     */
    public Map<NodeName, Result> call(String module, String function, Term... arguments) throws InterruptedException {
        return call(FunctionCall.of(module, function, arguments));
    }

    /** As {@link #call(String, String, Term...)}. */
    public Map<NodeName, Result> call(FunctionCall call) throws InterruptedException {
        return Results.gather(peers, peer -> new Rpc(caller, peer, limit, groupLeader).callAsync(call));
    }
}
