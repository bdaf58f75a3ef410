package io.settee.behaviour;

import io.settee.process.JavaProcess;
import io.settee.process.ProcessBody;
import io.settee.process.ProcessStart;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Terms;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A child of a {@link Supervisor}: how it is started, when it is started again, and how it is ended. {@code supervisor:child_spec()}.
 *
 * @param id what the supervisor knows it by, mostly an atom; no two children of one supervisor share it
 * @param name what it is registered by, if it is
 * @param module what Erlang is told to be the module of the child: its class
 * @param start makes and starts a new object each time
 */
public record ChildSpec(
        Term id, Optional<String> name, Atom module, Restart restart, Shutdown shutdown, Type type, Start start) {

    /** When a child that has ended is started again. */
    public enum Restart {
        /** Always. */
        PERMANENT,
        /** If its reason is another than {@code normal}, {@code shutdown} or {@code {shutdown, _}}. */
        TRANSIENT,
        /** Never; and it is forgotten then. */
        TEMPORARY;

        Atom atom() {
            return new Atom(name().toLowerCase(Locale.ROOT));
        }
    }

    public enum Type {
        WORKER,
        SUPERVISOR;

        Atom atom() {
            return new Atom(name().toLowerCase(Locale.ROOT));
        }
    }

    /** How a child is ended. */
    public sealed interface Shutdown {
        /** {@code exit(Child, kill)}. */
        record BrutalKill() implements Shutdown {}

        /** {@code exit(Child, shutdown)}, and {@code kill} if it and its thread have not ended within the time. */
        record Within(Duration time) implements Shutdown {}

        /** {@code exit(Child, shutdown)}, and patience: for supervisors. */
        record Infinity() implements Shutdown {}

        /** As in Erlang: milliseconds, {@code brutal_kill} or {@code infinity}. */
        default Term toTerm() {
            return switch (this) {
                case BrutalKill() -> new Atom("brutal_kill");
                case Within(Duration time) -> Int.of(time.toMillis());
                case Infinity() -> new Atom("infinity");
            };
        }
    }

    /** Starts a child. */
    @FunctionalInterface
    public interface Start {
        /**
         * On the supervisor's thread; returns when the child is ready.
         *
         * @param how with the link to the supervisor, and the name if it is to have one
         */
        JavaProcess start(ProcessStart how) throws InterruptedException;
    }

    /** OTP's default for workers. */
    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    /** A server: permanent, with 5 s to end. The class is not known before it is made, so Erlang is told {@code gen_server}. */
    public static ChildSpec server(String id, Supplier<? extends GenServer> server) {
        return of(id, new Atom("gen_server"), Type.WORKER, how -> server.get().start(how));
    }

    /** A process that is no server: permanent, with 5 s to end. */
    public static ChildSpec process(String id, ProcessBody body) {
        return of(id, new Atom(body.getClass().getName()), Type.WORKER, how -> how.start(body));
    }

    /** A supervisor: permanent, with all the time that it needs to end. */
    public static ChildSpec supervisor(String id, Supplier<Supervisor> supervisor) {
        return of(
                        id,
                        Supervisor.MODULE,
                        Type.SUPERVISOR,
                        how -> supervisor.get().start(how))
                .shutdown(new Shutdown.Infinity());
    }

    private static ChildSpec of(String id, Atom module, Type type, Start start) {
        return new ChildSpec(
                new Atom(id),
                Optional.empty(),
                module,
                Restart.PERMANENT,
                new Shutdown.Within(FIVE_SECONDS),
                type,
                start);
    }

    /** With another id, any term. */
    public ChildSpec id(Term id) {
        return new ChildSpec(id, name, module, restart, shutdown, type, start);
    }

    /** With a registered name. */
    public ChildSpec named(String name) {
        return new ChildSpec(id, Optional.of(name), module, restart, shutdown, type, start);
    }

    public ChildSpec restart(Restart restart) {
        return new ChildSpec(id, name, module, restart, shutdown, type, start);
    }

    public ChildSpec shutdown(Shutdown shutdown) {
        return new ChildSpec(id, name, module, restart, shutdown, type, start);
    }

    /** With so much time to end. */
    public ChildSpec shutdown(Duration time) {
        return shutdown(new Shutdown.Within(time));
    }

    /** What {@code supervisor:get_childspec/2} gives. */
    TermMap toTerm() {
        return Terms.map(
                new Atom("id"), id,
                new Atom("start"), Tuple.of(module, new Atom("start"), TermList.NIL),
                new Atom("restart"), restart.atom(),
                new Atom("significant"), Atom.FALSE,
                new Atom("shutdown"), shutdown.toTerm(),
                new Atom("type"), type.atom(),
                new Atom("modules"), TermList.of(module));
    }
}
