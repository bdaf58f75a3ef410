package io.settee.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.ErlangNode;
import io.settee.support.LocalCluster;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said of a call that has had no answer in time. */
@Timeout(60)
class CallTimeoutTest {
    @Test
    void claimsNoConnectionThatNeverCameUp() throws Exception {
        var address = new CompletableFuture<SocketAddress>();
        try (var cluster = new LocalCluster();
                ErlangNode node =
                        cluster.node("near").resolver(peer -> address.join()).start()) {
            CompletableFuture<?> answer =
                    node.rpc("far@127.0.0.1").within(Duration.ofMillis(50)).callAsync("erlang", "node");
            ExecutionException failure =
                    Assertions.catchThrowableOfType(ExecutionException.class, () -> answer.get(10, TimeUnit.SECONDS));
            assertThat(failure.getCause())
                    .isInstanceOf(CallTimeoutException.class)
                    .hasMessageContaining(
                            "call of erlang:node/0: no answer within 50 ms. The peer may still be at work on it")
                    .hasMessageNotContaining("is connected");
        } finally {
            address.cancel(false);
        }
    }
}
