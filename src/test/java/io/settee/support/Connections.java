package io.settee.support;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.testkit.ErlNode;

/** The connections of a real node as it sees them: that one has ended it learns a moment after us, and until then its ping goes into the old one. */
public final class Connections {
    private Connections() {}

    /** Waits until it is connected to nobody. */
    public static void awaitNone(ErlNode erl) {
        assertThat(erl.eval(
                        "(fun Gone() -> case nodes(connected) of [] -> gone; _ -> timer:sleep(1), Gone() end end)()"))
                .isEqualTo("gone");
    }

    /** Waits until it is not connected to this node. */
    public static void awaitEnd(ErlNode erl, String to) {
        assertThat(erl.eval("(fun Gone() -> case lists:member('" + to
                        + "', nodes(connected)) of true -> timer:sleep(1), Gone(); false -> gone end end)()"))
                .isEqualTo("gone");
    }
}
