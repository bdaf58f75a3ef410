package io.settee.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** A process of the operating system that we started: its output is read all the time, and it does not outlive this JVM. */
final class ChildProcess {
    private static final Set<Process> LIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> LIVE.forEach(Process::destroyForcibly), "settee-testkit-end"));
    }

    private final Process process;
    private final Transcript output = new Transcript();

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a program.
     *
     * @param environment added to ours, from which everything that configures Erlang is taken away first
     * @param forPeople gives what of a line belongs into the output; the rest it has dealt with
     */
    static ChildProcess start(
            List<String> command,
            Map<String, String> environment,
            Path directory,
            Function<String, Optional<String>> forPeople) {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ERL_"));
        // Nodes print UTF-8 and find no cookie file, no .erlang and no place for a crash dump.
        builder.environment()
                .putAll(Map.of("LC_ALL", "C.UTF-8", "HOME", directory.toString(), "ERL_CRASH_DUMP_SECONDS", "0"));
        builder.environment().putAll(environment);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new ErlangFailure("cannot start " + command.getFirst() + ": " + e.getMessage(), e);
        }
        LIVE.add(process);
        var child = new ChildProcess(process);
        Thread.ofVirtual().name("output of pid " + process.pid()).start(() -> child.read(forPeople));
        return child;
    }

    private void read(Function<String, Optional<String>> forPeople) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                forPeople.apply(line).ifPresent(output::addLine);
            }
        } catch (IOException e) {
            // "Stream closed": the JDK closes the stream of a process that has ended while something it started holds
            // the pipe.
            output.addLine("(reading its output ended: " + e.getMessage() + ")");
        } finally {
            output.end();
        }
    }

    Transcript output() {
        return output;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitStatus() {
        return process.exitValue();
    }

    /** Completes {@code "pid 123 …"}. */
    String state() {
        return process.isAlive() ? "is running" : "ended with status " + process.exitValue();
    }

    /** Sends one line to its standard input. */
    void send(String line) {
        OutputStream in = process.getOutputStream();
        try {
            in.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        if (!awaitExit(Duration.ofSeconds(10))) {
            throw new ErlangFailure("pid " + pid() + " still runs 10 s after SIGKILL");
        }
        LIVE.remove(process);
    }

    /** Sends a signal by name, {@code STOP} or {@code CONT}. */
    void signal(String name) {
        try {
            // The shell's own kill: /bin/kill is not on every machine.
            Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pid())
                    .redirectErrorStream(true)
                    .start();
            String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (kill.waitFor() != 0) throw new ErlangFailure("cannot send SIG" + name + ": " + said.strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    boolean awaitExit(Duration limit) {
        try {
            return waitFor(limit);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    boolean waitFor(Duration limit) throws InterruptedException {
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    static ErlangFailure interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ErlangFailure("interrupted while waiting for an Erlang process", e);
    }
}
