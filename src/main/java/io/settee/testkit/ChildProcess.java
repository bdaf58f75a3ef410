package io.settee.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A process of the operating system that we started: its output is read all the time, and it does not outlive this JVM. */
final class ChildProcess {
    private static final Duration FREEZE_LIMIT = Duration.ofSeconds(10);
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

    /**
     * Freezes it, and returns when it is frozen: one of its threads has to be given the processor to take the signal and stop the others, which on a busy
     * machine go on till then. Where the system does not tell of threads, as only Linux does, it returns at once.
     */
    void freeze() {
        signal("STOP");
        Path threads = Path.of("/proc", Long.toString(pid()), "task");
        long deadline = System.nanoTime() + FREEZE_LIMIT.toNanos();
        while (Files.isDirectory(threads) && anyRuns(threads)) {
            if (System.nanoTime() - deadline > 0) {
                throw new ErlangFailure(
                        "pid " + pid() + " still runs " + FREEZE_LIMIT.toSeconds() + " s after SIGSTOP");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Source: Linux proc(5), {@code /proc/pid/stat}: the state stands behind the name in parentheses, {@code T} for stopped. */
    private static boolean anyRuns(Path threads) {
        try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
            for (Path thread : each) {
                String stat = Files.readString(thread.resolve("stat"), StandardCharsets.ISO_8859_1);
                if ("TtZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0) return true;
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            return true; // a thread has just ended: they do still run
        }
    }

    /** Lets it go on after {@link #freeze}. */
    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
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
