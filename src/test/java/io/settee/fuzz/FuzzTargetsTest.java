package io.settee.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every target with its seeds, and with some thousand that are damaged. What Jazzer finds beyond them, {@link FuzzRun} says. */
class FuzzTargetsTest {
    private static final int DAMAGED = 4000;

    static Set<String> targets() {
        return FuzzTargets.ALL.keySet();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void standsItsSeedsAndWhatIsLeftOfThemAfterDamage(String name) {
        FuzzTarget target = FuzzTargets.named(name);
        List<byte[]> seeds = target.seeds();
        assertThat(seeds).isNotEmpty();
        seeds.forEach(seed -> stands(target, seed));
        var damage = new Mutator(new SplittableRandom(1), seeds);
        for (int i = 0; i < DAMAGED; i++) stands(target, damage.next());
    }

    private static void stands(FuzzTarget target, byte[] input) {
        assertThatCode(() -> FuzzTargets.feed(target, input))
                .as(() -> HexFormat.of().formatHex(input))
                .doesNotThrowAnyException();
    }
}
