package io.settee.process;

import io.settee.node.Route;
import io.settee.term.Pid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The links of one process, by the protocol with unlink ids. Pure state: what has to be sent is the answer of each method.
 *
 * <pre>
 *                        none                 active                        inactive(id)
 *  we link               LINK, active         -                             LINK, active
 *  LINK received         active               -                             -
 *  we unlink             -                    UNLINK_ID, inactive(new id)   -
 *  UNLINK_ID received    (ack)                none (ack)                    (ack)
 *  ack(id) received      -                    -                             none if it is that id
 *  EXIT received         ignored              none, react                   none
 *  route lost            -                    none, react noconnection      none
 * </pre>
 *
 * <p>A link belongs to the route it was made over. What comes over another one does not touch it, except that a LINK shows that the
 * old route is gone, even if nobody has said so yet: then it broke with {@code noconnection} first.
 *
 * <p>Source: OTP "Distribution Protocol", section "Link Protocol", "New Link Protocol". Guarded by the process's lock.
 */
final class Links {
    private sealed interface State {
        Route via();

        record Active(Route via) implements State {}

        record Inactive(Route via, long unlinkId) implements State {}
    }

    /** A link at the end of its process. */
    record Linked(Pid pid, Route via) {}

    /** The unlink that has to be sent. */
    record Unlinking(Route via, long id) {}

    private Map<Pid, State> links = Map.of();
    private long lastUnlinkId;

    boolean isLinked(Pid pid) {
        return links.get(pid) instanceof State.Active;
    }

    /** Those that are linked, as they are now. */
    Set<Pid> pids() {
        var pids = new TreeSet<Pid>();
        links.forEach((pid, state) -> {
            if (state instanceof State.Active) pids.add(pid);
        });
        return pids;
    }

    /** We link. True if LINK is to be sent. */
    boolean link(Pid pid, Route via) {
        if (isLinked(pid)) return false;
        put(pid, new State.Active(via));
        return true;
    }

    /** The other side links. True if we were linked over an earlier route and have to react to {@code noconnection}. */
    boolean linked(Pid pid, Route via) {
        State state = links.get(pid);
        if (state != null && state.via().equals(via)) return false;
        put(pid, new State.Active(via));
        return state instanceof State.Active;
    }

    /** We unlink. What is to be sent, or null if there is no link. */
    @Nullable
    Unlinking unlink(Pid pid) {
        if (!(links.get(pid) instanceof State.Active(Route via))) return null;
        long id = ++lastUnlinkId;
        if (via.acknowledgesUnlink()) put(pid, new State.Inactive(via, id));
        else links.remove(pid);
        return new Unlinking(via, id);
    }

    /** The other side unlinks; an acknowledgement is due whatever the state. */
    void unlinked(Pid pid, Route via) {
        if (links.get(pid) instanceof State.Active(Route made) && made.equals(via)) links.remove(pid);
    }

    /** The other side has acknowledged our unlink. */
    void acknowledged(Pid pid, long unlinkId, Route via) {
        if (new State.Inactive(via, unlinkId).equals(links.get(pid))) links.remove(pid);
    }

    /** The other side has exited. True if we were linked and have to react. */
    boolean exited(Pid pid, Route via) {
        State state = links.get(pid);
        if (state == null || !state.via().equals(via)) return false;
        links.remove(pid);
        return state instanceof State.Active;
    }

    /** The route is gone: the pids that have to be reacted to. */
    List<Pid> lost(Route via) {
        var gone = new ArrayList<Pid>();
        for (var entry : List.copyOf(links.entrySet())) {
            if (!entry.getValue().via().equals(via)) continue;
            links.remove(entry.getKey());
            if (entry.getValue() instanceof State.Active) gone.add(entry.getKey());
        }
        return gone;
    }

    /** The process ends: all active links, which are forgotten. */
    List<Linked> end() {
        var all = new ArrayList<Linked>();
        links.forEach((pid, state) -> {
            if (state instanceof State.Active(Route via)) all.add(new Linked(pid, via));
        });
        links = Map.of();
        return all;
    }

    private void put(Pid pid, State state) {
        // Most processes never link, so an idle one carries no map of its own.
        // Sorted, as a peer chooses the pids: a hundred thousand of them with one hash code would hold up its event
        // loop for minutes.
        if (!(links instanceof TreeMap)) links = new TreeMap<>();
        links.put(pid, state);
    }
}
