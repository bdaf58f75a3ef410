package io.settee.behaviour;

import io.settee.call.Caller;
import io.settee.call.From;
import io.settee.process.Crash;
import io.settee.process.Mailbox;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers what {@code sys} asks of a server. Failures of the user's code are told to the one who asks and end nothing. The process's thread only.
 *
 * <p>Source: OTP {@code sys.erl}, {@code do_cmd/6}, {@code do_get_state/2} and {@code do_replace_state/3}.
 */
final class SystemRequests {
    private static final Atom REPLACE_STATE = new Atom("replace_state");
    private static final Atom CALLBACK_FAILED = new Atom("callback_failed");
    private static final Atom GEN_SERVER = new Atom("gen_server");

    private final GenServer server;
    private final String name;
    private final Mailbox self;
    private final Pid parent;
    private final Caller caller;
    private final Sys sys;

    /** @param name null if it has none */
    SystemRequests(GenServer server, @Nullable String name, Mailbox self, Pid parent, Caller caller) {
        this.server = server;
        this.name = name != null ? name : self.self().toString();
        this.self = self;
        this.parent = parent;
        this.caller = caller;
        var output = new DebugOutput(self, caller);
        this.sys = new Sys(this.name, server::state, output::print, Clock.system(ZoneId.systemDefault()));
    }

    Sys sys() {
        return sys;
    }

    /** The answer; empty if nobody waits for it. */
    Optional<Term> answer(Term request, From from) throws InterruptedException {
        return switch (request) {
            case Atom(String word) when word.equals("get_state") -> Optional.of(state(from));
            case Atom(String word) when word.equals("get_status") -> Optional.of(status());
            case Tuple(var e) when e.size() == 2 && e.getFirst().equals(REPLACE_STATE) -> replaceState(e.get(1), from);
            default -> Optional.of(sys.answer(request));
        };
    }

    private Term state(From from) {
        try {
            return shown(server.state(), from);
        } catch (RuntimeException e) {
            return failed("state", e);
        }
    }

    /** The asker expects {@code {ok, State}} since OTP 26.1, and before that the state as it is. */
    private static Term shown(Term state, From from) {
        return from.isOfOtp26() ? Tuple.of(Atom.OK, state) : state;
    }

    private Optional<Term> replaceState(Term fun, From from) throws InterruptedException {
        Term state;
        try {
            state = server.state();
        } catch (RuntimeException e) {
            return Optional.of(failed("state", e));
        }
        return switch (StateFun.apply(caller, fun, state, from.pid())) {
            case StateFun.Returned(Term next) -> Optional.of(install(next, from));
            case StateFun.Raised(Atom kind, Term why) ->
                Optional.of(failed(GEN_SERVER, "system_replace_state", kind, why));
            case StateFun.NobodyWaits() -> Optional.empty();
        };
    }

    private Term install(Term next, From from) throws InterruptedException {
        try {
            server.replaceState(next);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return failed("replaceState", e);
        }
        return state(from);
    }

    private Term status() {
        Term state;
        try {
            state = server.formatStatus(server.state());
        } catch (RuntimeException e) {
            state = failed("formatStatus", e);
        }
        return new ServerStatus(name, self.self(), parent, server.module(), sys, state).toTerm();
    }

    private Term failed(String callback, Exception why) {
        return failed(server.module(), callback, Atom.ERROR, Crash.error(why));
    }

    private static Term failed(Atom module, String callback, Atom kind, Term why) {
        return Tuple.of(
                Atom.ERROR, Tuple.of(CALLBACK_FAILED, Tuple.of(module, new Atom(callback)), Tuple.of(kind, why)));
    }
}
