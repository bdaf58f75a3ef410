package io.settee.support;

import io.settee.shell.PlainText;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A program at a real pseudo-terminal, a class with a {@code main} as a rule: that of {@code script}, which every Debian has. What it prints is looked
 * at without escape sequences, from where the last look has ended.
 */
public final class PtyProgram implements AutoCloseable {
    private static final int MOST_TOLD = 10_000;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Process script;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final StringBuilder raw = new StringBuilder(); // guarded by lock
    private final StringBuilder lines = new StringBuilder(); // guarded by lock: whole lines, without escape sequences
    private final StringBuilder last = new StringBuilder(); // guarded by lock: what came behind them, with these
    private int seen; // guarded by lock: an index in the text without escape sequences
    private boolean ended; // guarded by lock

    private PtyProgram(Process script) {
        this.script = script;
        Thread.ofVirtual().start(this::read);
    }

    /**
     * Starts a class in a JVM of its own, with the class path of the tests.
     *
     * @param columns the width of the terminal; 0 is what a terminal says that does not know
     */
    public static PtyProgram start(Class<?> main, int columns, Map<String, String> environment, List<String> arguments)
            throws IOException {
        var java = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        if (Runtime.version().feature() >= 22) java.add(1, "--enable-native-access=ALL-UNNAMED");
        java.addAll(arguments);
        return start(java, columns, environment);
    }

    /** Starts a command; as {@link #start(Class, int, Map, List)}. */
    public static PtyProgram start(List<String> program, int columns, Map<String, String> environment)
            throws IOException {
        return startLines("exec " + command(program), columns, environment);
    }

    /** Starts these lines of a shell's. */
    public static PtyProgram startLines(String lines, int columns, Map<String, String> environment) throws IOException {
        String size = columns == 0 ? "stty cols 0 rows 0" : "stty cols " + columns + " rows 40";
        var builder = new ProcessBuilder("script", "-qfec", size + "; echo TERMINAL=$(tty); " + lines, "/dev/null")
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        return new PtyProgram(builder.start());
    }

    /** These words, for a shell. */
    public static String command(List<String> words) {
        return words.stream().map(PtyProgram::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private void read() {
        var buffer = new char[4096];
        try (var in = new InputStreamReader(script.getInputStream(), StandardCharsets.UTF_8)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                lock.lock();
                try {
                    take(new String(buffer, 0, n));
                    more.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException e) {
            // As its end.
        }
        lock.lock();
        try {
            ended = true;
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Called with the lock. Much may come, so that nothing is looked at twice but the last line. */
    private void take(String output) {
        raw.append(output);
        last.append(output);
        int end = last.lastIndexOf("\n") + 1;
        lines.append(PlainText.of(last.substring(0, end)));
        last.delete(0, end);
    }

    /** Called with the lock: what nobody has taken. */
    private String unseen() {
        String end = PlainText.of(last.toString());
        return seen <= lines.length()
                ? lines.substring(seen) + end
                : end.substring(Math.min(seen - lines.length(), end.length()));
    }

    /** Types, as fast as it can. */
    public void type(String keys) {
        try {
            script.outputWriter(StandardCharsets.UTF_8).append(keys).flush();
        } catch (IOException e) {
            throw new UncheckedIOException("it has ended and printed:\n" + output(), e);
        }
    }

    /** Waits until it has printed this and takes all up to it; the groups of the match. */
    public Matcher expect(String regex) throws InterruptedException {
        Pattern pattern = Pattern.compile(regex, Pattern.DOTALL);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        lock.lock();
        try {
            while (true) {
                String unseen = unseen();
                Matcher matcher = pattern.matcher(unseen);
                if (matcher.find()) {
                    seen += matcher.end();
                    return matcher;
                }
                long left = deadline - System.nanoTime();
                if (ended || left <= 0) {
                    throw new AssertionError((ended ? "it has ended without " : "it has not printed ") + regex
                            + ", but:\n" + unseen + "\nand before that:\n"
                            + lines.substring(Math.max(0, seen - MOST_TOLD), Math.min(seen, lines.length())));
                }
                more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** All that was printed, without escape sequences. */
    public String output() {
        lock.lock();
        try {
            return lines + PlainText.of(last.toString());
        } finally {
            lock.unlock();
        }
    }

    /** All that was printed, as it came. */
    public String raw() {
        lock.lock();
        try {
            return raw.toString();
        } finally {
            lock.unlock();
        }
    }

    /** Its exit status, when it has ended. */
    public int status() throws InterruptedException {
        if (!script.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it still runs, and printed:\n" + output());
        }
        return script.exitValue();
    }

    /** {@code SIGKILL} to the program itself, and what it has started. */
    public void kill() {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** The terminal is gone, as when its window is closed. */
    public void hangUp() {
        script.destroyForcibly();
    }

    /** What runs at the terminal. */
    public Stream<ProcessHandle> processes() {
        return script.descendants();
    }

    /** Another width of its terminal. */
    public void resize(String terminal, int columns) throws IOException, InterruptedException {
        Process stty = new ProcessBuilder("stty", "-F", terminal, "cols", Integer.toString(columns)).start();
        if (stty.waitFor() != 0) throw new AssertionError("stty ended with " + stty.exitValue());
    }

    @Override
    public void close() {
        kill();
        script.destroyForcibly();
    }
}
