package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import org.junit.jupiter.api.Test;

class GateTest {
    private static NodeName peer(int n) {
        return NodeName.of("n" + n + "@h");
    }

    @Test
    void refusesToConnectOnceMoreBySendingAlone() {
        var gate = new Gate(ConnectRules.DEFAULT.withAuto(AutoConnect.ONCE));
        assertThat(gate.refusal(peer(1), true)).isEmpty();
        gate.lost(peer(1));
        assertThat(gate.refusal(peer(1), true).orElseThrow())
                .hasMessageContaining("its connection was lost, and dist_auto_connect is once");
        assertThat(gate.refusal(peer(1), false)).isEmpty();
        assertThat(gate.refusal(peer(2), true)).isEmpty();
    }

    /** Names that are lent are never the same again. */
    @Test
    void remembersABoundedNumberOfThoseItHasLost() {
        var gate = new Gate(ConnectRules.DEFAULT.withAuto(AutoConnect.ONCE));
        int bound = 10_000;
        for (int i = 0; i <= bound; i++) {
            gate.lost(peer(i));
            gate.lost(peer(1));
        }
        assertThat(gate.refusal(peer(0), true)).isEmpty();
        for (int i : new int[] {1, 2, bound})
            assertThat(gate.refusal(peer(i), true)).as("peer %s", i).isPresent();
    }
}
