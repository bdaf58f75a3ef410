package io.settee.codec;

import static io.settee.term.Terms.atom;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.term.Atom;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentAtomsTest {
    private static final int TIMES = 8;

    private final SentAtoms atoms = new SentAtoms();

    private boolean numbersWithin(Atom atom, int sightings) {
        for (int i = 0; i < sightings; i++) if (atoms.entry(atom) != null) return true;
        return false;
    }

    @Test
    void numbersAnAtomThatComesAgainAndAgain() {
        assertThat(numbersWithin(atom("often"), TIMES - 1)).isFalse();
        assertThat(numbersWithin(atom("often"), 1)).isTrue();
    }

    @Test
    void numbersNoneOfManyThatComeOnceOrTwice() {
        for (int i = 0; i < 200_000; i++)
            assertThat(atoms.entry(atom("once" + i))).isNull();
        for (int i = 0; i < 20_000; i++) {
            assertThat(atoms.entry(atom("twice" + i))).isNull();
            assertThat(atoms.entry(atom("twice" + i))).isNull();
        }
    }

    @Test
    void numbersFrequentAtomsAmongAStreamOfRareOnes() {
        int tags = 60;
        for (int message = 0; message < 2000; message++) {
            for (int tag = 0; tag < tags; tag++) atoms.entry(atom("tag" + tag));
            for (int rare = 0; rare < 10; rare++) atoms.entry(atom("rare" + message + "_" + rare));
        }
        for (int tag = 0; tag < tags; tag++)
            assertThat(atoms.entry(atom("tag" + tag))).as("tag %d", tag).isNotNull();
    }

    @Test
    void keepsANumberForEverAndGivesNoneTwice() {
        Set<Integer> indices = new HashSet<>();
        for (int i = 0; i < 2 * SentAtoms.MOST; i++) {
            Atom atom = atom("atom" + i);
            if (!numbersWithin(atom, 100)) continue;
            SentAtoms.Entry entry = requireNonNull(atoms.entry(atom));
            indices.add(entry.index);
        }
        assertThat(indices).hasSize(SentAtoms.MOST);
        assertThat(Collections.max(indices)).isEqualTo(SentAtoms.MOST - 1);
        assertThat(atoms.entry(atom("atom0")))
                .isNotNull()
                .extracting(e -> e.index)
                .isEqualTo(0);
        assertThat(numbersWithin(atom("late"), 1000)).isFalse();
    }
}
