package io.settee.call;

import io.settee.control.Signal;
import io.settee.node.Route;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.function.Supplier;

/** A function call without an answer. Source: OTP {@code erpc.erl}, {@code cast/4}; {@code rpc.erl}, {@code handle_cast/2}. */
record RpcCast(FunctionCall call, Supplier<Pid> leader) {
    private static final Atom ERPC = new Atom("erpc");
    private static final Atom EXECUTE_CAST = new Atom("execute_cast");
    private static final Atom REX = new Atom("rex");
    private static final Atom CAST = new Atom("cast");

    Signal signal(Route via, Pid asker, Ref ref) {
        if (!via.spawns()) {
            var message = Tuple.of(CAST, call.module(), call.function(), call.arguments(), leader.get());
            return new Signal.SendNamed(asker, REX, Tuple.of(GenRequest.CAST, message), null);
        }
        var arguments = TermList.of(call.module(), call.function(), call.arguments());
        return new Signal.SpawnRequest(
                ref, asker, leader.get(), ERPC, EXECUTE_CAST, arguments.size(), TermList.NIL, arguments, null);
    }
}
