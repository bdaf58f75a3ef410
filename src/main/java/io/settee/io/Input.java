package io.settee.io;

import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads from a {@link Console}, and keeps what was typed beyond a request for the next one. For one thread at a time.
 *
 * <p>Source: OTP stdlib, "The Erlang I/O Protocol", section "Input Requests".
 */
final class Input {
    private static final Atom EOF = new Atom("eof");
    private static final Atom DONE = new Atom("done");
    private static final Atom MORE = new Atom("more");

    private final Console console;
    private final Callback callback;

    /** Typed and not yet read. */
    private final StringBuilder rest = new StringBuilder();

    Input(Console console, Callback callback) {
        this.console = console;
        this.callback = callback;
    }

    Term line(Pid asker, Term prompt, Settings settings) throws IOException, InterruptedException {
        var reading = new Reading(asker, Optional.empty(), prompt(asker, prompt), settings.echo(), false);
        return repeated(() -> data(nextLine(reading), settings));
    }

    Term password(Pid asker, Settings settings) throws IOException, InterruptedException {
        var reading = new Reading(asker, Optional.empty(), "", false, false);
        return repeated(() ->
                data(nextLine(reading).map(l -> l.endsWith("\n") ? l.substring(0, l.length() - 1) : l), settings));
    }

    /** One try to answer a request. */
    private interface Attempt {
        Term read() throws IOException, InterruptedException, ReadCancelled;
    }

    private Term repeated(Attempt attempt) throws IOException, InterruptedException {
        while (true) {
            try {
                return attempt.read();
            } catch (ReadCancelled cancelled) {
                rest.setLength(0);
                if (cancelled.reply().isPresent()) return cancelled.reply().get();
            }
        }
    }

    /** Exactly so many characters, fewer only at the end of the input. */
    Term characters(Pid asker, Term prompt, int count, Settings settings) throws IOException, InterruptedException {
        var reading = new Reading(asker, Optional.empty(), prompt(asker, prompt), settings.echo(), false);
        return repeated(() -> characters(reading, count, settings));
    }

    private Term characters(Reading reading, int count, Settings settings)
            throws IOException, InterruptedException, ReadCancelled {
        while (rest.codePointCount(0, rest.length()) < count) {
            Optional<String> more = console.readLine(reading);
            if (more.isEmpty()) break;
            rest.append(more.get());
        }
        if (rest.isEmpty() && count > 0) return EOF;
        int there = rest.codePointCount(0, rest.length());
        int end = rest.offsetByCodePoints(0, Math.min(count, there));
        String taken = rest.substring(0, end);
        rest.delete(0, end);
        return data(Optional.of(taken), settings);
    }

    /** Has a function of the asker's say when it has had enough: {@code {done, Result, Rest} | {more, Continuation}}. */
    Term until(Pid asker, Term prompt, FunctionCall call, Settings settings) throws IOException, InterruptedException {
        var first = new Reading(asker, Optional.of(call), prompt(asker, prompt), settings.echo(), false);
        return repeated(() -> until(first, call, settings));
    }

    private Term until(Reading first, FunctionCall call, Settings settings)
            throws IOException, InterruptedException, ReadCancelled {
        var more = new Reading(first.asker(), first.scanner(), first.prompt(), first.echo(), true);
        Term continuation = TermList.NIL;
        Reading reading = first;
        while (true) {
            Optional<String> line = nextLine(reading);
            var arguments = new ArrayList<Term>(
                    List.of(continuation, line.<Term>map(TermList::ofChars).orElse(EOF)));
            arguments.addAll(call.arguments().elements());
            Optional<Term> step = callback.result(
                    first.asker(), new FunctionCall(call.module(), call.function(), new TermList(arguments)));
            if (step.isEmpty() || !(step.get() instanceof Tuple(var e)) || e.isEmpty())
                return Tuple.of(Atom.ERROR, call.function());
            if (e.size() == 2 && e.getFirst().equals(MORE)) {
                continuation = e.get(1);
                reading = more;
            } else if (e.size() == 3 && e.getFirst().equals(DONE)) {
                if (!console.accepts(reading, e.get(1))) throw ReadCancelled.again();
                if (e.get(2) instanceof TermList unread)
                    rest.insert(0, unread.chars().orElse(""));
                return settings.binary() ? asBinary(e.get(1)) : e.get(1);
            } else {
                return Tuple.of(Atom.ERROR, call.function());
            }
        }
    }

    private static Term asBinary(Term result) {
        if (!(result instanceof TermList list) || list.isEmpty()) return result;
        return list.chars().<Term>map(Binary::of).orElse(result);
    }

    /** With its newline; what was typed before it was asked for comes first. */
    private Optional<String> nextLine(Reading reading) throws IOException, InterruptedException, ReadCancelled {
        int end = rest.indexOf("\n") + 1;
        if (end > 0) {
            String line = rest.substring(0, end);
            rest.delete(0, end);
            return Optional.of(line);
        }
        Optional<String> typed = console.readLine(reading);
        if (typed.isEmpty() && rest.isEmpty()) return typed;
        String line = rest + typed.orElse("");
        rest.setLength(0);
        return Optional.of(line);
    }

    private String prompt(Pid asker, Term prompt) throws InterruptedException {
        if (prompt instanceof Atom(String name)) return name;
        Optional<String> text = Chardata.text(prompt, false);
        if (text.isPresent()) return text.get();
        // {format, Format, Arguments}
        return callback.result(asker, FunctionCall.of("io_lib", "format_prompt", prompt, IoRequest.UNICODE))
                .flatMap(formatted -> Chardata.text(formatted, false))
                .orElse("");
    }

    private static Term data(Optional<String> text, Settings settings) {
        if (text.isEmpty()) return EOF;
        return settings.binary() ? Binary.of(text.get()) : TermList.ofChars(text.get());
    }
}
