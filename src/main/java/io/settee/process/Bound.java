package io.settee.process;

/**
 * How many messages may wait in a mailbox, perhaps also how large they may be together, and what happens to more. Without one a mailbox takes
 * whatever comes, as a process of the BEAM does.
 *
 * <p>{@code EXIT} and {@code DOWN} messages count, but always find room.
 *
 * @param messages at least 1
 * @param bytes at least 1; what the messages take on the heap, by estimate: for binaries it is exact, for small integers up to seven times too
 *     high. {@link #ANY_BYTES} if their size does not matter, which spares looking at each
 * @param whenFull what happens to more
 */
public record Bound(int messages, long bytes, WhenFull whenFull) {
    /** Messages of any size. */
    public static final long ANY_BYTES = Long.MAX_VALUE;

    /** What happens to messages for a full mailbox. */
    public enum WhenFull {
        /**
         * Whoever sends has to wait, until half of the messages and bytes are gone. Senders on this node wait in {@code send}, and their
         * {@code trySend} says no. A peer waits because we stop reading its connection: TCP's window closes, and then its senders are
         * suspended on a busy distribution port. What we had read by then still comes in, up to some thousand messages of a few bytes.
         *
         * <p>Other peers are not touched. The peer in question stays connected: our ticks and all else that we send go on to
         * it, and as long as we do not listen its silence is not counted against it. But nothing else from this peer arrives meanwhile, neither
         * messages for other mailboxes nor the news that a process there has ended. So a mailbox that waits for an answer over the
         * connection before it takes its next message may wait for ever, if it is the full one.
         */
        PAUSE,

        /**
         * They are dropped, and that is said: {@link Mailbox#droppedMessages} counts them, and each time the mailbox becomes full a
         * {@code NodeEvent.MailboxFull} tells so and a warning is logged. The sender learns nothing, only {@code trySend} on this node says no.
         */
        DROP
    }

    public Bound {
        if (messages < 1) throw new IllegalArgumentException("a mailbox must have room for one message: " + messages);
        if (bytes < 1) throw new IllegalArgumentException("a mailbox must have room for one byte: " + bytes);
    }

    /** Senders wait while so many messages do. */
    public static Bound pausing(int messages) {
        return new Bound(messages, ANY_BYTES, WhenFull.PAUSE);
    }

    /** What comes while so many messages wait is dropped. */
    public static Bound dropping(int messages) {
        return new Bound(messages, ANY_BYTES, WhenFull.DROP);
    }

    /** The same, and messages of so many bytes together at most. One that is larger by itself finds room with {@link WhenFull#PAUSE} only. */
    public Bound withBytes(long most) {
        return new Bound(messages, most, whenFull);
    }
}
