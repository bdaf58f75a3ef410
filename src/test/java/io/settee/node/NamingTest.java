package io.settee.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.settee.identity.DistFlags;
import io.settee.identity.NodeName;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A node that is to be given its name. */
class NamingTest {
    private static final NodeName ONE = NodeName.of("one@h");
    private static final NodeName OTHER = NodeName.of("other@h");

    private final Naming naming =
            new Naming(new NodeOptions.Name.Given("h", Optional.empty()), DistFlags.OFFER, new EventBus(), () ->
                    (request, via) -> {});

    @Test
    void letsOneAttemptGoAtATime() {
        var first = new CompletableFuture<Route>();
        var second = new CompletableFuture<Route>();
        CompletableFuture<Route> one = naming.inTurn(ONE, peer -> first);
        CompletableFuture<Route> other = naming.inTurn(OTHER, peer -> {
            assertThat(first).isDone();
            return second;
        });
        first.completeExceptionally(new IllegalStateException("not there"));
        assertThat(one).isCompletedExceptionally();
        assertThat(other).isNotDone();
        second.complete(null);
        assertThat(other).isCompleted();
    }

    /** A policy of the user's may fail, for one peer. */
    @Test
    void goesOnAfterAnAttemptThatCouldNotEvenBegin() {
        assertThatThrownBy(() -> naming.inTurn(ONE, peer -> {
                            throw new IllegalStateException("no carrier for it");
                        })
                        .join())
                .hasRootCauseMessage("no carrier for it");
        assertThat(naming.inTurn(OTHER, peer -> CompletableFuture.completedFuture(null)))
                .isCompleted();
    }
}
