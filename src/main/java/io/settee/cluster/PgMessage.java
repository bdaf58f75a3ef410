package io.settee.cluster;

import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What scope processes of {@code pg} say to each other. Source: OTP {@code pg.erl} of 25 to 29, {@code handle_info} and {@code handle_cast}; those of 29
 * say {@code {discover, Pid, Version}} and take the pair for version 0, which is what is spoken here.
 */
sealed interface PgMessage {
    /** A scope process is there and wants to know what the other one has. */
    record Discover(Pid scope) implements PgMessage {
        Term toTerm() {
            // Never a third element: pg of OTP 25 ends when it gets one.
            return Tuple.of(new Atom("discover"), scope);
        }
    }

    /** All local members of a scope process. */
    record Sync(Pid scope, SortedMap<Term, List<Pid>> groups) implements PgMessage {
        public Sync {
            groups = Collections.unmodifiableSortedMap(new TreeMap<>(groups));
        }

        Term toTerm() {
            List<Term> pairs = groups.entrySet().stream()
                    .<Term>map(g -> Tuple.of(g.getKey(), list(g.getValue())))
                    .toList();
            return Tuple.of(new Atom("$gen_cast"), Tuple.of(new Atom("sync"), scope, new TermList(pairs)));
        }
    }

    /** Processes of its node have joined a group. */
    record Join(Pid scope, Term group, List<Pid> pids) implements PgMessage {
        public Join {
            pids = List.copyOf(pids);
        }

        Term toTerm() {
            return Tuple.of(new Atom("join"), scope, group, list(pids));
        }
    }

    /** Each of these processes has left each of these groups, once for each time the group is listed. */
    record Leave(Pid scope, List<Pid> pids, List<Term> groups) implements PgMessage {
        public Leave {
            pids = List.copyOf(pids);
            groups = List.copyOf(groups);
        }

        Term toTerm() {
            return Tuple.of(new Atom("leave"), scope, list(pids), new TermList(groups));
        }
    }

    /** A monitor of our own scope process has fired. */
    record Down(Ref ref) implements PgMessage {}

    /** Empty if it is none of these. */
    static Optional<PgMessage> of(Term term) {
        if (!(term instanceof Tuple t) || t.arity() == 0 || !(t.at(0) instanceof Atom(String tag))) {
            return Optional.empty();
        }
        return switch (tag + "/" + t.arity()) {
            case "discover/2", "discover/3" -> scope(t).map(Discover::new);
            case "sync/3" -> scope(t).flatMap(scope -> groups(t.at(2)).map(groups -> new Sync(scope, groups)));
            case "join/4" -> scope(t).flatMap(scope -> pids(t.at(3)).map(pids -> new Join(scope, t.at(2), pids)));
            case "leave/4" ->
                scope(t).flatMap(scope ->
                        pids(t.at(2)).flatMap(pids -> list(t.at(3)).map(groups -> new Leave(scope, pids, groups))));
            case "DOWN/5" -> t.at(1) instanceof Ref ref ? Optional.of(new Down(ref)) : Optional.empty();
            case "$gen_cast/2" -> of(t.at(1)).filter(Sync.class::isInstance);
            default -> Optional.empty();
        };
    }

    private static Optional<Pid> scope(Tuple message) {
        return message.at(1) instanceof Pid scope ? Optional.of(scope) : Optional.empty();
    }

    /** Of {@code [{Group, [Pid]}]}. */
    private static Optional<SortedMap<Term, List<Pid>>> groups(Term term) {
        var groups = new TreeMap<Term, List<Pid>>(TermMap.keyOrder());
        for (Term element : list(term).orElse(List.of(term))) {
            Optional<List<Pid>> pids =
                    element instanceof Tuple pair && pair.arity() == 2 ? pids(pair.at(1)) : Optional.empty();
            if (pids.isEmpty()) return Optional.empty();
            groups.put(((Tuple) element).at(0), pids.get());
        }
        return Optional.of(groups);
    }

    /** Of a pid or a list of pids. */
    private static Optional<List<Pid>> pids(Term term) {
        var pids = new ArrayList<Pid>();
        for (Term element : list(term).orElse(List.of(term))) {
            if (!(element instanceof Pid pid)) return Optional.empty();
            pids.add(pid);
        }
        return Optional.of(pids);
    }

    private static Optional<List<Term>> list(Term term) {
        return term instanceof TermList list ? Optional.of(list.elements()) : Optional.empty();
    }

    private static TermList list(List<Pid> pids) {
        return new TermList(List.copyOf(pids));
    }
}
