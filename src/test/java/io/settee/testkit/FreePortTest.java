package io.settee.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FreePortTest {
    /** Programs that are given ports at the same time are not to get the same one: from some hundred ports they would. */
    @Test
    void choosesAmongThousands() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 300; i++) ports.add(FreePort.next());
        assertThat(ports).hasSizeGreaterThan(250).allMatch(port -> port >= 10_000);
    }
}
