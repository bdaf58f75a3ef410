package io.settee.io;

import io.settee.call.CallException;
import io.settee.call.Caller;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.time.Duration;

/**
 * Prints to a group leader, of another node as a rule: what {@code io:put_chars/2} does. Each {@link #flush} waits until the group leader has
 * taken the text; 8,192 characters are sent without one. A {@link java.io.PrintWriter} with automatic flushing prints lines. For one thread at a time.
 */
public final class Output extends Writer {
    private static final int MOST_CHARACTERS = 8192;

    private final Caller caller;
    private final Pid leader;
    private final Duration limit;
    private final StringBuilder text = new StringBuilder();

    /**
     * Does not send anything yet.
     *
     * @param limit how long a group leader may take for one flush
     */
    public Output(Caller caller, Pid leader, Duration limit) {
        this.caller = caller;
        this.leader = leader;
        this.limit = limit;
    }

    @Override
    public void write(char[] characters, int offset, int length) throws IOException {
        text.append(characters, offset, length);
        if (text.length() >= MOST_CHARACTERS) flush();
    }

    /**
     * Sends what was written, and waits until it is printed.
     *
     * @throws IOException if the group leader is gone, says that it cannot print, or does not answer in time
     */
    @Override
    public void flush() throws IOException {
        if (text.isEmpty()) return;
        String characters = text.toString();
        text.setLength(0);
        Term reply;
        try {
            reply = caller.putChars(leader, characters, limit);
        } catch (CallException e) {
            throw new IOException("cannot print to the group leader " + leader + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while printing to the group leader " + leader);
        }
        if (!reply.equals(Atom.OK)) throw new IOException("the group leader " + leader + " cannot print: " + reply);
    }

    /** Sends what was written; the group leader stays. */
    @Override
    public void close() throws IOException {
        flush();
    }
}
