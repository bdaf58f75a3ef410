package io.settee.support;

import io.settee.testkit.ErlReleases;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A real {@code erl} that evaluates one line of Erlang at a time, for the tests below the layer at which {@code testkit} can be used. It
 * ends when its standard input ends, so none survives the JVM.
 */
public final class RealErl implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String RESULT = "=> ";

    private static final String LOOP = "F = fun(F) -> case io:get_line(\"\") of eof -> erlang:halt(); "
            + "L -> {ok, T, _} = erl_scan:string(L), {ok, E} = erl_parse:parse_exprs(T), "
            + "io:format(\"" + RESULT + "~w~n\", [catch element(2, erl_eval:exprs(E, []))]), F(F) end end, "
            + "io:format(\"" + RESULT + "ready~n\"), F(F).";

    private final Process process;
    private final BlockingQueue<String> results = new LinkedBlockingQueue<>();
    private final List<String> output = new CopyOnWriteArrayList<>();

    private RealErl(Process process) {
        this.process = process;
    }

    /** The program of this release; a missing one fails the test. */
    public static String program(int release) {
        return ErlReleases.of(release).erl().toString();
    }

    /** Another program of the same release, such as {@code epmd}. */
    public static String program(int release, String sibling) {
        String erl = program(release);
        return erl.contains("/") ? Path.of(erl).resolveSibling(sibling).toString() : sibling;
    }

    /** Starts a node and waits until it evaluates; {@code arguments} name it, or not. */
    public static RealErl start(int release, int epmdPort, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(program(release), "-noshell", "-start_epmd", "false"));
        command.addAll(Arrays.asList(arguments));
        command.addAll(List.of("-eval", LOOP));
        Process process = processIn(epmdPort, command).start();
        var erl = new RealErl(process);
        Thread.ofVirtual().start(erl::read);
        erl.result("the start of " + command);
        return erl;
    }

    /** Starts a program with an EPMD port of its own and a home directory without a cookie. */
    public static ProcessBuilder processIn(int epmdPort, List<String> command) throws IOException {
        // Below target, where mvn clean takes it away; erl leaves files in it.
        Path homes = Files.createDirectories(Path.of("target", "erl-homes").toAbsolutePath());
        Path home = Files.createTempDirectory(homes, "home");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(home.toFile());
        builder.environment().put("HOME", home.toString());
        builder.environment().put("ERL_EPMD_PORT", Integer.toString(epmdPort));
        builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
        builder.environment().put("ERL_CRASH_DUMP_BYTES", "0");
        return builder;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (line.startsWith(RESULT)) results.add(line.substring(RESULT.length()));
            }
        } catch (IOException e) {
            output.add("(the output broke: " + e.getMessage() + ")");
        }
    }

    /** Evaluates an expression, which must end with a full stop, and returns its value as {@code ~w} prints it. */
    public String eval(String expression) {
        begin(expression);
        return result(expression);
    }

    /** Has an expression evaluated without waiting for its value; {@link #result} waits for it. */
    public void begin(String expression) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(expression)
                    .append('\n')
                    .flush();
        } catch (IOException e) {
            throw new UncheckedIOException("erl has ended; it printed " + output, e);
        }
    }

    public String result(String expression) {
        try {
            String result = results.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (result != null) return result;
            throw new AssertionError("erl gave no result for " + expression + "; it printed " + output);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All lines printed so far, for messages. */
    public List<String> output() {
        return output;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
