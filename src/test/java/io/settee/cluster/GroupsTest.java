package io.settee.cluster;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.cluster.Groups.Change;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermMap;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class GroupsTest {
    private static final Atom G = atom("g");
    private static final Atom H = atom("h");
    private static final Pid OURS = pid(1);
    private static final Pid THEIRS = pid(2);
    private static final Pid A = pid(10);
    private static final Pid B = pid(11);

    private final Groups groups = new Groups();

    GroupsTest() {
        groups.add(OURS);
        groups.add(THEIRS);
    }

    private static Pid pid(int id) {
        return new Pid(atom("n@h"), id, 0, 1);
    }

    @Test
    void countsHowOftenAMemberHasJoined() {
        groups.join(OURS, G, List.of(A));
        groups.join(OURS, G, List.of(A));
        groups.join(OURS, H, List.of(A));
        assertThat(groups.members(G)).containsExactly(A, A);
        assertThat(groups.groupsOf(OURS, A)).containsExactlyInAnyOrder(G, G, H);
        assertThat(groups.leave(OURS, G, List.of(A, B))).isEqualTo(new Change(false, G, List.of(A)));
        assertThat(groups.members(G)).containsExactly(A);
        assertThat(groups.leave(OURS, G, List.of(A, A)).pids()).containsExactly(A);
        assertThat(groups.all()).containsOnlyKeys(H);
    }

    @Test
    void leavesAsOftenAsAGroupIsListed() {
        groups.join(THEIRS, G, List.of(A, A, A, B));
        groups.join(THEIRS, H, List.of(A));
        assertThat(groups.leave(THEIRS, List.of(G, H, G, atom("none")), List.of(A, pid(12))))
                .containsExactly(
                        new Change(false, G, List.of(A)),
                        new Change(false, H, List.of(A)),
                        new Change(false, G, List.of(A)),
                        new Change(false, atom("none"), List.of()));
        assertThat(groups.all()).isEqualTo(Map.of(G, List.of(A, B)));
    }

    /** One message each: many groups with one hash code, many members, and each leaves each of many groups, or one group many times. */
    @Test
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void takesWhateverAPeerTells() {
        int count = 20_000;
        List<Pid> pids = IntStream.range(0, count)
                .mapToObj(i -> new Pid(A.node(), i, 31L * (count - i), 5))
                .toList();
        List<Term> names = List.copyOf(pids);
        var told = new TreeMap<Term, List<Pid>>(TermMap.keyOrder());
        told.put(G, pids);
        for (Pid name : pids) told.put(name, List.of(A));
        groups.sync(THEIRS, told);
        assertThat(groups.all()).hasSize(count + 1);
        assertThat(groups.leave(THEIRS, names, pids))
                .allMatch(change -> change.pids().isEmpty());
        assertThat(groups.leave(THEIRS, Collections.nCopies(count, G), pids)).hasSize(count);
        assertThat(groups.members(G)).isEmpty();
        assertThat(groups.sync(THEIRS, Map.of())).hasSize(count);
    }

    @Test
    void takesTheMembersOfAScopeThatIsGone() {
        groups.join(OURS, G, List.of(A));
        groups.join(THEIRS, G, List.of(B));
        assertThat(groups.members(G)).containsExactlyInAnyOrder(A, B);
        assertThat(groups.members(THEIRS, G)).containsExactly(B);
        assertThat(groups.remove(THEIRS)).containsExactly(new Change(false, G, List.of(B)));
        assertThat(groups.members(G)).containsExactly(A);
        assertThat(groups.remove(THEIRS)).isEmpty();
    }

    @Test
    void tellsWhatASyncChanges() {
        groups.sync(THEIRS, Map.of(G, List.of(A, A), H, List.of(B)));
        var changes = groups.sync(THEIRS, Map.of(G, List.of(A, B), atom("empty"), List.of()));
        assertThat(changes)
                .containsExactlyInAnyOrder(
                        new Change(false, G, List.of(A)),
                        new Change(false, H, List.of(B)),
                        new Change(true, G, List.of(B)));
        assertThat(groups.all()).isEqualTo(Map.of(G, List.of(A, B)));
        assertThat(groups.sync(THEIRS, Map.of(G, List.of(B, A)))).isEmpty();
    }

    @Test
    void knowsNothingOfAnUnknownScope() {
        assertThat(groups.leave(pid(3), G, List.of(A)).pids()).isEmpty();
        assertThat(groups.members(pid(3), G)).isEmpty();
        assertThat(groups.scopes()).containsExactlyInAnyOrder(OURS, THEIRS);
    }
}
