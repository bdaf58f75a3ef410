package io.settee.behaviour;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The children of a supervisor in the order of their start, and what is to be done when one has ended. Pure: starts, ends and waits for nothing, and is given the time.
 *
 * <p>Source: OTP {@code supervisor.erl}, {@code do_restart/3} and {@code restart/3}; OTP Design Principles, "Supervisor Behaviour".
 */
final class Children {
    /** What is to be done. Children are to be stopped and started in the order of the lists. */
    sealed interface Step {
        /** Nothing: the child stays down, or is forgotten. */
        record Rest() implements Step {}

        /** Those are to be stopped, then those started; if a start fails, {@link #startFailed} is next. */
        record Restart(List<Child> stop, List<Child> start) implements Step {}

        /** There were too many restarts: the supervisor stops all children and ends with {@code shutdown}. */
        record GiveUp() implements Step {}
    }

    private final Supervisor.Strategy strategy;
    private final RestartIntensity intensity;
    private final List<Child> children = new ArrayList<>();

    Children(Supervisor.Strategy strategy, RestartIntensity intensity) {
        this.strategy = strategy;
        this.intensity = intensity;
    }

    void add(Child child) {
        children.add(child);
    }

    void remove(Child child) {
        children.remove(child);
    }

    /** In the order of their start. */
    List<Child> all() {
        return List.copyOf(children);
    }

    /** The other way round: in this order they are stopped and told of. */
    List<Child> lastFirst() {
        return children.reversed();
    }

    Optional<Child> byId(Term id) {
        return children.stream().filter(child -> child.spec().id().equals(id)).findFirst();
    }

    Optional<Child> byPid(Term pid) {
        return children.stream()
                .filter(child -> child.pid().filter(pid::equals).isPresent())
                .findFirst();
    }

    /** By its pid or, without an id and while it does not start again, by the last one that it had: OTP's {@code find_dynamic_child/2}. */
    Optional<Child> byPidOrLast(Term pid) {
        Optional<Child> up = byPid(pid);
        if (up.isPresent() || strategy != Supervisor.Strategy.SIMPLE_ONE_FOR_ONE) return up;
        return children.stream()
                .filter(child -> child.isRestarting() && pid.equals(child.last))
                .findFirst();
    }

    /** A child has ended by itself. */
    Step exited(Child child, Term reason, long nowNanos) {
        child.down();
        boolean again = switch (child.spec().restart()) {
            case PERMANENT -> true;
            case TRANSIENT -> !ServerLoop.isExpected(reason);
            case TEMPORARY -> false;
        };
        if (again) return restart(child, nowNanos);
        if (isForgotten(child)) remove(child);
        return new Step.Rest();
    }

    /** A child did not start again; a restart of its own, so that it cannot go on for ever. */
    Step startFailed(Child child, long nowNanos) {
        child.restarting();
        return restart(child, nowNanos);
    }

    private Step restart(Child child, long nowNanos) {
        if (!intensity.allows(nowNanos)) return new Step.GiveUp();
        child.restarting();
        List<Child> affected = affected(child);
        List<Child> stop = affected.reversed().stream().filter(Child::isUp).toList();
        for (Child each : affected) if (each != child && isForgotten(each)) remove(each);
        return new Step.Restart(
                stop, affected.stream().filter(children::contains).toList());
    }

    /** Those that start again when this one does, itself included, in the order of their start. */
    private List<Child> affected(Child child) {
        return switch (strategy) {
            case ONE_FOR_ONE, SIMPLE_ONE_FOR_ONE -> List.of(child);
            case ONE_FOR_ALL -> all();
            case REST_FOR_ONE -> List.copyOf(children.subList(children.indexOf(child), children.size()));
        };
    }

    /** A child that is down for good. Those of {@code simple_one_for_one} have no id by which they could be started again. */
    boolean isForgotten(Child child) {
        return strategy == Supervisor.Strategy.SIMPLE_ONE_FOR_ONE
                || child.spec().restart() == ChildSpec.Restart.TEMPORARY;
    }

    // ---- for Erlang

    /** {@code [{Id, Pid | restarting | undefined, Type, Modules}]}, the last one first. */
    TermList which() {
        List<Term> all = new ArrayList<>();
        for (Child child : lastFirst()) all.add(which(child));
        return new TermList(all);
    }

    /** {@code {Id, Pid | restarting | undefined, Type, Modules}}. */
    Tuple which(Child child) {
        ChildSpec spec = child.spec();
        Term id = strategy == Supervisor.Strategy.SIMPLE_ONE_FOR_ONE ? Atom.UNDEFINED : spec.id();
        return Tuple.of(id, child.pidTerm(), spec.type().atom(), TermList.of(spec.module()));
    }

    /** {@code [{specs, N}, {active, N}, {supervisors, N}, {workers, N}]}. */
    TermList count() {
        long active = children.stream().filter(Child::isUp).count();
        long supervisors = children.stream()
                .filter(child -> child.spec().type() == ChildSpec.Type.SUPERVISOR)
                .count();
        long specs = strategy == Supervisor.Strategy.SIMPLE_ONE_FOR_ONE ? 1 : children.size();
        return TermList.of(
                count("specs", specs),
                count("active", active),
                count("supervisors", supervisors),
                count("workers", children.size() - supervisors));
    }

    private static Tuple count(String what, long number) {
        return Tuple.of(new Atom(what), Int.of(number));
    }

    /** One child now. */
    static final class Child {
        private sealed interface State {
            record Up(Pid pid) implements State {}

            record Restarting() implements State {}

            record Down() implements State {}
        }

        private final ChildSpec spec;
        private State state = new State.Down();
        private @Nullable Pid last;

        Child(ChildSpec spec) {
            this.spec = spec;
        }

        ChildSpec spec() {
            return spec;
        }

        Optional<Pid> pid() {
            return state instanceof State.Up(Pid pid) ? Optional.of(pid) : Optional.empty();
        }

        boolean isUp() {
            return state instanceof State.Up;
        }

        boolean isRestarting() {
            return state instanceof State.Restarting;
        }

        private Term pidTerm() {
            return switch (state) {
                case State.Up(Pid pid) -> pid;
                case State.Restarting() -> new Atom("restarting");
                case State.Down() -> Atom.UNDEFINED;
            };
        }

        void up(Pid pid) {
            state = new State.Up(pid);
            last = pid;
        }

        void restarting() {
            state = new State.Restarting();
        }

        void down() {
            state = new State.Down();
        }

        @Override
        public String toString() {
            return "child " + spec.id();
        }
    }
}
