package io.settee.process;

import io.settee.node.Route;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The monitors of one process, those it has set and those set on it. Pure state, guarded by the process's lock. */
final class Monitors {
    /**
     * One that this process has set.
     *
     * @param target as the wire has it: a pid, or the atom of a name
     * @param object as {@code DOWN} has it: a pid, or {@code {Name, Node}}
     */
    record Set(Ref ref, Term target, Term object, Route via) {}

    /**
     * One that is set on this process.
     *
     * @param target what was asked for, pid or name: the answer must give the same
     */
    record Watched(Ref ref, Pid watcher, Term target, Route via) {}

    /** Not Erlang's order: first where references of one node differ first. Every call of a server sets and takes away a monitor. */
    private static final Comparator<Ref> BY_WORDS = Monitors::byWords;

    private Map<Ref, Set> set = Map.of();
    private Map<Ref, Watched> watched = Map.of();

    void add(Set monitor) {
        if (!(set instanceof HashMap)) set = new HashMap<>();
        set.put(monitor.ref(), monitor);
    }

    void add(Watched monitor) {
        // Sorted, as a peer chooses the references, see Links.
        if (!(watched instanceof TreeMap)) watched = new TreeMap<>(BY_WORDS);
        watched.put(monitor.ref(), monitor);
    }

    /** We demonitor, or it has fired: the monitor if it was still set, and then it is no longer. */
    @Nullable
    Set remove(Ref ref) {
        return set.isEmpty() ? null : set.remove(ref);
    }

    /** The other side says that it has fired: the monitor if it was set over this route, and then it is no longer. */
    @Nullable
    Set fired(Ref ref, Route via) {
        Set monitor = set.get(ref);
        return monitor != null && monitor.via().equals(via) ? set.remove(ref) : null;
    }

    /** The watcher demonitors: the monitor if it was set over this route, and then it is no longer. */
    @Nullable
    Watched removeWatched(Ref ref, Route via) {
        if (watched.isEmpty()) return null; // and then perhaps the map of nobody
        Watched monitor = watched.remove(ref);
        if (monitor == null || monitor.via().equals(via)) return monitor;
        watched.put(ref, monitor);
        return null;
    }

    /** Those that are set on this process by this name. */
    List<Watched> watchedBy(Atom name) {
        return watched.values().stream().filter(w -> w.target().equals(name)).toList();
    }

    /** The route is gone: those set over it, which are forgotten. */
    List<Set> lost(Route via) {
        var gone = new ArrayList<Set>();
        for (Set monitor : set.values()) {
            if (monitor.via().equals(via)) gone.add(monitor);
        }
        for (Set monitor : gone) set.remove(monitor.ref());
        return gone;
    }

    /** The route is gone: the watchers behind it, which are forgotten. */
    List<Watched> lostWatched(Route via) {
        var gone = new ArrayList<Watched>();
        for (Watched monitor : watched.values()) {
            if (monitor.via().equals(via)) gone.add(monitor);
        }
        for (Watched monitor : gone) watched.remove(monitor.ref());
        return gone;
    }

    List<Set> endSet() {
        var all = List.copyOf(set.values());
        set = Map.of();
        return all;
    }

    List<Watched> endWatched() {
        var all = List.copyOf(watched.values());
        watched = Map.of();
        return all;
    }

    private static int byWords(Ref a, Ref b) {
        List<Long> words = a.words();
        List<Long> others = b.words();
        if (words.size() != others.size()) return Integer.compare(words.size(), others.size());
        for (int i = 0; i < words.size(); i++) {
            int word = Long.compare(words.get(i), others.get(i));
            if (word != 0) return word;
        }
        return a.compareTo(b);
    }
}
