package io.settee.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.testkit.ErlNode;

/** The connections of a real node as it sees them: that one has ended it learns a moment after us, and until then its ping goes into the old one. */
public final class Connections {
    private Connections() {}

    /** Waits until it is connected to nobody. */
    public static void awaitNone(ErlNode erl) {
        await(erl, "nodes(connected) =:= []");
    }

    /** Waits until it is not connected to this node. */
    public static void awaitEnd(ErlNode erl, String to) {
        await(erl, "not lists:member('" + to + "', nodes(connected))");
    }

    private static void await(ErlNode erl, String gone) {
        assertThat(erl.eval(
                        "(fun Gone() -> case " + gone + " of true -> gone; false -> timer:sleep(1), Gone() end end)()"))
                .isEqualTo("gone");
    }
}
