package io.settee.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.control.Signal;
import io.settee.term.Atom;
import io.settee.term.Pid;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LargeAnswersTest {
    private static final Pid PID = new Pid(new Atom("a@h"), 1, 0, 5);

    @Test
    void goOnAfterOneThatCouldNotBeSent() throws Exception {
        BlockingQueue<Signal> sent = new LinkedBlockingQueue<>();
        var answers = new LargeAnswers("b@h", signal -> {
            if (signal instanceof Signal.Link) throw new StackOverflowError("of a test");
            if (signal instanceof Signal.UnlinkOld) throw new IllegalArgumentException("too large");
            return sent.add(signal);
        });
        answers.add(new Signal.Link(PID, PID));
        answers.add(new Signal.UnlinkOld(PID, PID));
        var last = new Signal.GroupLeader(PID, PID);
        answers.add(last);
        assertThat(sent.poll(10, TimeUnit.SECONDS)).isEqualTo(last);
    }
}
