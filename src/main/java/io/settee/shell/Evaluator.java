package io.settee.shell;

import io.settee.call.Rpc;
import io.settee.error.SetteeException;
import io.settee.io.GroupLeader;
import io.settee.term.Atom;
import io.settee.term.Fun;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process of IEx that evaluates. Its server only monitors it, so that it would outlive the server and us; we link to it.
 *
 * <p>Any thread. Source: Elixir {@code IEx.Server}, {@code start_evaluator}.
 */
final class Evaluator {
    private static final Logger LOG = LoggerFactory.getLogger("io.settee.shell");
    private static final Duration LIMIT = Duration.ofSeconds(3);
    private static final Atom MONITORS = new Atom("monitors");
    private static final Atom KILL = new Atom("kill");
    private static final Pattern EVALUATOR = Pattern.of("{'Elixir.IEx.Evaluator', init, _}");
    private static final Term STARTED_AS =
            new Fun.External(new Atom("proc_lib"), new Atom("translate_initial_call"), 1);

    private final Rpc node;
    private final GroupLeader leader;
    private volatile @Nullable Pid held;

    /** @param node that of the session, whose calls have the session's group leader */
    Evaluator(Rpc node, GroupLeader leader) {
        this.node = node.within(LIMIT);
        this.leader = leader;
    }

    /** Before a command goes to the server: when we are gone, what evaluates it is to end. Asks the node if there is a new one. */
    void hold(Pid server) throws InterruptedException {
        if (held != null) return;
        try {
            for (Pid evaluator : of(server)) {
                held = evaluator;
                leader.link(evaluator);
            }
        } catch (SetteeException e) {
            LOG.debug("the evaluator of {} is not linked", server, e);
        }
    }

    /** A process that the group leader was linked to has ended; nothing if it is another one. */
    void exited(Pid process) {
        if (process.equals(held)) held = null;
    }

    /** It is about to be ended. */
    void interrupted() {
        held = null;
    }

    /** Ends the server, and then what it has evaluate: it would start another in the place of one that has ended. */
    void end(Pid server) throws InterruptedException {
        var evaluators = new LinkedHashSet<Pid>();
        Pid known = held;
        if (known != null) evaluators.add(known);
        held = null;
        try {
            evaluators.addAll(of(server));
        } catch (SetteeException e) {
            LOG.debug("{} does not say who evaluates for {}", node, server, e);
        }
        leader.exit(server, KILL);
        for (Pid evaluator : evaluators) leader.exit(evaluator, KILL);
    }

    /** Normally one. What else the server may monitor is none of our business. */
    private List<Pid> of(Pid server) throws InterruptedException {
        if (!(node.call("erlang", "process_info", server, MONITORS) instanceof Tuple(var e))
                || e.size() != 2
                || !(e.get(1) instanceof TermList monitors)) return List.of();
        var processes = new ArrayList<Pid>();
        for (Term monitor : monitors) {
            if (monitor instanceof Tuple(var m) && m.size() == 2 && m.get(1) instanceof Pid process) {
                processes.add(process);
            }
        }
        if (!(node.call("lists", "map", STARTED_AS, TermList.of(processes.toArray(Term[]::new)))
                        instanceof TermList(var calls))
                || calls.size() != processes.size()) return List.of();
        var evaluators = new ArrayList<Pid>();
        for (int i = 0; i < calls.size(); i++) {
            if (EVALUATOR.matches(calls.get(i))) evaluators.add(processes.get(i));
        }
        return evaluators;
    }
}
