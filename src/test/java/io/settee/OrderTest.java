package io.settee;

import static io.settee.support.ErlCase.SOON;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.error.CarrierException;
import io.settee.error.EpmdException;
import io.settee.identity.NodeName;
import io.settee.process.Mailbox;
import io.settee.support.LocalCluster;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Pattern;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.Term;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * That signals from one mailbox to another arrive in the order in which they were sent, each once, or that the sender is told; by OTP's reference
 * manual, "Processes", section "Signals". Every test begins without a connection, so each covers the time in which one comes up.
 */
@Timeout(60)
class OrderTest {
    private final LocalCluster cluster = new LocalCluster();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ErlangNode here;
    private ErlangNode there;
    private Mailbox x;
    private Mailbox y;

    @BeforeEach
    void open() throws InterruptedException {
        here = cluster.node("here").start();
        there = cluster.node("there").start();
        x = here.mailbox();
        y = there.mailbox("y");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        here.close();
        there.close();
        cluster.close();
    }

    private static void expect(Mailbox box, Term message) throws InterruptedException {
        assertThat(box.receive(SOON)).contains(message);
    }

    private static void soon(Future<?> future) throws Exception {
        future.get(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    @Test
    void keepsTheOrderOfAllWaysToSend() throws Exception {
        Ref alias = y.alias();
        List<CompletableFuture<?>> futures = new ArrayList<>();
        int rounds = 500;
        for (int i = 0; i < rounds; i++) {
            futures.add(x.sendAsync(y.self(), integer(6L * i)));
            futures.add(x.sendAsync("y", there.name(), integer(6L * i + 1)));
            futures.add(x.sendAsync(alias, integer(6L * i + 2)));
            x.send("y", there.name(), integer(6L * i + 3));
            x.send(y.self(), integer(6L * i + 4));
            x.send(alias, integer(6L * i + 5));
        }
        for (int i = 0; i < 6 * rounds; i++) expect(y, integer(i));
        for (CompletableFuture<?> future : futures) soon(future);
        assertThat(y.receive(java.time.Duration.ZERO)).isEmpty();
    }

    @Test
    void letsNoOtherSignalOvertakeAMessage() throws Exception {
        y.trapExits(true);
        x.trapExits(true);
        Term large = binary(new byte[1_000_000]);
        for (int i = 0; i < 20; i++) {
            x.sendAsync(y.self(), large);
            x.sendAsync(y.self(), integer(i));
            x.exit(y.self(), integer(i));
            x.sendAsync(y.self(), integer(-i));
            x.link(y.self());
            x.unlink(y.self());
            assertThat(y.receive(SOON).orElseThrow()).isInstanceOf(Binary.class);
            expect(y, integer(i));
            expect(y, tuple(atom("EXIT"), x.self(), integer(i)));
            expect(y, integer(-i));
        }
        x.link(y.self());
        soon(x.sendAsync(y.self(), atom("last")));
        x.close(atom("done"));
        expect(y, atom("last"));
        expect(y, tuple(atom("EXIT"), x.self(), atom("done")));
    }

    /** Large ones go in fragments, between which other packets may go. */
    @Test
    void keepsTheOrderOfThreadsThatTakeTurnsWithOneMailbox() throws Exception {
        int count = 600;
        var turns = List.of(new Semaphore(1), new Semaphore(0), new Semaphore(0));
        List<Future<?>> done = new ArrayList<>();
        for (int t = 0; t < turns.size(); t++) {
            int first = t;
            done.add(threads.submit(() -> {
                for (int i = first; i < count; i += turns.size()) {
                    turns.get(first).acquire();
                    x.send(y.self(), tuple(integer(i), binary(new byte[i % 7 == 0 ? 300_000 : 10])));
                    turns.get((first + 1) % turns.size()).release();
                }
                return null;
            }));
        }
        Future<?> noise = threads.submit(() -> {
            try (Mailbox other = here.mailbox()) {
                while (!Thread.interrupted()) other.send("nobody", there.name(), binary(new byte[100_000]));
            }
            return null;
        });
        for (int i = 0; i < count; i++) {
            assertThat(y.receive(Pattern.of("{N, _}"), SOON).orElseThrow().get("N"))
                    .isEqualTo(integer(i));
        }
        for (Future<?> one : done) soon(one);
        noise.cancel(true);
    }

    /** All begin at once, so both sides dial. */
    @Test
    void keepsTheOrderOfBothSidesWhoeverConnects() throws Exception {
        int senders = 10;
        int each = 300;
        try (Mailbox hither = here.mailbox("sink");
                Mailbox thither = there.mailbox("sink")) {
            for (int s = 0; s < senders; s++) {
                Int id = integer(s);
                for (ErlangNode from : List.of(here, there)) {
                    NodeName to = from.equals(here) ? there.name() : here.name();
                    threads.submit(() -> {
                        try (Mailbox box = from.mailbox()) {
                            for (int i = 0; i < each; i++) box.send("sink", to, tuple(id, integer(i)));
                        }
                        return null;
                    });
                }
            }
            for (Mailbox sink : List.of(hither, thither)) {
                int[] next = new int[senders];
                for (int i = 0; i < senders * each; i++) {
                    var message = sink.receive(Pattern.of("{S, N}"), SOON).orElseThrow();
                    int sender = (int) ((Int) message.get("S")).longValue();
                    assertThat(message.get("N")).isEqualTo(integer(next[sender]++));
                }
            }
        }
    }

    @Test
    void tellsByTheFutureThatNothingCouldBeSent() throws Exception {
        CompletableFuture<?> nowhere = x.sendAsync("y", NodeName.of("nowhere@127.0.0.1"), atom("lost"));
        CompletableFuture<?> odd = x.sendAsync(new Pid(atom("no name"), 1, 0, 1), atom("lost"));
        soon(x.sendAsync(y.self(), atom("fine")));
        expect(y, atom("fine"));
        assertThatThrownBy(() -> soon(nowhere))
                .hasCauseInstanceOf(EpmdException.class)
                .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> soon(odd)).hasMessageContaining("no way leads to");
        x.close();
        CompletableFuture<?> closed = x.sendAsync(y.self(), atom("late"));
        assertThatThrownBy(() -> soon(closed)).hasCauseInstanceOf(IllegalStateException.class);
        assertThat(y.receive(java.time.Duration.ZERO)).isEmpty();
    }

    @Test
    void trySendFailsAsSendDoesWhereNoWayLeads() {
        var odd = new Pid(atom("no name"), 1, 0, 1);
        for (ThrowingCallable attempt :
                List.<ThrowingCallable>of(() -> x.send(odd, atom("lost")), () -> x.trySend(odd, atom("lost")))) {
            assertThatThrownBy(attempt).isInstanceOf(CarrierException.class).hasMessageContaining("no way leads to");
        }
    }

    @Test
    void countsWhatIsForNobody() throws Exception {
        Mailbox gone = there.mailbox();
        gone.close();
        x.send(gone.self(), atom("to the dead"));
        x.send("nobody", there.name(), atom("to nobody"));
        x.send(there.newRef(), atom("to no alias"));
        x.send("nobody", atom("here"));
        x.send(y.self(), atom("last"));
        expect(y, atom("last"));
        assertThat(there.droppedMessages()).isEqualTo(3);
        assertThat(here.droppedMessages()).isEqualTo(1);
        Pid former = new Pid(y.self().node(), 1, 0, y.self().creation() + 1);
        x.send(former, atom("to a former incarnation"));
        assertThat(here.droppedMessages()).isEqualTo(2);
        assertThat(there.ignoredSignals() + here.ignoredSignals()).isZero();
    }
}
