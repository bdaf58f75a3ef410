package io.settee.behaviour;

import io.settee.call.From;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What OTP's {@code sys} module keeps for a process: whether it is suspended, and what is to be told of its messages. The process's thread only.
 *
 * <p>{@code get_state}, {@code get_status} and {@code replace_state} are {@link SystemRequests}'. Refused are: {@code install} and {@code log_to_file}, since a fun of Erlang cannot run here and a peer is to write no files.
 *
 * <p>Source: OTP {@code sys.erl}, {@code do_cmd/6} and {@code debug_cmd/2}; {@code gen_server.erl}, {@code print_event/3}.
 */
final class Sys {
    private static final Atom NOTSUP = new Atom("notsup");
    private static final Atom UNKNOWN_SYSTEM_MSG = new Atom("unknown_system_msg");
    private static final Atom DEBUG = new Atom("debug");
    private static final Atom UNKNOWN_DEBUG = new Atom("unknown_debug");
    private static final int DEFAULT_LOG = 10;
    private static final int MAX_LOG = 1000;

    private static final Atom IN = new Atom("in");
    private static final Atom OUT = new Atom("out");

    private final String name;
    private final Supplier<Term> state;
    private final Consumer<String> printer;
    private final Clock clock;

    private boolean suspended;
    private boolean traces;
    private @Nullable SysStatistics statistics;
    private int logged;
    private final Deque<Term> log = new ArrayDeque<>();

    /**
     * @param name what printed events begin with
     * @param state that of the server now, asked for only while somebody wants to know
     * @param printer prints one line, without its end
     */
    Sys(String name, Supplier<Term> state, Consumer<String> printer, Clock clock) {
        this.name = name;
        this.state = state;
        this.printer = printer;
        this.clock = clock;
    }

    /** Whether all but system messages have to wait. */
    boolean isSuspended() {
        return suspended;
    }

    Atom status() {
        return new Atom(suspended ? "suspended" : "running");
    }

    /** The answer to a request that concerns no more than this. */
    Term answer(Term request) {
        return switch (request) {
            case Atom(String word) when word.equals("suspend") -> suspend(true);
            case Atom(String word) when word.equals("resume") -> suspend(false);
            case Tuple(var e) when e.size() == 2 && e.getFirst().equals(DEBUG) -> debug(e.get(1));
            // There is no other code to change to; and an ok would say that there was.
            case Tuple(var e)
            when suspended && e.size() == 4 && e.getFirst().equals(new Atom("change_code")) ->
                Tuple.of(Atom.ERROR, NOTSUP);
            default -> Tuple.of(Atom.ERROR, Tuple.of(UNKNOWN_SYSTEM_MSG, request));
        };
    }

    private Term suspend(boolean on) {
        suspended = on;
        return Atom.OK;
    }

    private Term debug(Term what) {
        if (what.equals(new Atom("no_debug"))) {
            traces = false;
            statistics = null;
            stopLog();
            return Atom.OK;
        }
        if (!(what instanceof Tuple pair) || pair.arity() != 2 || !(pair.at(0) instanceof Atom(String option))) {
            return UNKNOWN_DEBUG;
        }
        return switch (option) {
            case "trace" -> trace(pair.at(1));
            case "statistics" -> statistics(pair.at(1));
            case "log" -> log(pair.at(1));
            case "log_to_file" -> pair.at(1).equals(Atom.FALSE) ? Atom.OK : Tuple.of(Atom.ERROR, new Atom("open_file"));
            case "remove" -> Atom.OK;
            case "install" -> Tuple.of(Atom.ERROR, NOTSUP);
            default -> UNKNOWN_DEBUG;
        };
    }

    private Term trace(Term flag) {
        if (!isBoolean(flag)) return UNKNOWN_DEBUG;
        traces = flag.equals(Atom.TRUE);
        return Atom.OK;
    }

    private static boolean isBoolean(Term flag) {
        return flag.equals(Atom.TRUE) || flag.equals(Atom.FALSE);
    }

    private Term statistics(Term flag) {
        if (flag.equals(new Atom("get"))) {
            return Tuple.of(Atom.OK, statistics == null ? new Atom("no_statistics") : statistics.toTerm(clock));
        }
        if (!isBoolean(flag)) return UNKNOWN_DEBUG;
        // Those that are counted go on.
        if (flag.equals(Atom.FALSE)) statistics = null;
        else if (statistics == null) statistics = new SysStatistics(clock);
        return Atom.OK;
    }

    private Term log(Term flag) {
        return switch (flag) {
            case Atom(String word) when word.equals("true") -> startLog(DEFAULT_LOG);
            case Tuple(var e)
            when e.size() == 2 && e.getFirst().equals(Atom.TRUE) && e.get(1) instanceof Int.Small(long n) && n > 0 ->
                startLog((int) Math.min(n, MAX_LOG));
            case Atom(String word) when word.equals("false") -> stopLog();
            case Atom(String word) when word.equals("get") -> Tuple.of(Atom.OK, loggedEvents());
            case Atom(String word)
            when word.equals("print") -> {
                log.forEach(this::print);
                yield Atom.OK;
            }
            default -> UNKNOWN_DEBUG;
        };
    }

    private Term startLog(int size) {
        logged = size;
        while (log.size() > size) log.removeFirst();
        return Atom.OK;
    }

    private Term stopLog() {
        logged = 0;
        log.clear();
        return Atom.OK;
    }

    TermList loggedEvents() {
        return new TermList(List.copyOf(log));
    }

    /** What is switched on, as {@code get_status} shows it: {@code [trace, statistics, {log, N}]} at most. */
    TermList options() {
        List<Term> on = new ArrayList<>();
        if (traces) on.add(new Atom("trace"));
        if (statistics != null) on.add(new Atom("statistics"));
        if (logged > 0) on.add(Tuple.of(new Atom("log"), Int.of(logged)));
        return new TermList(on);
    }

    // ---- events

    /** A message is about to be handled. */
    void received(Term message) {
        if (statistics != null) statistics.received();
        if (tells()) tell(Tuple.of(IN, message));
    }

    /** An answer was given. */
    void replied(Term reply, From to) {
        if (statistics != null) statistics.sent();
        if (tells()) tell(Tuple.of(OUT, reply, to.toTerm(), state.get()));
    }

    /** Something was handled without an answer. */
    void handled() {
        if (tells()) tell(Tuple.of(new Atom("noreply"), state.get()));
    }

    private boolean tells() {
        return traces || logged > 0;
    }

    private void tell(Tuple event) {
        if (traces) print(event);
        if (logged == 0) return;
        if (log.size() == logged) log.removeFirst();
        log.addLast(event);
    }

    private void print(Term event) {
        printer.accept("*DBG* " + name + " " + SysEvents.describe(event));
    }
}
