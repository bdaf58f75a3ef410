package io.settee.io;

import io.settee.term.Pid;
import io.settee.term.Term;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Where a {@link GroupLeader} brings what is printed, and where it gets what is read. Methods are called on virtual threads and may wait: whoever
 * prints or reads in Erlang waits with them, and nobody else.
 *
 * <p>Output of others may come while a user types: {@link #print} is called while {@link #readLine} waits. Calls of {@code readLine} follow each
 * other, and so do those of {@code print}, except that whoever both prints and reads in one request has its text printed between two lines that it
 * reads.
 */
@FunctionalInterface
public interface Console {
    /**
     * Prints.
     *
     * @throws IOException is told to the one who prints as {@code {error, terminated}}
     */
    void print(String text) throws IOException, InterruptedException;

    /**
     * Reads a line.
     *
     * @param prompt shown before
     * @param echo false for a password
     * @return the line with its newline; empty at the end of the input, which Erlang sees as {@code eof}
     * @throws InterruptedException when the one who reads has ended; what was typed so far is for the next one
     */
    default Optional<String> readLine(String prompt, boolean echo) throws IOException, InterruptedException {
        return Optional.empty();
    }

    /**
     * Reads a line for somebody of whom more is known; as {@link #readLine(String, boolean)}, which it calls if it is not overridden.
     *
     * @throws ReadCancelled when the request is to begin anew, or to be answered otherwise
     */
    default Optional<String> readLine(Reading reading) throws IOException, InterruptedException, ReadCancelled {
        return readLine(reading.prompt(), reading.echo());
    }

    /**
     * Whether the asker may have what its scanner has made of the lines; the request begins anew otherwise.
     *
     * @param result any term, {@code {ok, Tokens, EndLine}} of the Erlang shell's
     */
    default boolean accepts(Reading reading, Term result) throws IOException, InterruptedException {
        return true;
    }

    /** A process that the group leader was {@linkplain GroupLeader#link linked} to has ended. */
    default void exited(Pid process, Term reason) {}

    /** Whether there is somebody at a terminal. */
    default boolean isTerminal() {
        return false;
    }

    /** The width of the terminal in characters. */
    default OptionalInt columns() {
        return OptionalInt.empty();
    }

    /** The height of the terminal in lines. */
    default OptionalInt rows() {
        return OptionalInt.empty();
    }
}
