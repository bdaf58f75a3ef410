package io.settee.export;

import static io.settee.term.Terms.atom;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.ErlangNode;
import io.settee.control.Signal;
import io.settee.identity.NodeName;
import io.settee.node.Node;
import io.settee.process.ProcessBody;
import io.settee.process.ProcessStart;
import io.settee.support.LocalCluster;
import io.settee.support.SilentRoute;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.TermList;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that can have no process any more, since the node is closed; one that has lost the name it was given makes none either. */
@Timeout(30)
class AdmittedCallTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pid CALLER = new Pid(atom("far@h"), 1, 0, 5);
    private static final Ref REQUEST = new Ref(atom("far@h"), 5, List.of(1L, 2L, 3L));

    /** The way from the caller. */
    private static final class Way implements SilentRoute {
        @Override
        public Optional<NodeName> peer() {
            return Optional.of(NodeName.of("far@h"));
        }
    }

    private final LocalCluster cluster = new LocalCluster();
    private final AtomicInteger running = new AtomicInteger();
    private ErlangNode node;
    private Node core;

    @BeforeEach
    void start() throws InterruptedException {
        node = cluster.node("node").start();
        core = ProcessStart.linked(node.mailbox()).node();
    }

    @AfterEach
    void stop() {
        node.close();
        cluster.close();
    }

    @Test
    void countsAsRunningNoLonger() {
        var exporter = new Exporter(core);
        node.close();
        exporter.spawn(
                new Signal.SpawnRequest(
                        REQUEST, CALLER, CALLER, atom("m"), atom("f"), 0, TermList.NIL, TermList.NIL, null),
                new Way());
        assertThat(exporter.statistics().running()).isZero();
    }

    private AdmittedCall call(ProcessBody body) {
        running.incrementAndGet();
        return new AdmittedCall(body, running::decrementAndGet);
    }

    @Test
    void keepsNoOthersWaitingForTheirTurn() throws Exception {
        var turns = new InTurn();
        var begun = new CountDownLatch(1);
        turns.add(ProcessStart.on(core), call(self -> {
            begun.countDown();
            self.receive();
        }));
        for (int i = 0; i < 20_000; i++) turns.add(ProcessStart.on(core), call(self -> {}));
        begun.await();
        assertThat(running.get()).isEqualTo(20_001);
        node.close();
        await().atMost(SOON).until(() -> running.get() == 0);
        turns.add(ProcessStart.on(core), call(self -> {}));
        await().atMost(SOON).until(() -> running.get() == 0);
    }
}
