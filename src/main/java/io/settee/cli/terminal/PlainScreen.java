package io.settee.cli.terminal;

import io.settee.shell.PlainText;
import io.settee.shell.Screen;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * The standard streams, for a script: lines are read as they are wanted, prompts are not shown, and of what the node prints only text gets through.
 */
public final class PlainScreen implements Screen {
    private final PrintWriter out;
    private final PrintWriter err;

    /** A thread that reads a stream cannot be interrupted, so one of its own does; it is one line ahead. */
    private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(1);

    /** @param out for what the node prints
     * @param err for what is said about it */
    public PlainScreen(InputStream in, PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        Thread.ofPlatform().daemon().name("settee-stdin").start(() -> read(in));
    }

    private void read(InputStream in) {
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        try {
            try {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.put(Optional.of(line));
                }
            } catch (IOException e) {
                notice("the input broke: " + e.getMessage());
            }
            lines.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void keys(Keys keys) {}

    @Override
    public void print(String text) throws IOException {
        out.print(PlainText.of(text));
        out.flush();
        if (out.checkError()) throw new IOException("the standard output is closed");
    }

    @Override
    public void notice(String line) {
        err.println(line);
        err.flush();
    }

    @Override
    public Typed readLine(Prompt prompt) throws InterruptedException {
        Optional<String> line = lines.take();
        if (line.isPresent()) return new Typed.Line(line.get());
        lines.put(line); // the end stays the end
        return new Typed.End();
    }

    @Override
    public boolean isInteractive() {
        return false;
    }

    @Override
    public OptionalInt columns() {
        return OptionalInt.empty();
    }

    @Override
    public OptionalInt rows() {
        return OptionalInt.empty();
    }
}
