package io.settee.cluster;

import io.settee.term.Pid;
import io.settee.term.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is in which group, as each scope process has told, ours among them. A member is in a group as often as it has joined it. Pure state; its user
 * guards it.
 */
final class Groups {
    /** Pids that have come to a group, or have left it. */
    record Change(boolean joined, Term group, List<Pid> pids) {
        Change {
            pids = List.copyOf(pids);
        }
    }

    /** By scope process, then by group. No list is empty. */
    private final Map<Pid, Map<Term, List<Pid>>> byScope = new HashMap<>();

    Set<Pid> scopes() {
        return byScope.keySet();
    }

    /** A scope process that has no members yet. False if it was there. */
    boolean add(Pid scope) {
        return byScope.putIfAbsent(scope, new HashMap<>()) == null;
    }

    /** Nobody is known any more, and nobody in a group. */
    boolean clear() {
        byScope.clear();
        return true;
    }

    /** A scope process is gone, and its members with it. */
    List<Change> remove(Pid scope) {
        Map<Term, List<Pid>> had = byScope.remove(scope);
        return had == null ? List.of() : changes(false, had);
    }

    Change join(Pid scope, Term group, List<Pid> pids) {
        of(scope).computeIfAbsent(group, g -> new ArrayList<>()).addAll(pids);
        return new Change(true, group, pids);
    }

    /** Each pid leaves once; those that are not there are passed over. The change has those that were. */
    Change leave(Pid scope, Term group, List<Pid> pids) {
        Map<Term, List<Pid>> groups = of(scope);
        List<Pid> members = groups.getOrDefault(group, new ArrayList<>());
        List<Pid> left = pids.stream().filter(members::remove).toList();
        if (members.isEmpty()) groups.remove(group);
        return new Change(false, group, left);
    }

    /** A scope process has told all that it has; the changes lead there from what it had told before. */
    List<Change> sync(Pid scope, Map<Term, List<Pid>> now) {
        Map<Term, List<Pid>> had = of(scope);
        var changes = new ArrayList<Change>();
        changes.addAll(changes(false, difference(had, now)));
        changes.addAll(changes(true, difference(now, had)));
        had.clear();
        now.forEach((group, pids) -> {
            if (!pids.isEmpty()) had.put(group, new ArrayList<>(pids));
        });
        return changes;
    }

    /** The groups a member is in, each as often as it is. */
    List<Term> groupsOf(Pid scope, Pid member) {
        return of(scope).entrySet().stream()
                .flatMap(group ->
                        group.getValue().stream().filter(member::equals).map(same -> group.getKey()))
                .toList();
    }

    /** The members of a group as this scope process has told. */
    List<Pid> members(Pid scope, Term group) {
        return List.copyOf(of(scope).getOrDefault(group, List.of()));
    }

    /** The members of a group, whoever has told. */
    List<Pid> members(Term group) {
        return byScope.values().stream()
                .flatMap(groups -> groups.getOrDefault(group, List.of()).stream())
                .toList();
    }

    /** All that this scope process has told. */
    Map<Term, List<Pid>> all(Pid scope) {
        return copy(Stream.of(of(scope)));
    }

    /** All groups that have members. */
    Map<Term, List<Pid>> all() {
        return copy(byScope.values().stream());
    }

    private Map<Term, List<Pid>> of(Pid scope) {
        return byScope.getOrDefault(scope, new HashMap<>());
    }

    private static Map<Term, List<Pid>> copy(Stream<Map<Term, List<Pid>>> parts) {
        var all = new HashMap<Term, List<Pid>>();
        parts.forEach(part -> part.forEach((group, pids) ->
                all.computeIfAbsent(group, g -> new ArrayList<>()).addAll(pids)));
        all.replaceAll((group, pids) -> List.copyOf(pids));
        return all;
    }

    /** What is in the one and not in the other, counting repeats. */
    private static Map<Term, List<Pid>> difference(Map<Term, List<Pid>> these, Map<Term, List<Pid>> without) {
        var rest = new HashMap<Term, List<Pid>>();
        these.forEach((group, pids) -> {
            var left = new ArrayList<>(pids);
            without.getOrDefault(group, List.of()).forEach(left::remove);
            if (!left.isEmpty()) rest.put(group, left);
        });
        return rest;
    }

    private static List<Change> changes(boolean joined, Map<Term, List<Pid>> groups) {
        return groups.entrySet().stream()
                .map(group -> new Change(joined, group.getKey(), group.getValue()))
                .toList();
    }
}
