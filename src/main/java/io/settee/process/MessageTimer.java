package io.settee.process;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A message that is to come to a mailbox, see {@link Mailbox#sendAfter}. Any thread. */
public final class MessageTimer {
    private final CompletableFuture<@Nullable Void> over;

    private MessageTimer(CompletableFuture<@Nullable Void> over) {
        this.over = over;
    }

    static MessageTimer start(Duration delay, Runnable post) {
        var over = new CompletableFuture<@Nullable Void>();
        // Runs on the JDK's one timer thread, which posting does not hold up.
        over.thenRun(post);
        over.completeOnTimeout(null, Inbox.saturatedNanos(delay), TimeUnit.NANOSECONDS);
        return new MessageTimer(over);
    }

    /** Keeps the message back, {@code erlang:cancel_timer/1}. False if it has come already. */
    public boolean cancel() {
        return over.cancel(false);
    }
}
