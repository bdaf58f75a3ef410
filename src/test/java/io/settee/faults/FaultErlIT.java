package io.settee.faults;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fault run, for as long as CI may take; {@code test-cluster/faults} does the same for longer. */
@Tag("alone")
class FaultErlIT {
    private static final int SECONDS = Integer.getInteger("settee.faults.seconds", 40);

    @Test
    void losesNothingWithoutAWord() throws Exception {
        assertThat(FaultRun.run(SECONDS, Long.getLong("settee.faults.seed", System.nanoTime()), 20))
                .isZero();
    }
}
