package io.settee.process;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.settee.ErlangNode;
import io.settee.control.Signal;
import io.settee.node.Recipient;
import io.settee.node.Route;
import io.settee.support.LocalCluster;
import io.settee.support.SilentRoute;
import io.settee.term.Binary;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A process, its end, and the ways on which it has links and monitors. */
@Timeout(30)
class LocalProcessTest {
    private static final Pid FAR = new Pid(atom("far@h"), 1, 0, 5);
    private static final Ref REF = new Ref(atom("far@h"), 5, List.of(1L, 2L, 3L));

    /** Knows whom it would tell of its end. */
    private static final class Way implements SilentRoute {
        private final Set<Recipient> attached = new HashSet<>();

        @Override
        public boolean attach(Recipient recipient) {
            return attached.add(recipient);
        }

        @Override
        public void detach(Recipient recipient) {
            attached.remove(recipient);
        }
    }

    private final LocalCluster cluster = new LocalCluster();
    private final Way way = new Way();
    private final Way otherWay = new Way();
    private ErlangNode node;
    private LocalProcess process;

    @BeforeEach
    void start() throws InterruptedException {
        node = cluster.node("node").start();
        process = node.mailbox().process();
    }

    @AfterEach
    void stop() {
        node.close();
        cluster.close();
    }

    private void isMonitoredFor(Route via) {
        process.signal(new Signal.Monitor(FAR, process.self(), REF), via);
        process.signal(new Signal.Demonitor(FAR, process.self(), REF), via);
    }

    @Test
    void isForgottenAtItsEndByTheWaysOnWhichNothingWasLeft() {
        isMonitoredFor(way);
        process.signal(new Signal.Link(FAR, process.self()), otherWay);
        process.signal(new Signal.Unlink(7, FAR, process.self()), otherWay);
        assertThat(way.attached).containsExactly(process);
        assertThat(otherWay.attached).containsExactly(process);
        process.finish(process.self(), atom("normal"));
        assertThat(way.attached).isEmpty();
        assertThat(otherWay.attached).isEmpty();
    }

    @Test
    void isForgottenAtItsEndWithWhatIsLeft() {
        process.signal(new Signal.Monitor(FAR, process.self(), REF), way);
        process.trapExits(true);
        process.signal(new Signal.Link(FAR, process.self()), otherWay);
        process.finish(process.self(), atom("normal"));
        assertThat(way.attached).isEmpty();
        assertThat(otherWay.attached).isEmpty();
    }

    @Test
    void isAttachedAgainToAWayWhoseLossItWasTold() {
        isMonitoredFor(way);
        way.detach(process);
        process.lost(way);
        isMonitoredFor(way);
        assertThat(way.attached).containsExactly(process);
        isMonitoredFor(otherWay);
        otherWay.detach(process);
        process.lost(otherWay);
        isMonitoredFor(otherWay);
        assertThat(otherWay.attached).containsExactly(process);
    }

    /** It is a peer's, and may be megabytes. */
    @Test
    void showsTheBeginningOfALongReason() {
        var reason = Binary.of("why".repeat(1_000_000));
        process.signal(new Signal.Exit2(FAR, process.self(), reason, null), way);
        Throwable killed = catchThrowable(process::checkAlive);
        assertThat(killed)
                .isInstanceOfSatisfying(
                        ExitException.class, e -> assertThat(e.reason()).isEqualTo(reason));
        assertThat(killed.getMessage())
                .startsWith("ended by an exit signal from " + FAR + ": <<\"whywhy")
                .hasSizeLessThan(300);
        try (Mailbox closed = node.mailbox()) {
            closed.close(reason);
            assertThat(catchThrowable(closed::receive).getMessage())
                    .contains(" is closed: <<\"whywhy")
                    .hasSizeLessThan(300);
        }
    }
}
