package io.settee.behaviour;

import io.settee.behaviour.Children.Child;
import io.settee.behaviour.Children.Step;
import io.settee.call.From;
import io.settee.process.Crash;
import io.settee.process.JavaProcess;
import io.settee.process.ProcessExit;
import io.settee.process.ProcessStart;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Terms;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts processes in order, starts them again when they end, and ends them in the reverse order. To Erlang it is a supervisor: {@code supervisor:which_children/1},
 * {@code which_child}, {@code count_children}, {@code get_childspec}, {@code terminate_child}, {@code restart_child} and {@code delete_child} work from any node;
 * {@code start_child} gives {@code {error, notsup}}, since what is to be started is Java.
 *
 * {@snippet class="io.settee.ReadmeExamples" region="supervisor"}
 *
 * <p>Children and strategy are given before it is {@linkplain GenServer#start started}. It traps exits and ends with its parent. A child that was killed
 * may have a thread that still runs for a moment; the next one is started when that has ended, or the child's time to shut down is over.
 *
 * <p>Source: OTP stdlib, {@code supervisor}.
 */
public final class Supervisor extends GenServer {
    /** Who else has to start again when a child does. */
    public enum Strategy {
        ONE_FOR_ONE,
        /** All. */
        ONE_FOR_ALL,
        /** Those that were started after it. */
        REST_FOR_ONE,
        /** Nobody; and the children, which come and go, are known by their pids alone. */
        SIMPLE_ONE_FOR_ONE;

        Atom atom() {
            return new Atom(name().toLowerCase(Locale.ROOT));
        }
    }

    static final Atom MODULE = new Atom("supervisor");

    private static final Logger LOG = LoggerFactory.getLogger("io.settee.behaviour");
    private static final Atom SHUTDOWN = new Atom("shutdown");
    private static final Atom NOT_FOUND = new Atom("not_found");
    private static final Atom RESTARTING = new Atom("restarting");
    private static final Atom RUNNING = new Atom("running");
    private static final Atom SIMPLE = new Atom("simple_one_for_one");

    private final Strategy strategy;
    private final List<ChildSpec> first = new ArrayList<>();
    private RestartIntensity intensity = new RestartIntensity(1, Duration.ofSeconds(5));

    // The process's thread only.
    private Children children;
    private final Map<Pid, JavaProcess> processes = new HashMap<>();

    private Supervisor(Strategy strategy) {
        this.strategy = strategy;
        this.children = new Children(strategy, intensity);
    }

    public static Supervisor of(Strategy strategy) {
        return new Supervisor(strategy);
    }

    /**
     * How many restarts within how long it allows, by default as OTP 1 in 5 s. With one more it ends all children, and itself with {@code shutdown}.
     */
    public Supervisor intensity(int restarts, Duration period) {
        intensity = new RestartIntensity(restarts, period);
        children = new Children(strategy, intensity);
        return this;
    }

    /** A child that is started with it, after those given before. */
    public Supervisor child(ChildSpec spec) {
        if (strategy == Strategy.SIMPLE_ONE_FOR_ONE) {
            throw new IllegalArgumentException("children of simple_one_for_one are started by startChild");
        }
        if (first.stream().anyMatch(other -> other.id().equals(spec.id()))) {
            throw new IllegalArgumentException("two children are called " + spec.id());
        }
        first.add(spec);
        return this;
    }

    // ---- for Java, from any thread but those of its children while they start

    /**
     * Starts one more child; waits for it. {@code supervisor:start_child/2}.
     *
     * @throws StartException if it does not start; then it is not among the children. Also if there is one with this id
     */
    public JavaProcess startChild(ChildSpec spec) throws InterruptedException {
        return ask(() -> addChild(spec));
    }

    /** Ends a child; waits for that. {@code supervisor:terminate_child/2}. False if there is none with this id. */
    public boolean terminateChild(Term id) throws InterruptedException {
        return ask(() -> terminateChildOf(id).equals(Atom.OK));
    }

    private <T> T ask(Callable<T> question) throws InterruptedException {
        try {
            return submit(question).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) throw known;
            throw new IllegalStateException(this + " could not be asked", e.getCause());
        }
    }

    private JavaProcess addChild(ChildSpec spec) throws InterruptedException {
        boolean hasIds = strategy != Strategy.SIMPLE_ONE_FOR_ONE;
        Optional<Child> known = hasIds ? children.byId(spec.id()) : Optional.empty();
        if (known.isPresent()) {
            Term why = known.get()
                    .pid()
                    .<Term>map(pid -> Tuple.of(new Atom("already_started"), pid))
                    .orElse(new Atom("already_present"));
            throw new StartException("child " + spec.id(), why, null);
        }
        var child = new Child(spec);
        JavaProcess process = launch(child);
        children.add(child);
        return process;
    }

    // ---- the process

    @Override
    protected void init() throws InterruptedException {
        self().trapExits(true);
        for (ChildSpec spec : first) {
            var child = new Child(spec);
            children.add(child);
            try {
                launch(child);
            } catch (StartException e) {
                if (e.reason().equals(StartException.IGNORE)) {
                    if (children.isForgotten(child)) children.remove(child);
                    continue;
                }
                stopAll();
                var exit = new ProcessExit(
                        Tuple.of(SHUTDOWN, Tuple.of(new Atom("failed_to_start_child"), spec.id(), e.reason())));
                exit.initCause(e);
                throw exit;
            }
        }
    }

    private JavaProcess launch(Child child) throws InterruptedException {
        ProcessStart how = ProcessStart.linked(self());
        child.spec().name().ifPresent(how::named);
        JavaProcess process;
        try {
            process = child.spec().start().start(how);
        } catch (StartException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            // An Error, too, as OTP takes any class for a failed start: a class may be missing for the moment.
            throw new StartException(child.toString(), Crash.reason(e), e);
        }
        processes.put(process.self(), process);
        child.up(process.self());
        return process;
    }

    @Override
    protected void handleInfo(Term message) throws Exception {
        var exit = ChildEnding.EXIT.match(message);
        if (exit.isEmpty()) {
            super.handleInfo(message);
            return;
        }
        Term reason = exit.get().get("Reason");
        // Of those that did not start there are EXITs, too.
        Optional<Child> ended = children.byPid(exit.get().get("Pid"));
        if (ended.isEmpty()) return;
        Child child = ended.get();
        if (!ServerLoop.isExpected(reason)) LOG.error("{}: {} has ended: {}", this, child, reason.brief(500));
        JavaProcess process = child.pid().map(processes::remove).orElse(null);
        Step step = children.exited(child, reason, System.nanoTime());
        // The next one is to find free what this one has had. Where there is none, nobody is kept waiting.
        boolean isGone = step instanceof Step.Rest && children.isForgotten(child);
        if (process != null && !isGone) ChildEnding.awaitThread(self(), child.spec(), process);
        take(step);
    }

    private void take(Step step) throws InterruptedException {
        switch (step) {
            case Step.Rest() -> {}
            case Step.Restart(List<Child> toStop, List<Child> toStart) -> restart(toStop, toStart);
            case Step.GiveUp() -> {
                LOG.error(
                        "{} ends: more than {} restarts within {} ms",
                        this,
                        intensity.most(),
                        intensity.period().toMillis());
                stop(SHUTDOWN);
            }
        }
    }

    private void restart(List<Child> toStop, List<Child> toStart) throws InterruptedException {
        for (Child child : toStop) stop(child);
        for (Child child : toStart) {
            try {
                launch(child);
                LOG.info("{}: {} is started again", this, child);
            } catch (StartException e) {
                if (e.reason().equals(StartException.IGNORE)) {
                    child.down();
                    if (children.isForgotten(child)) children.remove(child);
                    continue;
                }
                LOG.error("{}: {} was not started again: {}", this, child, e.getMessage(), e.getCause());
                child.restarting();
                // Later, so that it can be asked meanwhile, and told to end.
                submit(() -> tryAgain(child));
                return;
            }
        }
    }

    private Void tryAgain(Child child) throws InterruptedException {
        if (child.isRestarting() && children.all().contains(child)) {
            take(children.startFailed(child, System.nanoTime()));
        }
        return null;
    }

    @Override
    protected void terminate(Term reason) throws InterruptedException {
        stopAll();
    }

    private void stopAll() throws InterruptedException {
        if (strategy != Strategy.SIMPLE_ONE_FOR_ONE) {
            for (Child child : children.lastFirst()) stop(child);
            return;
        }
        // All at the same time, since there may be very many: supervisor.erl, terminate_dynamic_children/1.
        var told = new ArrayList<ChildEnding>();
        for (Child child : children.lastFirst()) tellToEnd(child).ifPresent(told::add);
        for (ChildEnding ending : told) ending.await();
    }

    private void stop(Child child) throws InterruptedException {
        Optional<ChildEnding> told = tellToEnd(child);
        if (told.isPresent()) told.get().await();
    }

    /** Empty if it is down. */
    private Optional<ChildEnding> tellToEnd(Child child) throws InterruptedException {
        JavaProcess process = child.pid().map(processes::remove).orElse(null);
        child.down();
        return process == null ? Optional.empty() : Optional.of(ChildEnding.begin(self(), child.spec(), process));
    }

    // ---- for Erlang

    @Override
    protected Reply handleCall(Term request, From from) throws Exception {
        return Reply.of(
                switch (request) {
                    case Atom(String word) when word.equals("which_children") -> children.which();
                    case Atom(String word) when word.equals("count_children") -> children.count();
                    case Tuple(var e)
                    when e.size() == 2 && e.getFirst() instanceof Atom(String what) -> answer(what, e.get(1), request);
                    default -> unknown(request);
                });
    }

    private Term answer(String what, Term argument, Term request) throws InterruptedException {
        return switch (what) {
            case "start_child" -> error("notsup");
            case "terminate_child" -> terminateChildOf(argument);
            case "restart_child" -> restartChild(argument);
            case "delete_child" -> deleteChild(argument);
            case "get_childspec" -> found(argument, child -> child.spec().toTerm());
            case "which_child" -> found(argument, children::which);
            default -> unknown(request);
        };
    }

    /** A supervisor of OTP would crash; nobody's mistake is to end all that is below this one. */
    private static Term unknown(Term request) {
        return Tuple.of(Atom.ERROR, Tuple.of(new Atom("unknown_call"), request));
    }

    private static Tuple error(String why) {
        return Tuple.of(Atom.ERROR, new Atom(why));
    }

    private Term found(Term idOrPid, Function<Child, Term> told) {
        return find(idOrPid)
                .<Term>map(child -> Tuple.of(Atom.OK, told.apply(child)))
                .orElse(Tuple.of(Atom.ERROR, NOT_FOUND));
    }

    private Optional<Child> find(Term idOrPid) {
        return idOrPid instanceof Pid ? children.byPidOrLast(idOrPid) : children.byId(idOrPid);
    }

    private Term terminateChildOf(Term idOrPid) throws InterruptedException {
        boolean simple = strategy == Strategy.SIMPLE_ONE_FOR_ONE;
        if (simple && !(idOrPid instanceof Pid)) return Tuple.of(Atom.ERROR, SIMPLE);
        Optional<Child> child = find(idOrPid);
        if (child.isEmpty()) return Tuple.of(Atom.ERROR, NOT_FOUND);
        stop(child.get());
        if (children.isForgotten(child.get())) children.remove(child.get());
        return Atom.OK;
    }

    private Term restartChild(Term id) throws InterruptedException {
        Optional<Term> no = notDown(id);
        if (no.isPresent()) return no.get();
        Child child = children.byId(id).orElseThrow();
        try {
            return Tuple.of(Atom.OK, launch(child).self());
        } catch (StartException e) {
            // supervisor.erl, handle_call({restart_child, _}): a child that ignores is {ok, undefined}.
            return e.reason().equals(StartException.IGNORE)
                    ? Tuple.of(Atom.OK, Atom.UNDEFINED)
                    : Tuple.of(Atom.ERROR, e.reason());
        }
    }

    private Term deleteChild(Term id) {
        Optional<Term> no = notDown(id);
        if (no.isPresent()) return no.get();
        children.remove(children.byId(id).orElseThrow());
        return Atom.OK;
    }

    /** What is answered if this is not the id of a child that is down. */
    private Optional<Term> notDown(Term id) {
        if (strategy == Strategy.SIMPLE_ONE_FOR_ONE) return Optional.of(Tuple.of(Atom.ERROR, SIMPLE));
        Optional<Child> child = children.byId(id);
        if (child.isEmpty()) return Optional.of(Tuple.of(Atom.ERROR, NOT_FOUND));
        if (child.get().isRestarting()) return Optional.of(Tuple.of(Atom.ERROR, RESTARTING));
        return child.get().isUp() ? Optional.of(Tuple.of(Atom.ERROR, RUNNING)) : Optional.empty();
    }

    @Override
    protected Term state() {
        return Terms.map(
                new Atom("strategy"), strategy.atom(),
                new Atom("intensity"), Int.of(intensity.most()),
                new Atom("period"), Int.of(intensity.period().toMillis()),
                new Atom("children"), children.which());
    }

    @Override
    Atom module() {
        return MODULE;
    }
}
