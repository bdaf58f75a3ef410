package io.settee.cli.terminal;

import io.settee.node.Guard;
import io.settee.shell.Completion;
import io.settee.shell.Screen.Keys;
import io.settee.shell.Screen.Prompt;
import io.settee.shell.Screen.Typed;
import java.io.IOError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Reference;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that reads keys: for a line that is asked for, or between lines.
 *
 * <p>Others ask by {@link #readLine} and print by {@link #print}. {@code painting} is held while something is printed and while the line editor draws
 * its first prompt, so that text never comes between the two. Of much output that comes while a line is edited, what comes within a moment is shown at
 * once.
 */
final class Keyboard implements AutoCloseable {
    private static final char CONTROL_C = 3;
    private static final char CONTROL_G = 7;
    private static final long LOOK_MILLIS = 10;
    private static final int MOST_TYPED_AHEAD = 100_000;

    /** The line is drawn anew below all output, and no eye needs that more often. */
    private static final Duration BETWEEN_PAINTINGS = Duration.ofMillis(20);

    private static final long FAREWELL_MILLIS = 500;

    private static final int MOST_PENDING = 1 << 16;

    /** A line that somebody waits for. */
    private static final class Request {
        final Prompt prompt;
        final CompletableFuture<Typed> typed = new CompletableFuture<>();

        Request(Prompt prompt) {
            this.prompt = prompt;
        }
    }

    private final Terminal terminal;
    private final LineReader reader;
    private final AttributedStyle promptStyle;
    private final LinkedBlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final ReentrantLock painting = new ReentrantLock();
    private final Guard serving = new Guard();
    private final Thread thread =
            Thread.ofPlatform().daemon().name("settee-keyboard").unstarted(this::run);
    private final StringBuilder ahead = new StringBuilder(); // keyboard thread only
    private @Nullable Request current; // under serving
    private @Nullable Typed outcome; // keyboard thread only; what a key has made of the line
    private String unfinished = ""; // guarded by painting: the end of the output, if it is no whole line
    private final StringBuilder pending = new StringBuilder(); // guarded by painting: output to be shown above the line
    private long painted = System.nanoTime(); // guarded by painting: when the line was last drawn anew
    private boolean paintsSoon; // guarded by painting
    private volatile @Nullable Keys keys;
    private volatile boolean closed;

    Keyboard(Terminal terminal, Optional<Path> history, Optional<PromptColour> colour) {
        this.terminal = terminal;
        this.promptStyle = colour.map(PromptColour::style).orElse(AttributedStyle.DEFAULT);
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("settee")
                .parser(new WholeLine())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
                .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
                .option(LineReader.Option.AUTO_FRESH_LINE, false)
                .variable(LineReader.BELL_STYLE, "none")
                .variable(LineReader.SECONDARY_PROMPT_PATTERN, "%P .. ");
        history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
        this.reader = builder.build();
        bind();
    }

    private void bind() {
        widget("settee-interrupt", String.valueOf(CONTROL_C), () -> left(new Typed.Interrupted()));
        widget("settee-menu", String.valueOf(CONTROL_G), () -> left(new Typed.Menu()));
        widget("settee-complete", "\t", this::complete);
        reader.getWidgets().put(LineReader.CALLBACK_INIT, () -> {
            painting.unlock();
            return true;
        });
    }

    private void widget(String name, String key, Widget action) {
        reader.getWidgets().put(name, action);
        for (String map : List.of(LineReader.EMACS, LineReader.VIINS, LineReader.MAIN)) {
            KeyMap<org.jline.reader.Binding> bindings = reader.getKeyMaps().get(map);
            if (bindings != null) bindings.bind(new Reference(name), key);
        }
    }

    private boolean left(Typed how) {
        outcome = how;
        throw new UserInterruptException(reader.getBuffer().toString());
    }

    private boolean complete() {
        Keys minded = keys;
        Request now = current;
        if (minded == null || now == null || !now.prompt.code()) {
            reader.getBuffer().write("\t");
            return true;
        }
        String text = reader.getBuffer().toString();
        Completion found = minded.complete(text.substring(0, reader.getBuffer().cursor()));
        reader.getBuffer().write(found.insert());
        if (found.insert().isEmpty() && !found.candidates().isEmpty()) {
            reader.printAbove(Columns.of(found.candidates(), terminal.getWidth()));
        }
        return true;
    }

    /** Begins to look for keys. */
    void start(Keys minded) {
        keys = minded;
        thread.start();
    }

    // ---- others' threads

    void print(String text) {
        if (text.isEmpty()) return;
        painting.lock();
        try {
            pending.append(text);
            if (!reader.isReading()
                    || pending.length() >= MOST_PENDING
                    || System.nanoTime() - painted >= BETWEEN_PAINTINGS.toNanos()) {
                paint();
            } else if (!paintsSoon) {
                paintsSoon = true;
                Thread.ofVirtual().name("settee-painter").start(this::paintSoon);
            }
        } finally {
            painting.unlock();
        }
    }

    private void paintSoon() {
        try {
            Thread.sleep(BETWEEN_PAINTINGS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        painting.lock();
        try {
            paintsSoon = false;
            paint();
        } finally {
            painting.unlock();
        }
    }

    /** What is pending. Called with the lock. */
    private void paint() {
        if (pending.isEmpty()) return;
        String text = pending.toString();
        pending.setLength(0);
        if (reader.isReading()) {
            reader.printAbove(text);
            painted = System.nanoTime();
            return;
        }
        terminal.writer().print(text.replace("\n", "\r\n"));
        terminal.writer().flush();
        int end = text.lastIndexOf('\n') + 1;
        unfinished = end > 0 ? text.substring(end) : unfinished + text;
    }

    Typed readLine(Prompt prompt) throws InterruptedException {
        var request = new Request(prompt);
        requests.add(request);
        try {
            return request.typed.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the terminal failed", e.getCause());
        } catch (InterruptedException e) {
            cancel(request);
            throw e;
        }
    }

    private void cancel(Request request) {
        serving.locked(() -> {
            request.typed.cancel(false);
            if (request.equals(current)) thread.interrupt();
        });
    }

    /** Not on the keyboard's thread. */
    @Override
    public void close() {
        painting.lock();
        try {
            paint();
        } finally {
            painting.unlock();
        }
        serving.locked(() -> {
            closed = true;
            thread.interrupt();
        });
        try {
            // The editor takes back what it has asked of the terminal.
            thread.join(FAREWELL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- the keyboard's thread

    private void run() {
        try {
            serveAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void serveAll() throws InterruptedException {
        try {
            serve(requests.take()); // a terminal that nobody reads from yet keeps its keys itself
            while (!closed) {
                Request next = requests.poll();
                if (next != null) serve(next);
                else look();
            }
        } catch (IOException e) {
            // The terminal is gone, and with it, for whoever asks, the user.
            while (true) requests.take().typed.complete(new Typed.End());
        }
    }

    /** For a moment, for a key that is typed while nothing is read. */
    private void look() throws IOException {
        int key;
        try {
            key = terminal.reader().read(LOOK_MILLIS);
        } catch (InterruptedIOException e) {
            return;
        }
        if (key == -1) throw new IOException("the terminal is closed");
        Keys minded = keys;
        if (key < 0 || minded == null) return;
        if (key == CONTROL_C) {
            ahead.setLength(0);
            minded.interrupted();
        } else if (key == CONTROL_G) {
            minded.menu();
        } else if (ahead.length() < MOST_TYPED_AHEAD) {
            ahead.append((char) key);
        }
    }

    private void serve(Request request) {
        if (!begin(request)) return;
        Typed typed = null;
        try {
            typed = edit(request.prompt);
        } catch (RuntimeException | Error e) {
            request.typed.completeExceptionally(e);
        } finally {
            end();
        }
        Keys minded = keys;
        if (typed instanceof Typed.Line && request.prompt.code() && minded != null && !request.typed.isDone())
            minded.entered();
        if (typed != null) request.typed.complete(typed);
    }

    private boolean begin(Request request) {
        return serving.locked(() -> {
            if (request.typed.isDone()) return false;
            current = request;
            return true;
        });
    }

    private void end() {
        serving.locked(() -> {
            current = null;
            if (!closed) Thread.interrupted(); // it was meant for this line alone
        });
    }

    /** Null if the line was cancelled. */
    private @Nullable Typed edit(Prompt prompt) {
        reader.variable(LineReader.DISABLE_HISTORY, !prompt.code());
        if (!ahead.isEmpty()) {
            reader.runMacro(ahead.toString());
            ahead.setLength(0);
        }
        outcome = null;
        painting.lock();
        try {
            paint();
            // What stands in the line already belongs to it, or the editor would paint over it.
            String start = unfinished;
            unfinished = "";
            if (!start.isEmpty()) terminal.writer().print("\r");
            return new Typed.Line(
                    reader.readLine(literal(start) + styled(prompt), null, prompt.echo() ? null : '\0', null));
        } catch (UserInterruptException e) {
            if (outcome == null) ahead.append(e.getPartialLine());
            return outcome;
        } catch (EndOfFileException | IOError e) {
            return new Typed.End();
        } finally {
            if (painting.isHeldByCurrentThread()) painting.unlock();
        }
    }

    private String styled(Prompt prompt) {
        if (!prompt.code() || promptStyle.equals(AttributedStyle.DEFAULT)) return literal(prompt.text());
        AttributedString text =
                new AttributedStringBuilder().append(prompt.text(), promptStyle).toAttributedString();
        return literal(text.toAnsi(terminal));
    }

    /** The editor takes {@code %} in a prompt for a pattern. */
    private static String literal(String prompt) {
        return prompt.replace("%", "%%");
    }
}
