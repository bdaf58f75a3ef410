package io.settee.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.node.Route;
import io.settee.process.LinksTest.Way;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MonitorsTest {
    private static final Pid PEER = new Pid(new Atom("b@h"), 1, 0, 5);

    private final Monitors monitors = new Monitors();
    private final Route via = new Way(true);
    private final Route other = new Way(true);
    private int refs;

    private Ref ref() {
        return new Ref(new Atom("a@h"), 5, List.of((long) ++refs));
    }

    private Monitors.Set set(Route route) {
        var monitor = new Monitors.Set(ref(), PEER, PEER, route);
        monitors.add(monitor);
        return monitor;
    }

    private Monitors.Watched watched(Route route) {
        var monitor = new Monitors.Watched(ref(), PEER, new Atom("name"), route);
        monitors.add(monitor);
        return monitor;
    }

    @Test
    void firesOnce() {
        Monitors.Set monitor = set(via);
        assertThat(monitors.remove(monitor.ref())).isEqualTo(monitor);
        assertThat(monitors.remove(monitor.ref())).isNull();
        assertThat(monitors.remove(ref())).isNull();
    }

    /** A peer that guesses a reference of another peer's can do nothing with it. */
    @Test
    void firesOnlyByTheWayItWasSetOver() {
        Monitors.Set monitor = set(via);
        assertThat(monitors.fired(monitor.ref(), other)).isNull();
        assertThat(monitors.fired(monitor.ref(), via)).isEqualTo(monitor);
        assertThat(monitors.fired(monitor.ref(), via)).isNull();
        assertThat(monitors.fired(ref(), via)).isNull();
    }

    @Test
    void knowsWhoWatchesByAName() {
        Monitors.Watched byName = watched(via);
        monitors.add(new Monitors.Watched(ref(), PEER, PEER, via));
        assertThat(monitors.watchedBy(new Atom("name"))).containsExactly(byName);
        assertThat(monitors.watchedBy(new Atom("other"))).isEmpty();
    }

    @Test
    void losesWhatWasSetOverALostRoute() {
        Monitors.Set lost = set(via);
        Monitors.Set kept = set(other);
        Monitors.Watched watching = watched(other);
        Monitors.Watched gone = watched(via);
        assertThat(monitors.lost(via)).containsExactly(lost);
        assertThat(monitors.lost(via)).isEmpty();
        assertThat(monitors.lostWatched(via)).containsExactly(gone);
        assertThat(monitors.lostWatched(via)).isEmpty();
        assertThat(monitors.endSet()).containsExactly(kept);
        assertThat(monitors.endWatched()).containsExactly(watching);
    }

    @Test
    void forgetsAWatcherWhoDemonitors() {
        assertThat(monitors.removeWatched(ref(), via)).isNull();
        Monitors.Watched gone = watched(via);
        Monitors.Watched stays = watched(via);
        assertThat(monitors.removeWatched(stays.ref(), other)).isNull();
        assertThat(monitors.removeWatched(gone.ref(), via)).isEqualTo(gone);
        assertThat(monitors.removeWatched(gone.ref(), via)).isNull();
        assertThat(monitors.endWatched()).containsExactly(stays);
        assertThat(monitors.endWatched()).isEmpty();
    }

    /** With one hash code for all: a hash table would look at each when the next one comes. */
    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesAsManyReferencesAsAPeerMakesUp() {
        int count = 50_000;
        for (long i = 0; i < count; i++) {
            var ref = new Ref(new Atom("b@h"), 5, List.of(1L, i, 31 * (count - i)));
            monitors.add(new Monitors.Watched(ref, PEER, PEER, via));
        }
        assertThat(monitors.endWatched()).hasSize(count);
    }
}
