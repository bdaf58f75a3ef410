package io.settee.call;

import io.settee.identity.NodeName;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the servers with one name on many nodes at once, {@code gen_server:multi_call/4}. Immutable; any thread.
 */
public final class GenMulticall {
    private final Caller caller;
    private final String name;
    private final List<NodeName> peers;
    private final @Nullable Duration limit;

    GenMulticall(Caller caller, String name, List<NodeName> peers, @Nullable Duration limit) {
        this.caller = caller;
        this.name = name;
        this.peers = List.copyOf(peers);
        this.limit = limit;
    }

    /** The same with a limit for the whole, connecting included; without one, as in OTP, it ends when each node has answered or is lost. */
    public GenMulticall within(Duration limit) {
        return new GenMulticall(caller, name, peers, limit);
    }

    /**
     * Asks all and waits until each has replied or failed.
     *
     * @return what each node has made of it, in the order in which they were given; the failures are OTP's {@code BadNodes}
     */
    public Map<NodeName, Result> call(Term request) throws InterruptedException {
        return Results.gather(peers, peer -> {
            Gen server = caller.gen(name, peer);
            return (limit == null ? server.withoutLimit() : server.within(limit)).callAsync(request);
        });
    }

    @Override
    public String toString() {
        return "gen to " + name + " on " + peers;
    }
}
