package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.node.NodeEvent;
import io.settee.node.PeerInfo;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.LocalCluster;
import io.settee.term.Pattern;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large signals from those who cannot wait for the peer to take them. */
@Timeout(60)
class LargeMessageTest {
    /** 5 MB, most of it not in binaries. */
    private static final Term REASON =
            tuple(atom("why"), new TermList(Collections.nCopies(900_000, integer(1000))), binary(new byte[500_000]));

    private final LocalCluster cluster = new LocalCluster();
    private ErlangNode a;
    private ErlangNode b;

    @BeforeEach
    void start() throws InterruptedException {
        a = cluster.node("a").start();
        b = cluster.node("b").start();
        a.connect(b.name().toString());
    }

    @AfterEach
    void stop() {
        a.close();
        b.close();
        cluster.close();
    }

    private long queued() {
        return a.statistics(b.name().toString()).queuedBytes();
    }

    @Test
    void tryingToSendSaysNoIfTheMessageWouldHaveToWaitForThePeerHalfway() throws Exception {
        try (Mailbox here = a.mailbox();
                Mailbox there = b.mailbox("there")) {
            for (Term large : new Term[] {
                binary(new byte[1_048_600]),
                binary(new byte[200_000_000]),
                new TermList(Collections.nCopies(300_000, integer(1000)))
            }) {
                assertThat(here.trySend(there.self(), large)).isFalse();
            }
            assertThat(here.trySend(there.self(), binary(new byte[1_000_000]))).isTrue();
            assertThat(there.receive(SOON)).contains(binary(new byte[1_000_000]));
            assertThat(a.statistics(b.name().toString()).messagesOut()).isEqualTo(1);
        }
    }

    @Test
    void exitReasonsWaitForThePeerInsteadOfTheirSender() throws Exception {
        int monitors = 20;
        try (Mailbox dying = a.mailbox("dying");
                Mailbox watching = b.mailbox();
                Mailbox linked = b.mailbox()) {
            linked.trapExits(true);
            linked.link(dying.self());
            Set<Ref> refs = new HashSet<>();
            for (int i = 0; i < monitors; i++) refs.add(watching.monitor("dying", a.name()));
            assertThat(b.ping(a.name().toString(), SOON)).isTrue();
            dying.close(REASON);
            // The whole would be 100 MB. What is queued is what may be, and the fragment that found room.
            long most = 0;
            for (int i = 0; i < monitors; i++) {
                most = Math.max(most, queued());
                Ref ref = (Ref) watching.receive(
                                Pattern.of("{'DOWN', R, process, _, Reason}").with("Reason", REASON), SOON)
                        .orElseThrow()
                        .get("R");
                assertThat(refs.remove(ref)).isTrue();
            }
            assertThat(most).isLessThan(2_000_000);
            assertThat(linked.receive(SOON)).contains(tuple(atom("EXIT"), dying.self(), REASON));
        }
    }

    @Test
    void whatWaitsWhenTheConnectionEndsIsCounted() throws Exception {
        int monitors = 20;
        try (Mailbox sender = a.mailbox();
                Mailbox dying = a.mailbox("dying");
                Mailbox watching = b.mailbox();
                Mailbox full = b.mailbox("full", Bound.pausing(1))) {
            for (int i = 0; i < monitors; i++) watching.monitor("dying", a.name());
            assertThat(b.ping(a.name().toString(), SOON)).isTrue();
            // From here on b reads no more.
            while (sender.trySend(full.self(), binary(new byte[60_000]))) Thread.onSpinWait();
            var events = ErlCase.events(a);
            dying.close(REASON);
            await().atMost(SOON).until(() -> queued() > 0);
            a.disconnect(b.name().toString());
            PeerInfo end = events.next(NodeEvent.PeerDown.class).peer();
            // All of them, the one that had begun included, and what the system had not taken before.
            assertThat(end.messagesUnsent()).isBetween((long) monitors, end.messagesOut());
            while (!b.peers().isEmpty()) full.receive(Duration.ofMillis(10));
            // What was handed to the system may be lost there, but nothing that arrived is called unsent.
            assertThat(b.statistics(a.name().toString()).messagesIn())
                    .isBetween(1L, end.messagesOut() - end.messagesUnsent());
        }
    }
}
