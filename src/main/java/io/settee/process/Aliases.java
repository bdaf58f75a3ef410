package io.settee.process;

import io.settee.term.Ref;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The aliases of one process that are active: references that lead to it as its pid does. Pure state, guarded by the process's lock. */
final class Aliases {
    /** What takes an alias away, besides {@code unalias} and the end of its process. */
    record Life(boolean endsWithReply, boolean endsWithMonitor) {
        static final Life EXPLICIT = new Life(false, false);
        static final Life REPLY = new Life(true, false);
    }

    private Map<Ref, Life> active = Map.of();

    void add(Ref alias, Life life) {
        // Most processes never have one, so an idle one carries no map of its own.
        if (!(active instanceof HashMap)) active = new HashMap<>();
        active.put(alias, life);
    }

    /** False if it was not active. */
    boolean remove(Ref alias) {
        return !active.isEmpty() && active.remove(alias) != null;
    }

    /** A message came by it: null if it was not active. It no longer is if that was the reply it was for. */
    @Nullable
    Life received(Ref alias) {
        Life life = active.get(alias);
        if (life != null && life.endsWithReply()) active.remove(alias);
        return life;
    }

    /** The monitor with the same reference is over. True if the alias ends with it. */
    boolean monitorEnded(Ref alias) {
        Life life = active.get(alias);
        return life != null && life.endsWithMonitor() && remove(alias);
    }

    /** The process ends: those that were active, which are forgotten. */
    Set<Ref> end() {
        Set<Ref> all = active.keySet();
        active = Map.of();
        return all;
    }
}
