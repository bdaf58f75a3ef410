package io.settee.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadPausesTest {
    private final ReadPauses pauses = new ReadPauses();

    /** The numbers of those reads of one signal, from 1, that a pause followed. */
    private List<Integer> pausesAmongReadsOfOne(int reads) {
        var after = new ArrayList<Integer>();
        for (int i = 1; i <= reads; i++) if (pauses.after(1, 100) > 0) after.add(i);
        return after;
    }

    @Test
    void pausesAfterEachReadOfManySmallSignals() {
        for (int i = 0; i < 100; i++) assertThat(pauses.after(33, 3300)).isPositive();
    }

    @Test
    void pausesAfterNothingLarge() {
        for (int i = 0; i < 5000; i++) {
            assertThat(pauses.after(50, 64 * 1024)).isZero();
            assertThat(pauses.after(1, 64 * 1024)).isZero();
        }
    }

    /** Each of them waits for an answer, and while they wait nothing more comes. */
    @Test
    void pausesForNoDozenCallers() {
        for (int i = 0; i < 31; i++) assertThat(pauses.after(24, 2400)).isZero();
    }

    /** Whether more would have come can only be tried. */
    @Test
    void triesAPauseEverMoreRarelyWhileReadsFindFew() {
        assertThat(pausesAmongReadsOfOne(5 * 1024)).containsExactly(32, 96, 224, 480, 992, 2016, 3040, 4064, 5088);
    }

    @Test
    void triesSoonAgainWhenAStreamHasEnded() {
        pausesAmongReadsOfOne(5 * 1024);
        assertThat(pauses.after(50, 5000)).isPositive();
        assertThat(pausesAmongReadsOfOne(100)).containsExactly(32, 96);
    }
}
