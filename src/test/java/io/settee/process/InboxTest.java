package io.settee.process;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.term.Int;
import io.settee.term.Match;
import io.settee.term.Pattern;
import io.settee.term.Term;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class InboxTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Inbox inbox = new Inbox(null);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void givesMessagesInTheirOrder() throws Exception {
        for (int i = 0; i < 100; i++) inbox.put(integer(i));
        assertThat(inbox.size()).isEqualTo(100);
        for (int i = 0; i < 100; i++) assertThat(inbox.take(null)).contains(integer(i));
        assertThat(inbox.size()).isZero();
        assertThat(inbox.take(Duration.ZERO)).isEmpty();
    }

    @Test
    void leavesWhatDoesNotMatchInItsOrder() throws Exception {
        for (int i = 0; i < 6; i++) inbox.put(tuple(atom(i % 2 == 0 ? "even" : "odd"), integer(i)));
        Pattern odd = Pattern.of("{odd, N}");
        assertThat(inbox.take(odd, LONG).orElseThrow().get("N")).isEqualTo(integer(1));
        assertThat(inbox.take(odd, LONG).orElseThrow().get("N")).isEqualTo(integer(3));
        assertThat(inbox.take(LONG)).contains(tuple(atom("even"), integer(0)));
        assertThat(inbox.take(odd, LONG).orElseThrow().get("N")).isEqualTo(integer(5));
        assertThat(inbox.take(odd, Duration.ZERO)).isEmpty();
        inbox.put(integer(9));
        assertThat(inbox.take(LONG)).contains(tuple(atom("even"), integer(2)));
        assertThat(inbox.take(LONG)).contains(tuple(atom("even"), integer(4)));
        assertThat(inbox.take(LONG)).contains(integer(9));
    }

    @Test
    void givesUpWhenTheTimeIsOver() throws Exception {
        inbox.put(atom("other"));
        long start = System.nanoTime();
        assertThat(inbox.take(Pattern.of("wanted"), Duration.ofMillis(50))).isEmpty();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(50_000_000);
        assertThat(inbox.take(Pattern.of("wanted"), Duration.ofMillis(-1))).isEmpty();
        assertThat(inbox.take(Duration.ZERO)).contains(atom("other"));
    }

    @Test
    void takesATimeBeyondAllCounting() throws Exception {
        Future<Optional<Term>> waiting = threads.submit(() -> inbox.take(Duration.ofSeconds(Long.MAX_VALUE)));
        inbox.put(atom("came"));
        assertThat(waiting.get(10, TimeUnit.SECONDS)).contains(atom("came"));
    }

    @Test
    void wakesAReaderForEachMessage() throws Exception {
        Future<Integer> reading = threads.submit(() -> {
            int sum = 0;
            for (int i = 0; i < 2000; i++) {
                sum += (int) ((Int) inbox.take(null).orElseThrow()).longValue();
            }
            return sum;
        });
        for (int i = 0; i < 2000; i++) {
            inbox.put(integer(1));
            if (i % 20 == 0) LockSupport.parkNanos(50_000);
        }
        assertThat(reading.get(10, TimeUnit.SECONDS)).isEqualTo(2000);
    }

    @Test
    void losesNothingOfManyProducers() throws Exception {
        int producers = 8;
        int each = 20_000;
        for (int p = 0; p < producers; p++) {
            Term id = integer(p);
            threads.submit(() -> {
                for (int i = 0; i < each; i++) inbox.put(tuple(id, integer(i)));
            });
        }
        Pattern message = Pattern.of("{P, N}");
        int[] next = new int[producers];
        for (int i = 0; i < producers * each; i++) {
            Match match = inbox.take(message, LONG).orElseThrow();
            int producer = (int) ((Int) match.get("P")).longValue();
            assertThat(((Int) match.get("N")).longValue()).isEqualTo(next[producer]++);
        }
    }

    @Test
    void throwsWhenItsReaderIsInterrupted() throws Exception {
        var started = new CountDownLatch(1);
        Thread[] reader = new Thread[1];
        Future<?> waiting = threads.submit(() -> {
            reader[0] = Thread.currentThread();
            started.countDown();
            return inbox.take(null);
        });
        started.await();
        reader[0].interrupt();
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        inbox.put(atom("next"));
        assertThat(inbox.take(LONG)).contains(atom("next"));
    }

    @Test
    void givesWhatIsThereAndThenNothingWhenClosed() throws Exception {
        inbox.put(atom("a"));
        inbox.close();
        assertThat(inbox.take(null)).contains(atom("a"));
        assertThat(inbox.take(null)).isEmpty();
        assertThat(inbox.take(Pattern.of("_"), LONG)).isEmpty();
    }

    @Test
    void wakesAllReadersWhenClosed() throws Exception {
        Future<Optional<Term>> first = threads.submit(() -> inbox.take(null));
        Future<Optional<Term>> second = threads.submit(() -> inbox.take(LONG));
        Future<Optional<Match>> third = threads.submit(() -> inbox.take(Pattern.of("x"), null));
        inbox.close();
        assertThat(first.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEmpty();
        assertThat(third.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void sharesMessagesAmongReaders() throws Exception {
        Future<Optional<Term>> first = threads.submit(() -> inbox.take(null));
        Future<Optional<Term>> second = threads.submit(() -> inbox.take(LONG));
        inbox.put(atom("x"));
        inbox.put(atom("x"));
        assertThat(first.get(10, TimeUnit.SECONDS)).contains(atom("x"));
        assertThat(second.get(10, TimeUnit.SECONDS)).contains(atom("x"));
    }

    @Test
    void keepsTheMessageOverWhichAPredicateFails() throws Exception {
        var bounded = new Inbox(new Quota(Bound.pausing(1), () -> {}));
        for (Inbox each : List.of(inbox, bounded)) {
            each.put(atom("odd"));
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> each.takeFirst(message -> {
                            throw new IllegalStateException("not a number");
                        }))
                        .hasMessage("not a number");
            }
            assertThat(each.size()).isEqualTo(1);
            each.put(atom("next"));
            assertThat(each.takeFirst(message -> true)).contains(atom("odd"));
            assertThat(each.take(LONG)).contains(atom("next"));
        }
    }

    @Test
    void dropsWhatMatches() throws Exception {
        inbox.put(atom("a"));
        inbox.put(integer(1));
        inbox.put(atom("b"));
        assertThat(inbox.take(Pattern.of("b"), LONG)).isPresent();
        inbox.put(integer(1));
        inbox.drop(Pattern.of("1"));
        assertThat(inbox.take(LONG)).contains(atom("a"));
        assertThat(inbox.size()).isZero();
    }
}
