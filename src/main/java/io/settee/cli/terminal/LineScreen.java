package io.settee.cli.terminal;

import io.settee.cli.agent.Caller;
import io.settee.cli.agent.CallerTerminal;
import io.settee.shell.Screen;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** A terminal: that of this process, or of the process for which this one runs a command. */
public final class LineScreen implements Screen, AutoCloseable {
    private static final String PROVIDER = "jni";

    /** What to take for the size of a terminal that does not tell it: there would be no room for anything. */
    static final Size UNKNOWN = new Size(80, 24);

    private final Terminal terminal;
    private final Attributes before;
    private final Keyboard keyboard;

    /** Whether the caller's standard input and output are a terminal that lines can be edited at. */
    public static boolean isThere() {
        if (type(Caller.current()).equals("dumb")) return false;
        if (Caller.current().terminal().isPresent()) return true;
        try {
            TerminalProvider provider = TerminalProvider.load(PROVIDER);
            return provider.isSystemStream(SystemStream.Input) && provider.isSystemStream(SystemStream.Output);
        } catch (IOException e) {
            return false; // no native library for this machine
        }
    }

    private static String type(Caller caller) {
        return caller.environment().getOrDefault("TERM", "dumb");
    }

    /**
     * Takes over the terminal of the caller.
     *
     * @param history empty to keep none
     * @param colour of the shell's own prompts; empty to leave them as they are
     */
    public static LineScreen open(Optional<Path> history, Optional<PromptColour> colour)
            throws IOException, InterruptedException {
        Caller caller = Caller.current();
        Optional<CallerTerminal> far = caller.terminal();
        Terminal terminal = far.isPresent() ? FarTerminal.take(far.get(), type(caller)) : ofThisProcess();
        return new LineScreen(terminal, history, colour);
    }

    private static Terminal ofThisProcess() throws IOException {
        return TerminalBuilder.builder()
                .system(true)
                .provider(PROVIDER)
                .dumb(false)
                .encoding(StandardCharsets.UTF_8)
                .build();
    }

    /** A terminal that nobody sees, at which this is typed. */
    public static LineScreen unseen(String typed) throws IOException {
        var keys = new PipedOutputStream();
        var input = new PipedInputStream(keys);
        // Not closed: the end of the input may be seen before what was typed.
        keys.write(typed.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        Terminal terminal = TerminalBuilder.builder()
                .system(false)
                .streams(input, OutputStream.nullOutputStream())
                .provider(PROVIDER)
                .encoding(StandardCharsets.UTF_8)
                .build();
        return new LineScreen(terminal, Optional.empty(), Optional.empty());
    }

    private LineScreen(Terminal terminal, Optional<Path> history, Optional<PromptColour> colour) {
        if (terminal.getWidth() <= 0 || terminal.getHeight() <= 0) terminal.setSize(UNKNOWN);
        this.before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        this.terminal = terminal;
        this.keyboard = new Keyboard(terminal, history, colour);
    }

    @Override
    public void keys(Keys keys) {
        keyboard.start(keys);
    }

    @Override
    public void print(String text) {
        keyboard.print(text);
    }

    @Override
    public void notice(String line) {
        keyboard.print("\u001b[2m*** " + line + "\u001b[0m\n");
    }

    @Override
    public Typed readLine(Prompt prompt) throws InterruptedException {
        return keyboard.readLine(prompt);
    }

    @Override
    public boolean isInteractive() {
        return true;
    }

    @Override
    public OptionalInt columns() {
        return positive(terminal.getWidth());
    }

    @Override
    public OptionalInt rows() {
        return positive(terminal.getHeight());
    }

    private static OptionalInt positive(int size) {
        return size > 0 ? OptionalInt.of(size) : OptionalInt.empty();
    }

    /** Gives the terminal back as it was. */
    @Override
    public void close() throws IOException {
        keyboard.close();
        terminal.setAttributes(before);
        terminal.close();
    }
}
