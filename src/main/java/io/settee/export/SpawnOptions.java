package io.settee.export;

import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.Optional;
import java.util.Set;

/**
 * The options of a {@code SPAWN_REQUEST} that mean something here. Those that tune a BEAM process are read over; {@code reply} and
 * {@code reply_tag} are for the asking node, and no more accepted here than by a BEAM.
 *
 * <p>Source: OTP {@code erlang:spawn_opt/5}.
 */
record SpawnOptions(boolean link, boolean monitor) {
    private static final Atom LINK = new Atom("link");
    private static final Atom MONITOR = new Atom("monitor");
    private static final Set<String> TUNING = Set.of(
            "priority",
            "fullsweep_after",
            "min_heap_size",
            "min_bin_vheap_size",
            "max_heap_size",
            "message_queue_data",
            "async_dist",
            "scheduler");

    /** Empty if they are to be answered with {@code badopt}. */
    static Optional<SpawnOptions> of(Term term) {
        if (!(term instanceof TermList list)) return Optional.empty();
        boolean link = false;
        boolean monitor = false;
        for (Term option : list) {
            if (option.equals(LINK)) link = true;
            else if (option.equals(MONITOR)) monitor = true;
            else if (option instanceof Tuple pair && pair.arity() == 2 && pair.at(0) instanceof Atom name) {
                if (name.equals(MONITOR)) monitor = true;
                else if (!TUNING.contains(name.name())) return Optional.empty();
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(new SpawnOptions(link, monitor));
    }
}
