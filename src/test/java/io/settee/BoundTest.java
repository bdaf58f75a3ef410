package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.settee.node.NodeEvent;
import io.settee.process.Bound;
import io.settee.process.Mailbox;
import io.settee.support.ErlCase;
import io.settee.support.LocalCluster;
import io.settee.term.Binary;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mailboxes in which only so many messages may wait. */
@Timeout(60)
class BoundTest {
    /** As many times as it is sent, it is more than the system takes into the buffers of a connection: on Linux up to 32 MB. */
    private static final Term LOAD = Binary.copyOf(new byte[4000]);

    /** The buffers of a connection's two sockets may grow to some 40 MB. */
    private static final int MORE_THAN_SOCKETS_HOLD = 100_000;

    private final LocalCluster cluster = new LocalCluster();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ErlangNode near;
    private ErlangNode far;

    @BeforeEach
    void open() throws InterruptedException {
        near = cluster.node("near").start();
        far = cluster.node("far").start();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        near.close();
        far.close();
        cluster.close();
    }

    /** Sends numbered messages until it has sent all; counts them. */
    private Future<?> flood(ErlangNode from, String to, int count, AtomicInteger sent) {
        return threads.submit(() -> {
            try (Mailbox sender = from.mailbox()) {
                while (sent.get() < count) {
                    sender.send(to, near.name(), tuple(integer(sent.get()), LOAD));
                    sent.incrementAndGet();
                }
            }
            return null;
        });
    }

    private static void settles(AtomicInteger sent) {
        var seen = new AtomicInteger(-1);
        await().pollInterval(Duration.ofMillis(300))
                .atMost(SOON)
                .until(() -> sent.get() > 0 && seen.getAndSet(sent.get()) == sent.get());
    }

    @Test
    void makesAPeerWaitAndLosesNothing() throws Exception {
        int count = MORE_THAN_SOCKETS_HOLD;
        var sent = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.pausing(100))) {
            var events = ErlCase.events(near);
            Future<?> sender = flood(far, "full", count, sent);
            settles(sent);
            assertThat(sender.isDone()).isFalse();
            assertThat(full.size()).isBetween(100, 3000);
            assertThat(events.next(NodeEvent.MailboxFull.class))
                    .isEqualTo(new NodeEvent.MailboxFull(full.self(), 100, false));
            int tried = 0;
            try (Mailbox trying = far.mailbox()) {
                // The sender waits for a good deal of room; a little there may be.
                while (trying.trySend("full", near.name(), LOAD))
                    assertThat(++tried).isLessThan(10_000);
            }

            for (int i = 0; i < count; ) {
                Term next = full.receive(SOON).orElseThrow();
                if (next.equals(LOAD)) tried--;
                else assertThat(next).isEqualTo(tuple(integer(i++), LOAD));
            }
            while (tried-- > 0) assertThat(full.receive(SOON)).contains(LOAD);
            sender.get(10, TimeUnit.SECONDS);
            assertThat(full.droppedMessages()).isZero();
        }
    }

    @Test
    void leavesOtherPeersAndTheOtherDirectionAlone() throws Exception {
        var sent = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.pausing(100));
                Mailbox open = near.mailbox("open");
                Mailbox there = far.mailbox("there");
                ErlangNode third = cluster.node("third").start();
                Mailbox guest = third.mailbox()) {
            Future<?> sender = flood(far, "full", MORE_THAN_SOCKETS_HOLD, sent);
            settles(sent);
            guest.send("open", near.name(), atom("hello"));
            assertThat(open.receive(SOON)).contains(atom("hello"));
            open.send("there", far.name(), atom("hello"));
            assertThat(there.receive(SOON)).contains(atom("hello"));
            assertThat(sender.isDone()).isFalse();
        }
    }

    @Test
    void letsAPeerGoOnWhenTheFullMailboxEnds() throws Exception {
        var sent = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.pausing(100))) {
            Future<?> sender = flood(far, "full", 30_000, sent);
            settles(sent);
            full.close();
            sender.get(10, TimeUnit.SECONDS);
        }
        await().atMost(SOON).until(() -> near.droppedMessages() > 25_000);
    }

    @Test
    void holdsAsManyPeersAsFillIt() throws Exception {
        var fromFar = new AtomicInteger();
        var fromThird = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.pausing(100));
                ErlangNode third = cluster.node("third").start()) {
            Future<?> one = flood(far, "full", 15_000, fromFar);
            Future<?> two = flood(third, "full", 15_000, fromThird);
            settles(fromFar);
            settles(fromThird);
            for (int i = 0; i < 30_000; i++) assertThat(full.receive(SOON)).isPresent();
            one.get(10, TimeUnit.SECONDS);
            two.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void dropsAndSaysSoIfThatIsItsPolicy() throws Exception {
        int count = 5000;
        var sent = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.dropping(100))) {
            var events = ErlCase.events(near);
            flood(far, "full", count, sent).get(20, TimeUnit.SECONDS);
            await().atMost(SOON).until(() -> full.droppedMessages() + full.size() == count);
            assertThat(full.size()).isEqualTo(100);
            assertThat(events.next(NodeEvent.MailboxFull.class))
                    .isEqualTo(new NodeEvent.MailboxFull(full.self(), 100, true));
            for (int i = 0; i < 100; i++) {
                assertThat(full.receive(Pattern.of("{N, _}"), SOON)
                                .orElseThrow()
                                .get("N"))
                        .isEqualTo(integer(i));
            }
            try (Mailbox sender = far.mailbox()) {
                sender.send("full", near.name(), atom("again"));
            }
            assertThat(full.receive(SOON)).contains(atom("again"));
        }
    }

    @Test
    void countsBytesIfTheyAreBoundToo() throws Exception {
        Term large = Binary.copyOf(new byte[100_000]);
        try (Mailbox full = near.mailbox("full", Bound.dropping(1000).withBytes(350_000));
                Mailbox sender = far.mailbox()) {
            for (int i = 0; i < 5; i++) sender.send("full", near.name(), tuple(integer(i), large));
            sender.send("full", near.name(), atom("small"));
            await().atMost(SOON).until(() -> full.size() + full.droppedMessages() == 6);
            for (int i = 0; i < 3; i++) {
                Term number =
                        full.receive(Pattern.of("{N, _}"), SOON).orElseThrow().get("N");
                assertThat(number).isEqualTo(integer(i));
            }
            assertThat(full.receive(SOON)).contains(atom("small"));
            assertThat(full.droppedMessages()).isEqualTo(2);
            assertThat(full.size()).isZero();
            // All that was counted in has been counted out, by selective receive and by dropping, too.
            for (int round = 0; round < 20; round++) {
                sender.send("full", near.name(), tuple(atom("a"), large));
                sender.send("full", near.name(), tuple(atom("b"), large));
                assertThat(full.receive(Pattern.of("{b, _}"), SOON)).isPresent();
                assertThat(full.receive(Pattern.of("{a, _}"), SOON)).isPresent();
            }
            assertThat(full.droppedMessages()).isEqualTo(2);
        }
    }

    @Test
    void letsALargeMessageIntoAnEmptyMailboxAndMakesSendersWaitForItsBytes() throws Exception {
        Term large = Binary.copyOf(new byte[2_000_000]);
        try (Mailbox full = near.mailbox("full", Bound.pausing(1000).withBytes(1_000_000));
                Mailbox box = near.mailbox()) {
            box.send(full.self(), large);
            assertThat(full.size()).isEqualTo(1);
            assertThat(box.trySend(full.self(), atom("small"))).isFalse();
            Future<?> sender = threads.submit(() -> {
                box.send(full.self(), atom("small"));
                return null;
            });
            assertThat(full.receive(SOON).orElseThrow().equals(large)).isTrue();
            sender.get(10, TimeUnit.SECONDS);
            assertThat(full.receive(SOON)).contains(atom("small"));
        }
    }

    @Test
    void makesSendersOnItsOwnNodeWait() throws Exception {
        var sent = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.pausing(10));
                Mailbox box = near.mailbox()) {
            Future<?> sender = flood(near, "full", 15, sent);
            settles(sent);
            assertThat(sent.get()).isEqualTo(10);
            assertThat(box.trySend(full.self(), LOAD)).isFalse();
            // It would wait for itself.
            full.send(full.self(), atom("note"));
            assertThat(full.size()).isEqualTo(11);
            for (int i = 0; i < 6; i++) full.receive();
            sender.get(10, TimeUnit.SECONDS);
            assertThat(full.size()).isEqualTo(10);
        }
    }

    @Test
    void endsTheWaitOfSendersWhenItEnds() throws Exception {
        var sent = new AtomicInteger();
        try (Mailbox full = near.mailbox("full", Bound.pausing(10))) {
            Future<?> sender = flood(near, "full", 20, sent);
            settles(sent);
            full.close();
            sender.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void triesWithoutWaitingForAConnectionEither() throws Exception {
        try (Mailbox box = far.mailbox();
                Mailbox target = near.mailbox("target")) {
            assertThat(box.trySend("target", near.name(), atom("early"))).isFalse();
            await().atMost(SOON).until(() -> box.trySend("target", near.name(), atom("hello")));
            assertThat(target.receive(SOON)).contains(atom("hello"));
            assertThat(box.trySend(target.self(), atom("again"))).isTrue();
            assertThat(target.receive(SOON)).contains(atom("again"));
            Future<?> nobody = threads.submit(() -> {
                far.connect("nobody@127.0.0.1");
                return null;
            });
            assertThat(box.trySend("target", io.settee.identity.NodeName.of("nobody@127.0.0.1"), LOAD))
                    .isFalse();
            assertThatThrownBy(() -> nobody.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
        }
    }
}
