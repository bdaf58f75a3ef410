package io.settee.process;

import io.settee.term.Term;

/** Whom a mailbox gives its messages to, see {@link Mailbox#onMessage(MessageHandler)}. */
@FunctionalInterface
public interface MessageHandler {
    /**
     * One message. The next one is given only when this has returned.
     *
     * @throws ProcessExit ends the mailbox with that reason
     * @throws Exception any other ends the mailbox, as an error ends an Erlang process: its links and monitors see what {@link Crash} makes of it
     */
    void message(Term message) throws Exception;

    /**
     * The mailbox has ended, and no message follows. Called once.
     *
     * @param reason why, any term: {@code normal} if it was closed
     */
    default void ended(Term reason) {}
}
