package io.settee.cluster;

import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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

    /**
     * By scope process, then by group; no bag is empty. Sorted, as peers choose both: in a map by hash, those that share one would hold up all who
     * ask for a group.
     */
    private final SortedMap<Pid, SortedMap<Term, PidBag>> byScope = new TreeMap<>(TermMap.keyOrder());

    Set<Pid> scopes() {
        return byScope.keySet();
    }

    /** A scope process that has no members yet. False if it was there. */
    boolean add(Pid scope) {
        return byScope.putIfAbsent(scope, byGroup()) == null;
    }

    /** Nobody is known any more, and nobody in a group. */
    boolean clear() {
        byScope.clear();
        return true;
    }

    /** A scope process is gone, and its members with it. */
    List<Change> remove(Pid scope) {
        SortedMap<Term, PidBag> had = byScope.remove(scope);
        return had == null ? List.of() : changes(false, had);
    }

    Change join(Pid scope, Term group, List<Pid> pids) {
        if (!pids.isEmpty()) of(scope).computeIfAbsent(group, g -> new PidBag()).addAll(pids);
        return new Change(true, group, pids);
    }

    /** Each pid leaves once; those that are not there are passed over. The change has those that were. */
    Change leave(Pid scope, Term group, List<Pid> pids) {
        return new Change(false, group, leave(scope, group, PidBag.of(pids)).toList());
    }

    /** Each pid leaves each group, once for each time that the group is listed. */
    List<Change> leave(Pid scope, List<Term> groups, List<Pid> pids) {
        PidBag leaving = PidBag.of(pids);
        SortedMap<Term, PidBag> before = byGroup();
        var changes = new ArrayList<Change>();
        for (Term group : groups) {
            // Who was not in it the first time cannot leave it a second time: so many of both in one message cost no
            // more time than their joining did.
            PidBag left = leave(scope, group, before.getOrDefault(group, leaving));
            before.put(group, left);
            changes.add(new Change(false, group, left.toList()));
        }
        return changes;
    }

    private PidBag leave(Pid scope, Term group, PidBag leaving) {
        SortedMap<Term, PidBag> groups = of(scope);
        PidBag members = groups.get(group);
        if (members == null) return new PidBag();
        PidBag left = members.takeAway(leaving);
        if (members.isEmpty()) groups.remove(group);
        return left;
    }

    /** A scope process has told all that it has; the changes lead there from what it had told before. */
    List<Change> sync(Pid scope, Map<Term, List<Pid>> told) {
        SortedMap<Term, PidBag> now = byGroup();
        told.forEach((group, pids) -> {
            if (!pids.isEmpty()) now.put(group, PidBag.of(pids));
        });
        SortedMap<Term, PidBag> had = of(scope);
        var changes = new ArrayList<Change>();
        changes.addAll(changes(false, difference(had, now)));
        changes.addAll(changes(true, difference(now, had)));
        had.clear();
        had.putAll(now);
        return changes;
    }

    /** The groups a member is in, each as often as it is. */
    List<Term> groupsOf(Pid scope, Pid member) {
        var groups = new ArrayList<Term>();
        of(scope).forEach((group, members) -> groups.addAll(Collections.nCopies(members.count(member), group)));
        return groups;
    }

    /** The members of a group as this scope process has told. */
    List<Pid> members(Pid scope, Term group) {
        PidBag members = of(scope).get(group);
        return members == null ? List.of() : members.toList();
    }

    /** The members of a group, whoever has told. */
    List<Pid> members(Term group) {
        return byScope.keySet().stream()
                .flatMap(scope -> members(scope, group).stream())
                .toList();
    }

    /** All that this scope process has told. */
    SortedMap<Term, List<Pid>> all(Pid scope) {
        return copy(Stream.of(of(scope)));
    }

    /** All groups that have members. */
    SortedMap<Term, List<Pid>> all() {
        return copy(byScope.values().stream());
    }

    /** An empty one to be thrown away if there is no such scope process. */
    private SortedMap<Term, PidBag> of(Pid scope) {
        SortedMap<Term, PidBag> groups = byScope.get(scope);
        return groups == null ? byGroup() : groups;
    }

    private static <T> SortedMap<Term, T> byGroup() {
        return new TreeMap<>(TermMap.keyOrder());
    }

    private static SortedMap<Term, List<Pid>> copy(Stream<SortedMap<Term, PidBag>> parts) {
        SortedMap<Term, List<Pid>> all = byGroup();
        parts.forEach(part -> part.forEach((group, pids) ->
                all.computeIfAbsent(group, g -> new ArrayList<>()).addAll(pids.toList())));
        all.replaceAll((group, pids) -> Collections.unmodifiableList(pids));
        return Collections.unmodifiableSortedMap(all);
    }

    /** What is in the one and not in the other, counting repeats. */
    private static SortedMap<Term, PidBag> difference(Map<Term, PidBag> these, Map<Term, PidBag> without) {
        SortedMap<Term, PidBag> rest = byGroup();
        these.forEach((group, pids) -> {
            PidBag left = pids.without(without.get(group));
            if (!left.isEmpty()) rest.put(group, left);
        });
        return rest;
    }

    private static List<Change> changes(boolean joined, Map<Term, PidBag> groups) {
        return groups.entrySet().stream()
                .map(group ->
                        new Change(joined, group.getKey(), group.getValue().toList()))
                .toList();
    }
}
