package io.settee.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.fuzz.FuzzRun.Outcome;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The hostile run, for as long as CI may take; {@code test-cluster/fuzz} does the same for longer. */
@Tag("alone")
class FuzzErlIT {
    private static final int SECONDS = Integer.getInteger("settee.fuzz.seconds", 10);

    @Test
    void standsWhatNobodyMeant() throws Exception {
        List<Outcome> outcomes = FuzzRun.run(SECONDS, FuzzRun.all());
        outcomes.forEach(System.out::println);
        assertThat(outcomes).allMatch(Outcome::stood);
    }
}
