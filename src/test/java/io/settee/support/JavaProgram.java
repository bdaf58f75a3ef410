package io.settee.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A class with a {@code main} in a JVM of its own, which can be killed with {@code SIGKILL}. */
public final class JavaProgram implements AutoCloseable {
    private static final String END = "--- the end of its output";

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private JavaProgram(Process process) {
        this.process = process;
        Thread.ofVirtual().start(this::read);
    }

    /** Starts it with the class path of the tests and these environment variables on top of ours. */
    public static JavaProgram start(Class<?> main, Map<String, String> environment, String... arguments)
            throws IOException {
        var builder = command(main, arguments).redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new JavaProgram(builder.start());
    }

    /** How it would be started, for who has other plans with its streams. */
    public static ProcessBuilder command(Class<?> main, String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                classPath(),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command);
    }

    /** That of the tests. Where they are run by another launcher's jar, that is the class path of this JVM. */
    public static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) lines.add(line);
        } catch (IOException e) {
            lines.add("its output broke: " + e.getMessage());
        }
        lines.add(END);
    }

    /** The next line that begins with this; others before it are dropped. */
    public String line(String beginning) throws InterruptedException {
        var skipped = new StringBuilder();
        while (true) {
            String line = lines.poll(30, TimeUnit.SECONDS);
            if (END.equals(line))
                throw new AssertionError("it ended before a line began with " + beginning + ":\n" + skipped);
            if (line == null) throw new AssertionError("no line begins with " + beginning + ", but:\n" + skipped);
            if (line.startsWith(beginning)) return line;
            skipped.append(line).append('\n');
        }
    }

    /** What it has printed and nobody has taken. */
    public List<String> rest() {
        return List.copyOf(lines);
    }

    /** {@code SIGKILL}; returns when it has ended. */
    public void kill() throws InterruptedException {
        close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError("pid " + process.pid() + " still runs");
    }

    /** {@code SIGTERM}; the status with which it has ended. */
    public int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError("pid " + process.pid() + " still runs");
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** As {@link #kill}, without waiting. */
    @Override
    public void close() {
        process.destroyForcibly();
    }
}
