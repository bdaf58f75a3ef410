package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a peer that is to be kept connected is dialled; the times are real and short. */
@Timeout(30)
class KeptPeersTest {
    private static final NodeName PEER = NodeName.of("a@h");
    private static final Duration FIRST = Duration.ofMillis(40);
    private static final Duration LONGEST = Duration.ofMillis(160);

    private final BlockingQueue<CompletableFuture<Route>> attempts = new LinkedBlockingQueue<>();
    private final KeptPeers kept = new KeptPeers(new Pauses(FIRST, LONGEST), peer -> {
        var attempt = new CompletableFuture<Route>();
        attempts.add(attempt);
        return attempt;
    });

    private @Nullable CompletableFuture<Route> within(Duration time) throws InterruptedException {
        return attempts.poll(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private CompletableFuture<Route> next() throws InterruptedException {
        CompletableFuture<Route> attempt = attempts.poll(10, TimeUnit.SECONDS);
        assertThat(attempt).isNotNull();
        return attempt;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void triesAgainAfterPausesThatGrow() throws Exception {
        kept.keep(PEER);
        for (int failures = 1; failures <= 5; failures++) {
            CompletableFuture<Route> attempt = next();
            long start = System.nanoTime();
            attempt.completeExceptionally(new IllegalStateException("no"));
            CompletableFuture<Route> following = next();
            Duration full = FIRST.multipliedBy(1L << (failures - 1));
            assertThat(since(start))
                    .isGreaterThanOrEqualTo((full.compareTo(LONGEST) < 0 ? full : LONGEST).dividedBy(2));
            attempts.add(following);
        }
    }

    @Test
    void comesBackWhenTheConnectionIsLost() throws Exception {
        kept.keep(PEER);
        next().complete(null);
        assertThat(attempts).isEmpty();
        kept.lost(PEER, Duration.ofHours(1));
        next().complete(null);
        kept.lost(NodeName.of("other@h"), Duration.ofHours(1));
        assertThat(within(FIRST.multipliedBy(3))).isNull();
    }

    @Test
    void doesNotTakeAShortLifeForSuccess() throws Exception {
        kept.keep(PEER);
        for (int lives = 1; lives <= 4; lives++) {
            next().complete(null);
            long start = System.nanoTime();
            kept.lost(PEER, Duration.ZERO);
            attempts.add(next());
            if (lives >= 3) assertThat(since(start)).isGreaterThanOrEqualTo(LONGEST.dividedBy(2));
        }
    }

    @Test
    void startsOnceHoweverOftenItIsAsked() throws Exception {
        kept.keep(PEER);
        kept.keep(PEER);
        next();
        assertThat(attempts).isEmpty();
    }

    @Test
    void endsWhenReleasedOrClosed() throws Exception {
        kept.keep(PEER);
        CompletableFuture<Route> attempt = next();
        kept.release(PEER);
        attempt.completeExceptionally(new IllegalStateException("no"));
        assertThat(within(FIRST.multipliedBy(3))).isNull();

        kept.keep(PEER);
        next().completeExceptionally(new IllegalStateException("no"));
        kept.close();
        assertThat(within(FIRST.multipliedBy(3))).isNull();
        kept.keep(PEER);
        assertThat(within(FIRST)).isNull();
    }
}
