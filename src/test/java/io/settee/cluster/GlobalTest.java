package io.settee.cluster;

import static io.settee.term.Terms.atom;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.ErlangNode;
import io.settee.call.Gen;
import io.settee.call.NoProcessException;
import io.settee.support.LocalCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Global names on a node that is alone. */
@Timeout(60)
class GlobalTest {
    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode alone;

    @BeforeEach
    void open() throws InterruptedException {
        alone = cluster.node("alone").start();
    }

    @AfterEach
    void close() {
        alone.close();
        cluster.close();
    }

    /** To a BEAM that is alone, too, no process has the name: {@code noproc}. */
    @Test
    void callsNoProcessWhileNobodyCanBeAskedForIt() {
        Gen adder = alone.global().gen("adder");
        String why = alone.name()
                + ": call to {global,adder}: cannot look up the global name adder: no node is connected that could be asked; "
                + "connect to a member of the cluster first (noproc)";
        assertThatThrownBy(() -> adder.call(atom("add")))
                .isInstanceOf(NoProcessException.class)
                .hasMessage(why);
        assertThatThrownBy(() -> adder.cast(atom("add")))
                .isInstanceOf(NoProcessException.class)
                .hasMessage(why);
        assertThatThrownBy(() -> adder.callAsync(atom("add")).get(10, SECONDS))
                .cause()
                .isInstanceOf(NoProcessException.class)
                .hasMessage(why);
    }

    @Test
    void saysWhyANameCannotBeLookedUp() {
        assertThatThrownBy(() -> alone.global().whereis("adder"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "cannot look up the global name adder: no node is connected that could be asked; connect to a "
                                + "member of the cluster first");
    }
}
