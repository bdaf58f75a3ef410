package io.settee.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.control.Signal;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Terms;
import org.junit.jupiter.api.Test;

class WireLogTest {
    private static final Pid PID = new Pid(new Atom("a@h"), 9, 0, 5);

    @Test
    void namesTheSignalAndItsParts() {
        assertThat(WireLog.text(new Signal.SendNamed(PID, new Atom("x"), Terms.tuple(Terms.atom("hello"), PID), null)))
                .isEqualTo("SendNamed sender=" + PID + ", to=x, message={hello," + PID + "}");
        assertThat(WireLog.text(new Signal.Unlink(7, PID, PID))).isEqualTo("Unlink id=7, from=" + PID + ", to=" + PID);
    }

    @Test
    void cutsLongTerms() {
        String line = WireLog.text(new Signal.Send(PID, PID, Terms.binary("x".repeat(10_000_000)), null));
        assertThat(line).hasSizeLessThan(400).contains("message=<<\"xxx").endsWith("…");
    }
}
