package io.settee.behaviour;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;

import io.settee.call.From;
import io.settee.process.ProcessExit;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A server for tests: it keeps a term and does what it is told. */
class Calc extends GenServer {
    private static final Pattern ORDER = Pattern.of("{Order, Argument}");

    /** What {@code terminate} and {@code ended} were told. */
    final BlockingQueue<Term> ends = new LinkedBlockingQueue<>();

    private Term state;
    private @Nullable From waiting;

    Calc(Term state) {
        this.state = state;
    }

    @Override
    protected void init() throws Exception {
        Optional<Match> order = ORDER.match(state);
        if (order.isEmpty()) return;
        switch (order.get().get("Order").toString()) {
            case "trap" -> self().trapExits(true);
            case "stop" -> stop(order.get().get("Argument"));
            case "exit" -> throw new ProcessExit(order.get().get("Argument"));
            case "fail" -> throw new IllegalStateException("no start");
            case "ignore" -> ignore();
            case "wait" -> self().receive();
            default -> {}
        }
    }

    @Override
    protected Reply handleCall(Term request, From from) throws Exception {
        return switch (request) {
            case Atom(String word) when word.equals("state") -> Reply.of(state);
            case Atom(String word) when word.equals("pid") -> Reply.of(self().self());
            case Atom(String word) when word.equals("later") -> later(from);
            case Atom(String word) when word.equals("never") -> Reply.later();
            case Atom(String word) when word.equals("fail") -> throw new IllegalStateException("as asked");
            case Atom(String word)
            when word.equals("timeout") -> {
                timeoutAfter(Duration.ofMillis(20));
                yield Reply.of(Atom.OK);
            }
            case Int.Small(long n) -> Reply.of(integer(n + 1));
            default -> ordered(request);
        };
    }

    private Reply later(From from) {
        waiting = from;
        return Reply.later();
    }

    private Reply ordered(Term request) {
        Match order = ORDER.match(request).orElseThrow(() -> new IllegalArgumentException("bad request: " + request));
        Term argument = order.get("Argument");
        return switch (order.get("Order").toString()) {
            case "stop" -> Reply.stop(argument, atom("stopping"));
            case "exit" -> throw new ProcessExit(argument);
            case "set" -> {
                Term old = state;
                state = argument;
                yield Reply.of(old);
            }
            case "delay" -> {
                sendAfter(Duration.ofMillis(10), argument);
                yield Reply.of(Atom.OK);
            }
            default -> Reply.of(tuple(atom("echo"), request));
        };
    }

    @Override
    protected void handleCast(Term message) throws Exception {
        if (message.equals(atom("answer")) && waiting != null) waiting.reply(self(), atom("at_last"));
        else if (message.equals(atom("fail"))) throw new IllegalStateException("as asked");
        else
            ORDER.match(message)
                    .filter(o -> o.get("Order").equals(atom("stop")))
                    .ifPresent(o -> stop(o.get("Argument")));
        state = message;
    }

    @Override
    protected void handleInfo(Term message) {
        state = tuple(atom("info"), message);
    }

    @Override
    protected void terminate(Term reason) {
        ends.add(tuple(atom("terminate"), reason));
        if (state.equals(atom("fail_at_end"))) throw new IllegalStateException("at the end");
    }

    @Override
    protected void ended(Term reason) {
        ends.add(tuple(atom("ended"), reason));
    }

    @Override
    protected Term state() {
        return state;
    }

    @Override
    protected void replaceState(Term next) {
        if (next.equals(atom("none"))) throw new IllegalArgumentException("no state: " + next);
        state = next;
    }
}
