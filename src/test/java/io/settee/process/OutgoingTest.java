package io.settee.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.term.Atom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of what is sent without waiting. */
@Timeout(30)
class OutgoingTest {
    private static final Atom B = new Atom("b@h");
    private static final Atom C = new Atom("c@h");

    private final Outgoing outgoing = new Outgoing();
    private final ConcurrentLinkedQueue<Integer> sent = new ConcurrentLinkedQueue<>();

    private static void soon(CompletableFuture<?> future) throws Exception {
        future.get(10, TimeUnit.SECONDS);
    }

    @Test
    void keepsTheOrderForEachNode() throws Exception {
        int count = 10_000;
        CompletableFuture<?> last = null;
        for (int i = 0; i < count; i++) {
            int n = i;
            last = outgoing.add(B, () -> sent.add(n));
            if (i % 100 == 0) outgoing.await(B);
        }
        soon(java.util.Objects.requireNonNull(last));
        assertThat(sent)
                .containsExactlyElementsOf(IntStream.range(0, count).boxed().toList());
    }

    @Test
    void letsANodeThatTakesLongHoldUpNobodyElse() throws Exception {
        var up = new CountDownLatch(1);
        CompletableFuture<?> slow = outgoing.add(B, up::await);
        CompletableFuture<?> behind = outgoing.add(B, () -> sent.add(1));
        soon(outgoing.add(C, () -> sent.add(0)));
        assertThat(sent).containsExactly(0);
        assertThat(outgoing.isIdle(B)).isFalse();
        assertThat(slow).isNotDone();
        up.countDown();
        soon(behind);
        assertThat(sent).containsExactly(0, 1);
    }

    @Test
    void goesOnAfterAFailureAndTellsIt() throws Exception {
        var failed = outgoing.add(B, () -> {
            throw new IllegalStateException("out of reach");
        });
        soon(outgoing.add(B, () -> sent.add(1)));
        assertThatThrownBy(() -> soon(failed)).hasMessageContaining("out of reach");
        assertThat(sent).containsExactly(1);
    }

    @Test
    void keepsBackWhatIsCancelled() throws Exception {
        var up = new CountDownLatch(1);
        outgoing.add(B, up::await);
        CompletableFuture<?> unwanted = outgoing.add(B, () -> sent.add(1));
        CompletableFuture<?> wanted = outgoing.add(B, () -> sent.add(2));
        assertThat(unwanted.cancel(false)).isTrue();
        up.countDown();
        soon(wanted);
        assertThat(sent).containsExactly(2);
    }

    /** Whoever is told that something was sent may wait for the rest: not on the thread that sends the rest. */
    @Test
    void isNotHeldUpByWhoIsTold() throws Exception {
        var all = outgoing.add(B, () -> sent.add(1)).thenRun(() -> {
            try {
                soon(outgoing.add(B, () -> sent.add(2)));
                outgoing.await(B);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        soon(all);
        assertThat(sent).containsExactlyElementsOf(List.of(1, 2));
    }

    /** Who has been told that all was sent finds nothing waiting, and may send without waiting itself. */
    @Test
    void isIdleAgainOnceItHasToldThatAllIsSent() throws Exception {
        assertThat(outgoing.isIdle(B)).isTrue();
        for (int i = 0; i < 2000; i++) {
            soon(outgoing.add(B, () -> sent.add(1)));
            assertThat(outgoing.isIdle(B)).isTrue();
        }
    }
}
