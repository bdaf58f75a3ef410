package io.settee.testkit;

import io.settee.identity.NodeName;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A running {@code erl}.
 *
 * <p>All expressions are evaluated by one Erlang process, one after the other: {@code self()} is the same in all of them, variables
 * stay bound (a second {@code X = …} is a match), and messages to it wait for a {@code receive} in a later one. An expression that fails leaves that process and the
 * variables as they were. Only an exit signal ends it (a linked process dies); the next expression then has a new process without
 * variables. Any thread.
 */
public final class ErlNode implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration EVAL_LIMIT = Duration.ofSeconds(20);

    private final ErlRelease release;
    private final @Nullable NodeName name;
    private final Answers answers;
    private final ChildProcess process;

    /** Guards the order of lines on the node's standard input. */
    private final ReentrantLock input = new ReentrantLock();

    private final AtomicInteger questions = new AtomicInteger();

    private ErlNode(ErlRelease release, @Nullable NodeName name, Answers answers, ChildProcess process) {
        this.release = release;
        this.name = name;
        this.answers = answers;
        this.process = process;
    }

    static ErlNode launch(
            ErlRelease release, @Nullable NodeName name, List<String> command, Map<String, String> environment) {
        var answers = new Answers();
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("-run", "settee_testkit", "start", answers.marker));
        var process = ChildProcess.start(whole, environment, TemporaryFolder.home(), answers::take);
        return new ErlNode(release, name, answers, process);
    }

    void awaitStart() {
        answer(answers.started, START_LIMIT, "start " + this);
    }

    /**
     * Its full name.
     *
     * @throws IllegalStateException if it was started without one
     */
    public NodeName name() {
        if (name == null) throw new IllegalStateException("this node was started without a name; evaluate node()");
        return name;
    }

    /** The release that it runs. */
    public ErlRelease release() {
        return release;
    }

    /** The id of its operating system process. */
    public long pid() {
        return process.pid();
    }

    /**
     * Evaluates expressions, at most 20 s.
     *
     * @param expressions Erlang, separated by commas, with or without the final full stop: {@code X = 1, X + 1.}
     * @return the value of the last one as {@code ~0tp} prints it
     * @throws ErlangFailure if it does not parse, fails or takes too long; the message has Erlang's words
     */
    public String eval(String expressions) {
        return eval(expressions, EVAL_LIMIT);
    }

    /** As {@link #eval(String)} with another limit of time. */
    public String eval(String expressions, Duration limit) {
        return new String(ask("text", expressions, limit), StandardCharsets.UTF_8);
    }

    /**
     * As {@link #eval(String)}, but the value comes as bytes.
     *
     * @return what {@code term_to_binary/1} of this release makes of the last value: external term format with its version byte
     */
    public byte[] evalTerm(String expressions) {
        return ask("term", expressions, EVAL_LIMIT);
    }

    private byte[] ask(String form, String expressions, Duration limit) {
        String trimmed = expressions.strip();
        String whole = trimmed.endsWith(".") ? trimmed : trimmed + ".";
        String id = Integer.toString(questions.incrementAndGet());
        var answer = answers.expect(id);
        String encoded = Base64.getEncoder().encodeToString(whole.getBytes(StandardCharsets.UTF_8));
        input.lock();
        try {
            process.send(id + " " + form + " " + encoded);
        } catch (UncheckedIOException e) {
            throw new ErlangFailure("cannot ask " + this + ", it " + process.state() + ". It printed:\n" + output(), e);
        } finally {
            input.unlock();
        }
        return answer(answer, limit, "evaluate " + trimmed);
    }

    private byte[] answer(CompletableFuture<Answer> awaited, Duration limit, String what) {
        // Without this, a node that dies would be waited for until the limit.
        var ended = Thread.ofVirtual().start(() -> {
            if (endOfOutput()) awaited.complete(new Answer.Ended());
        });
        try {
            return switch (awaited.get(limit.toNanos(), TimeUnit.NANOSECONDS)) {
                case Answer.Value(byte[] bytes) -> bytes;
                case Answer.Failed(String reason) ->
                    throw new ErlangFailure(this + " could not " + what + "\n" + reason);
                case Answer.Ended() ->
                    throw new ErlangFailure(this + " did not " + what + ": it " + process.state() + ". It printed:\n"
                            + process.output().tail());
            };
        } catch (TimeoutException e) {
            throw new ErlangFailure(this + " did not " + what + " within " + limit.toMillis()
                    + " ms (later expressions wait until it has). It " + process.state() + " and printed:\n"
                    + process.output().tail());
        } catch (ExecutionException e) {
            throw new IllegalStateException("nobody completes an answer exceptionally", e);
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        } finally {
            ended.interrupt();
        }
    }

    private boolean endOfOutput() {
        try {
            // Its output ends a moment before it does itself; messages are to give its status.
            return process.output().awaitEnd(Duration.ofDays(1)) && process.waitFor(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Stops it as {@code init:stop()} does, closing its connections in order; returns when it has ended. */
    public void stop() {
        if (!isAlive()) return;
        input.lock();
        try {
            process.send("stop");
        } catch (UncheckedIOException e) {
            // It is ending already; whether it does is seen below.
        } finally {
            input.unlock();
        }
        if (!process.awaitExit(STOP_LIMIT)) {
            throw new ErlangFailure(
                    this + " still runs " + STOP_LIMIT.toSeconds() + " s after init:stop(). It printed:\n" + output());
        }
    }

    /** Ends it as {@code SIGKILL} does; returns when it has ended. May be repeated. */
    public void kill() {
        process.kill();
    }

    /** The same as {@link #kill()}. */
    @Override
    public void close() {
        kill();
    }

    /** Freezes it with {@code SIGSTOP}, and returns when it is frozen: its connections stay open and nothing comes through them. */
    public void pause() {
        process.freeze();
    }

    /** Ends {@link #pause()}. */
    public void resume() {
        process.thaw();
    }

    /** Whether its process runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** All that it has printed, by lines: its log and what expressions printed. Of very long output, the last of it. */
    public String output() {
        return process.output().text();
    }

    /**
     * Waits until something that it printed, now or before, matches; at most 20 s.
     *
     * @param regex searched for in whole lines, so it may span several
     * @return the text that matched
     * @throws ErlangFailure if nothing matches in time
     */
    public String awaitOutput(String regex) {
        try {
            String found = process.output().await(Pattern.compile(regex), EVAL_LIMIT);
            if (found != null) return found;
        } catch (InterruptedException e) {
            throw ChildProcess.interrupted(e);
        }
        throw new ErlangFailure(this + " printed nothing like " + regex + " within " + EVAL_LIMIT.toSeconds()
                + " s; it " + process.state() + " and printed:\n" + output());
    }

    @Override
    public String toString() {
        return (name == null ? "an unnamed node" : name) + " (OTP " + release.version() + ", pid " + pid() + ")";
    }

    private sealed interface Answer {
        @SuppressWarnings("ArrayRecordComponent") // never compared, and gone as soon as it is read
        record Value(byte[] bytes) implements Answer {}

        record Failed(String reason) implements Answer {}

        /** The node is gone. */
        record Ended() implements Answer {}
    }

    /** Sorts the node's answers out of its output: lines {@code MARKER ID value|failed BASE64}. */
    private static final class Answers {
        // Unguessable, lest an expression that prints our command line be taken for an answer.
        private final String marker = "settee" + HexFormat.of().formatHex(SecureRandom.getSeed(8));
        private final CompletableFuture<Answer> started = new CompletableFuture<>();
        private final Map<String, CompletableFuture<Answer>> expected = new ConcurrentHashMap<>(Map.of("0", started));

        CompletableFuture<Answer> expect(String id) {
            var answer = new CompletableFuture<Answer>();
            expected.put(id, answer);
            return answer;
        }

        /** Returns what of the line is not an answer: an expression may have printed the beginning of the line. */
        Optional<String> take(String line) {
            int at = line.indexOf(marker);
            if (at < 0) return Optional.of(line);
            String[] words = line.substring(at).split(" ", -1);
            var awaited = expected.remove(words[1]);
            if (awaited != null) {
                byte[] bytes = Base64.getDecoder().decode(words[3]);
                awaited.complete(
                        words[2].equals("value")
                                ? new Answer.Value(bytes)
                                : new Answer.Failed(new String(bytes, StandardCharsets.UTF_8)));
            }
            return at == 0 ? Optional.empty() : Optional.of(line.substring(0, at));
        }
    }
}
