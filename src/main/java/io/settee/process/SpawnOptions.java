package io.settee.process;

import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a process is spawned: the options of {@code erlang:spawn_request/5} that mean something from afar. Immutable.
 *
 * @param link whether it is linked to the mailbox that asks
 * @param monitor whether that monitors it, by the reference of the request
 * @param groupLeader whom its output goes to; null for the group leader of the mailbox, or else of the node
 * @param others further options as terms, {@code {priority, high}} or {@code {min_heap_size, Words}}; the peer answers {@code badopt} to one
 *     that it does not know
 */
public record SpawnOptions(
        boolean link, boolean monitor, @Nullable Pid groupLeader, List<Term> others) {
    /** Neither linked nor monitored. */
    public static final SpawnOptions NONE = new SpawnOptions(false, false, null, List.of());

    private static final Atom LINK = new Atom("link");
    private static final Atom MONITOR = new Atom("monitor");

    public SpawnOptions {
        others = List.copyOf(others);
    }

    /** These, and linked. */
    public SpawnOptions withLink() {
        return new SpawnOptions(true, monitor, groupLeader, others);
    }

    /** These, and monitored. */
    public SpawnOptions withMonitor() {
        return new SpawnOptions(link, true, groupLeader, others);
    }

    /** These, with another group leader. */
    public SpawnOptions withGroupLeader(Pid leader) {
        return new SpawnOptions(link, monitor, leader, others);
    }

    /** These, and a further option as a term. */
    public SpawnOptions with(Term option) {
        var more = new ArrayList<>(others);
        more.add(option);
        return new SpawnOptions(link, monitor, groupLeader, more);
    }

    /** As the wire has them. */
    TermList toTerm() {
        var all = new ArrayList<Term>();
        if (monitor) all.add(MONITOR);
        if (link) all.add(LINK);
        all.addAll(others);
        return new TermList(all);
    }
}
