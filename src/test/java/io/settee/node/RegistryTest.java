package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.control.Signal;
import io.settee.identity.Creation;
import io.settee.identity.NodeName;
import io.settee.term.Pid;
import org.junit.jupiter.api.Test;

class RegistryTest {
    private static final NodeName NAME = NodeName.of("a@h");

    private final Identifiers identifiers = new Identifiers(NAME, new Creation(6));
    private final Registry registry = new Registry(identifiers);

    private record Resident(Pid self) implements Recipient {
        @Override
        public void signal(Signal signal, Route via) {}

        @Override
        public void lost(Route via) {}

        @Override
        public void nodeClosed() {}
    }

    /** A node that is given its names may lose one between making a pid and adding who has it. */
    @Test
    void letsNobodyOfAnEarlierIncarnationTakeAPlace() {
        var here = new Resident(identifiers.nextPid());
        var late = new Resident(new Identifiers(NAME, new Creation(5)).nextPid());
        registry.add(here);
        assertThatThrownBy(() -> registry.add(late))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the node has lost the name under which it made " + late.self());
        registry.remove(late);
        assertThat(registry.find(here.self())).contains(here);
    }
}
