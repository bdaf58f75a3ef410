package io.settee.export;

import io.settee.control.Signal;
import io.settee.term.Atom;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.List;

/**
 * What a {@code SPAWN_REQUEST} is after: {@code erpc}, {@code rpc} and {@code proc_lib} ask for a function of their own, with the one that is meant
 * among its arguments.
 *
 * <p>Source: OTP {@code erpc.erl}, {@code execute_call/4} and {@code execute_cast/3}; {@code proc_lib.erl}, {@code init_p/3,5}.
 */
record SpawnCall(Application application, Delivery delivery) {
    static SpawnCall of(Signal.SpawnRequest request) {
        if (request.arguments() instanceof TermList(var args)) {
            String module = request.module().name();
            String function = request.function().name();
            if (module.equals("erpc") && function.equals("execute_call") && isCall(args, 1)) {
                if (args.getFirst() instanceof Ref ref) return new SpawnCall(applied(args, 1), new Delivery.Erpc(ref));
            } else if (module.equals("erpc") && function.equals("execute_cast") && isCall(args, 0)) {
                return new SpawnCall(applied(args, 0), Delivery.SPAWN);
            } else if (module.equals("proc_lib") && function.equals("init_p") && args.size() > 2) {
                if (args.size() == 3) {
                    Term call = TermList.of(args.get(2), TermList.NIL);
                    return new SpawnCall(Application.of(Application.ERLANG, Application.APPLY, call), Delivery.SPAWN);
                }
                if (isCall(args, 2)) return new SpawnCall(applied(args, 2), Delivery.SPAWN);
            }
        }
        return new SpawnCall(Application.of(request.module(), request.function(), request.arguments()), Delivery.SPAWN);
    }

    /** Whether module, function and arguments stand here, and nothing behind them. */
    private static boolean isCall(List<Term> args, int at) {
        return args.size() == at + 3 && args.get(at) instanceof Atom && args.get(at + 1) instanceof Atom;
    }

    private static Application applied(List<Term> args, int at) {
        return Application.of((Atom) args.get(at), (Atom) args.get(at + 1), args.get(at + 2));
    }
}
