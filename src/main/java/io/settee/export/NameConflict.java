package io.settee.export;

import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of two processes keeps a global name that both have, when two parts of a cluster meet. {@code global} on another node asks the node of one
 * of the two, by {@code global:resolve_it(Method, Name, Pid1, Pid2)}, and gives the name to the other one if that has no answer.
 *
 * <p>Methods are functions; those of {@code global} itself are known here. No peer gains by this what it could not do itself, since it may send the
 * same signals, but one of the two has to be ours.
 *
 * <p>Source: OTP {@code global.erl}, {@code exchange_names/4}, {@code resolve_it/4} and {@code random_exit_name/3}.
 */
final class NameConflict {
    private static final Mfa RESOLVE_IT = new Mfa("global", "resolve_it", 4);
    private static final Atom GLOBAL = new Atom("global");
    private static final int METHOD_ARITY = 3;
    private static final Atom KILL = new Atom("kill");
    private static final Atom NONE = new Atom("none");
    private static final Atom CONFLICT = new Atom("global_name_conflict");

    private NameConflict() {}

    /** Null if this is no such function. */
    static @Nullable ExportedFunction find(Mfa name) {
        return name.equals(RESOLVE_IT) ? NameConflict::resolve : null;
    }

    /** The pid that keeps the name, or {@code none}. */
    private static Term resolve(Call call) throws InterruptedException {
        if (!(call.arg(2) instanceof Pid one) || !(call.arg(3) instanceof Pid two))
            throw new ErlangError(Outcome.BADARG);
        Mailbox self = call.mailbox();
        if (!isOurs(one, self) && !isOurs(two, self)) throw new ErlangError(Outcome.BADARG);
        Term name = call.arg(1);
        boolean oneIsLess = one.node().compareTo(two.node()) < 0;
        Pid lesser = oneIsLess ? one : two;
        Pid greater = oneIsLess ? two : one;
        return switch (method(call.arg(0))) {
            case "random_exit_name" -> {
                self.exit(greater, KILL);
                yield lesser;
            }
            case "random_notify_name" -> {
                self.send(greater, Tuple.of(CONFLICT, name));
                yield lesser;
            }
            case "notify_all_name" -> {
                self.send(one, Tuple.of(CONFLICT, name, two));
                self.send(two, Tuple.of(CONFLICT, name, one));
                yield NONE;
            }
            default -> throw new ErlangError(Outcome.UNDEF);
        };
    }

    private static boolean isOurs(Pid pid, Mailbox self) {
        return pid.node().equals(self.self().node());
    }

    private static String method(Term method) {
        return switch (method) {
            case Fun.External(Atom module, Atom function, int arity)
            when module.equals(GLOBAL) && arity == METHOD_ARITY -> function.name();
            // What register_name/2 gives: a closure of global.erl, which has this one of three arguments and no other.
            case Fun.Closure closure
            when closure.module().equals(GLOBAL) && closure.arity() == METHOD_ARITY -> "random_exit_name";
            default -> "";
        };
    }
}
