package io.settee.shell;

import io.settee.io.Console;
import io.settee.io.ReadCancelled;
import io.settee.io.Reading;
import io.settee.shell.Screen.Prompt;
import io.settee.shell.Screen.Typed;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** What the session's group leader prints to and reads from: tells commands from other input, guards the node, and knows when the user leaves. */
final class Commands implements Console {
    private static final Term INTERRUPTED = Tuple.of(Atom.ERROR, new Atom("interrupted"));
    private static final long DROPPED_SOON_MILLIS = 300;

    private final ShellSession session;
    private final Screen screen;
    private final Activity activity;

    Commands(ShellSession session, Screen screen, Activity activity) {
        this.session = session;
        this.screen = screen;
        this.activity = activity;
    }

    @Override
    public void print(String text) throws IOException, InterruptedException {
        screen.print(text);
    }

    @Override
    public Optional<String> readLine(Reading reading) throws IOException, InterruptedException, ReadCancelled {
        // OTP shell.erl: after an error of the scanner the shell reads the rest of the bad line, with the echo off.
        // There is none.
        if (reading.scanner().isEmpty() && !reading.echo() && reading.prompt().isEmpty()) return Optional.of("\n");
        return session.language().isCommand(reading) ? command(reading) : input(reading);
    }

    private Optional<String> command(Reading reading) throws IOException, InterruptedException, ReadCancelled {
        boolean first = !reading.continued() && !session.language().isContinuation(reading);
        if (!activity.atPrompt()) throw cancelled(reading);
        String prompt = reading.continued() ? Language.continued(reading.prompt()) : reading.prompt();
        while (true) {
            switch (screen.readLine(new Prompt(prompt, true, true))) {
                case Typed.Interrupted i -> throw cancelled(reading);
                case Typed.Menu m -> session.menu();
                case Typed.End e -> throw left();
                case Typed.Line(String text) -> {
                    activity.entered();
                    if (first && Guard.leaves(text)) throw left();
                    if (first && text.isBlank()) {
                        activity.atPrompt();
                        continue;
                    }
                    if (session.language() == Language.ELIXIR) {
                        if (!permitted(Guard.stopping(text))) throw cancelled(reading);
                        if (reading.scanner().isEmpty() && !activity.begins()) throw cancelled(reading);
                    }
                    session.givesCommand();
                    // What was pasted may end with newlines of its own.
                    return Optional.of(text.stripTrailing() + "\n");
                }
            }
        }
    }

    /** A line for a program. */
    private Optional<String> input(Reading reading) throws IOException, InterruptedException {
        while (true) {
            switch (screen.readLine(new Prompt(reading.prompt(), reading.echo(), false))) {
                case Typed.Interrupted i -> {
                    session.interrupt();
                    // Whoever reads is ended by that as a rule, and the thread interrupted.
                    Thread.sleep(DROPPED_SOON_MILLIS);
                }
                case Typed.Menu m -> session.menu();
                case Typed.End e -> {
                    return Optional.empty();
                }
                case Typed.Line(String text) -> {
                    return Optional.of(text + "\n");
                }
            }
        }
    }

    @Override
    public boolean accepts(Reading reading, Term result) throws IOException, InterruptedException {
        if (!session.language().isCommand(reading)) return true;
        if (session.language() == Language.ERLANG
                && result instanceof Tuple(var e)
                && e.size() > 1
                && !permitted(Guard.stopping(e.get(1)))) {
            return false;
        }
        return activity.begins();
    }

    /** Asks, if there is something to ask for. */
    private boolean permitted(Optional<String> stopping) throws IOException, InterruptedException {
        if (stopping.isEmpty() || session.allowsStop()) return true;
        String node = session.peer().toString();
        screen.notice(stopping.get() + " stops " + node + ", not this shell; to leave, type q(). or Ctrl-D.");
        if (!screen.isInteractive()) {
            screen.notice("It was not sent; --allow-stop lets it through.");
            return false;
        }
        Typed answer = screen.readLine(new Prompt("To stop it all the same, type the name of the node: ", true, false));
        return answer instanceof Typed.Line(String text) && text.strip().equals(node);
    }

    /**
     * IEx up to 1.18 asks for further lines by requests of their own and keeps those before; only this has it forget them. Source: Elixir {@code
     * IEx.Server}, {@code wait_input}.
     */
    private ReadCancelled cancelled(Reading reading) {
        return session.language().isContinuation(reading) ? ReadCancelled.replying(INTERRUPTED) : ReadCancelled.again();
    }

    /** Nobody is told: an answer {@code eof} would stop a node of OTP 25. */
    private InterruptedException left() {
        session.leave();
        return new InterruptedException("the user has left");
    }

    @Override
    public void exited(Pid process, Term reason) {
        session.exited(process, reason);
    }

    @Override
    public boolean isTerminal() {
        return screen.isInteractive();
    }

    @Override
    public OptionalInt columns() {
        return screen.columns();
    }

    @Override
    public OptionalInt rows() {
        return screen.rows();
    }
}
