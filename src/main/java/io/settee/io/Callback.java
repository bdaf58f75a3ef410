package io.settee.io;

import io.settee.call.CallException;
import io.settee.call.Caller;
import io.settee.identity.NodeName;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The functions that a request names, run where it came from: {@code io:format/2} sends format and arguments, and the text is made by whoever
 * prints it.
 */
final class Callback {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.io");

    /** Formatting does not wait for anything; this is for a peer that has stopped. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Term APPLY2 = fun("erlang", "apply", 2);
    private static final Term APPLY3 = fun("erlang", "apply", 3);
    private static final Term ZIPWITH3 = fun("lists", "zipwith3", 4);
    private static final Term TO_BINARY = fun("unicode", "characters_to_binary", 1);

    private final Caller caller;
    private final Pid leader;

    /** @param leader the group leader of what is called */
    Callback(Caller caller, Pid leader) {
        this.caller = caller;
        this.leader = leader;
    }

    private static Term fun(String module, String function, int arity) {
        return new Fun.External(new Atom(module), new Atom(function), arity);
    }

    /** What the function returns; empty if it returns nothing. */
    Optional<Term> result(Pid asker, FunctionCall call) throws InterruptedException {
        try {
            return Optional.of(caller.rpc(NodeName.of(asker.node().name()))
                    .within(LIMIT)
                    .outputTo(leader)
                    .call(call));
        } catch (CallException e) {
            LOG.debug("{} of {} returns nothing to group leader {}", call.name(), asker, leader, e);
        } catch (IllegalArgumentException e) {
            // Pids come from elsewhere, and no way leads to a node with an odd name.
            LOG.debug("{} has {} called where nobody can call it", asker, call.name(), e);
        }
        return Optional.empty();
    }

    /** The text that the function makes; empty if it returns nothing. */
    Optional<Term> text(Pid asker, FunctionCall call) throws InterruptedException {
        return result(asker, asText(call));
    }

    /**
     * {@code unicode:characters_to_binary(Module:Function(Arguments…))}: the text of a million elements is a list of some million characters
     * otherwise, each a term. As one call, made of funs that every release has:
     *
     * <pre>
     * lists:foldl(fun erlang:apply/2, [fun erlang:apply/3, [M], [F], [A]],
     *             [fun lists:zipwith3/4,                   % [apply(M, F, A)]
     *              fun unicode:characters_to_binary/1])
     * </pre>
     */
    static FunctionCall asText(FunctionCall call) {
        var start = TermList.of(
                APPLY3, TermList.of(call.module()), TermList.of(call.function()), TermList.of(call.arguments()));
        return FunctionCall.of("lists", "foldl", APPLY2, start, TermList.of(ZIPWITH3, TO_BINARY));
    }
}
