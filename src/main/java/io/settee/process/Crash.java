package io.settee.process;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;

/**
 * The exit reason of a process that has failed with a Java exception, in the shape that Erlang's errors have, so that its shells and logs print
 * it as they print their own:
 * <pre>{@code
 * {{'java.lang.IllegalStateException', <<"no such index">>},
 *  [{'org.example.Index', open, 0, [{file, "Index.java"}, {line, 12}]}, ...]}
 * }</pre>
 *
 * <p>The text is that of the exception and of its causes, in UTF-8 and at most {@value #MAX_CHARACTERS} characters; the list has the innermost
 * {@value #MAX_FRAMES} calls. Java does not record how many arguments a call had, so the arity is always 0.
 *
 * <p>Source: OTP reference manual, "Errors and Error Handling", sections "Exit Reasons" and "The call-stack back trace (stacktrace)".
 */
public final class Crash {
    private static final int MAX_CHARACTERS = 1000;
    private static final int MAX_FRAMES = 16;
    private static final int MAX_CAUSES = 4;
    private static final Atom FILE = new Atom("file");
    private static final Atom LINE = new Atom("line");

    private Crash() {}

    /** {@code {Error, Stacktrace}}, an exit reason. */
    public static Tuple reason(Throwable error) {
        return Tuple.of(error(error), stacktrace(error));
    }

    /** {@code {Class, Text}}: Class is an atom, Text a binary. */
    public static Tuple error(Throwable error) {
        return Tuple.of(atom(error.getClass().getName()), Binary.of(text(error)));
    }

    /** {@code [{Class, Method, 0, [{file, File}, {line, Line}]}]}; the location is {@code []} where it is not known. */
    public static TermList stacktrace(Throwable error) {
        List<Term> frames = new ArrayList<>();
        for (StackTraceElement frame : error.getStackTrace()) {
            if (frames.size() == MAX_FRAMES) break;
            frames.add(Tuple.of(atom(frame.getClassName()), atom(frame.getMethodName()), Int.of(0), location(frame)));
        }
        return new TermList(frames);
    }

    private static TermList location(StackTraceElement frame) {
        String file = frame.getFileName();
        if (file == null || frame.getLineNumber() < 0) return TermList.NIL;
        return TermList.of(Tuple.of(FILE, TermList.ofChars(file)), Tuple.of(LINE, Int.of(frame.getLineNumber())));
    }

    private static String text(Throwable error) {
        var text = new StringBuilder(message(error));
        Throwable cause = error.getCause();
        for (int i = 0; i < MAX_CAUSES && cause != null; i++, cause = cause.getCause()) {
            // Many exceptions quote their cause already.
            if (text.indexOf(message(cause)) >= 0 && !message(cause).isEmpty()) continue;
            text.append("; caused by ")
                    .append(cause.getClass().getName())
                    .append(": ")
                    .append(message(cause));
        }
        return text.length() <= MAX_CHARACTERS ? text.toString() : text.substring(0, MAX_CHARACTERS - 1) + "…";
    }

    private static String message(Throwable error) {
        String message = error.getMessage();
        return message == null ? "" : message;
    }

    private static Atom atom(String name) {
        return new Atom(name.length() <= Atom.MAX_CHARACTERS ? name : name.substring(0, Atom.MAX_CHARACTERS));
    }
}
