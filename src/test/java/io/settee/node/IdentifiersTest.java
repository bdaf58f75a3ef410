package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That no pid and no reference is made twice, above all where one of their parts is full. */
class IdentifiersTest {
    private static final long IDS = 0x7fff;
    private static final long SERIALS = 1L << 32;

    private static Identifiers after(long pids, long refs) {
        return new Identifiers(NodeName.of("a@h"), new Creation(5), pids, refs);
    }

    @Test
    void countsPidsUpAsOtp23ReadsThem() {
        Identifiers fresh = after(0, 0);
        for (long id = 1; id <= IDS; id++) assertThat(fresh.nextPid()).isEqualTo(new Pid(fresh.node(), id, 0, 5));
        assertThat(fresh.nextPid()).isEqualTo(new Pid(fresh.node(), 1, 1, 5));
        assertThat(after(IDS * 8192 - 1, 0).nextPid()).isEqualTo(new Pid(fresh.node(), IDS, 8191, 5));
    }

    @Test
    void makesNoPidTwiceWhereAPartIsFull() {
        Set<Pid> seen = new HashSet<>();
        long[] starts = {0, IDS - 5, IDS * 8192 - 5, IDS * SERIALS - 5, 2 * IDS * SERIALS - 5, Long.MAX_VALUE - 10};
        for (long start : starts) {
            Identifiers identifiers = after(start, 0);
            for (int i = 0; i < 10; i++)
                assertThat(seen.add(identifiers.nextPid())).isTrue();
        }
        assertThat(seen).allSatisfy(pid -> assertThat(pid.id() & IDS).isPositive());
    }

    /** The number that a pid was spelled from: so two numbers never give the same pid. */
    @ParameterizedTest
    @ValueSource(longs = {0, IDS - 1, IDS, IDS * 8192, IDS * SERIALS - 1, IDS * SERIALS, Long.MAX_VALUE - 1})
    void spellsEachNumberInItsOwnWay(long number) {
        Pid pid = after(number, 0).nextPid();
        long serials = (pid.id() >>> 15) << 32 | pid.serial();
        assertThat(serials * IDS + (pid.id() & IDS) - 1).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, (1 << 18) - 1, 1 << 18, (1L << 50) - 1, 1L << 50, Long.MAX_VALUE - 1})
    void spellsEachReferenceInItsOwnWay(long number) {
        Ref ref = after(0, number).nextRef();
        List<Long> words = ref.words();
        assertThat(words).hasSize(3);
        assertThat(words.get(0)).isLessThan(1 << 18);
        assertThat(words.get(2) << 50 | words.get(1) << 18 | words.get(0)).isEqualTo(number + 1);
    }
}
