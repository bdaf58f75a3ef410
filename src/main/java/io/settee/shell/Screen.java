package io.settee.shell;

import java.io.IOException;
import java.util.OptionalInt;

/** Where a session meets its user: a terminal, or the standard streams. Methods may be called by several threads at once. */
public interface Screen {
    /** What a user can do at any time. Called on a thread of the screen's, and returns soon but for {@link #complete}. */
    interface Keys {
        /** A line of code was typed; {@link Screen#readLine} returns it only then, so that no key comes in between. */
        void entered();

        /** Control-C was typed while nothing is read. */
        void interrupted();

        /** Control-G was typed while nothing is read. */
        void menu();

        /** What may follow the text before the cursor; waits for the node, some seconds at most. */
        Completion complete(String before);
    }

    /** What came of a line that was asked for. */
    sealed interface Typed {
        /** Without its newline; it may have newlines within, when it was pasted. */
        record Line(String text) implements Typed {}

        /** Control-C. */
        record Interrupted() implements Typed {}

        /** Control-G. */
        record Menu() implements Typed {}

        /** Control-D, or the input is at its end. */
        record End() implements Typed {}
    }

    /**
     * A line that is asked for.
     *
     * @param text shown before it
     * @param echo whether what is typed is shown
     * @param code whether it is for the shell itself: then there are completion and history, and the profile's colour
     */
    record Prompt(String text, boolean echo, boolean code) {}

    /** From now on the keys have somebody who minds them. */
    void keys(Keys keys);

    /** Shows what the node prints, above the line that is being edited. */
    void print(String text) throws IOException, InterruptedException;

    /** Shows a line of our own. */
    void notice(String line);

    /**
     * Reads a line.
     *
     * @throws InterruptedException when the thread was interrupted; what was typed so far is for the next one
     */
    Typed readLine(Prompt prompt) throws IOException, InterruptedException;

    /** Whether somebody sits at it. */
    boolean isInteractive();

    /** The width in characters. */
    OptionalInt columns();

    /** The height in lines. */
    OptionalInt rows();
}
