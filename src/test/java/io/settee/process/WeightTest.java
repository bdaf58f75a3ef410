package io.settee.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Binary;
import io.settee.term.Term;
import io.settee.term.TermList;
import org.junit.jupiter.api.Test;

class WeightTest {
    @Test
    void isThatOfItsBytesForABinary() {
        assertThat(Weight.of(Binary.copyOf(new byte[1_000_000]))).isBetween(1_000_000L, 1_000_100L);
    }

    @Test
    void takesTermsThatNestDeeperThanAnyStack() {
        Term deep = TermList.NIL;
        for (int i = 0; i < 100_000; i++) deep = TermList.of(deep);
        assertThat(Weight.of(deep)).isGreaterThan(4_000_000);
    }
}
