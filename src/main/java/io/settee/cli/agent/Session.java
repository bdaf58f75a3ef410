package io.settee.cli.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One client, which has proved that it knows the file: its connections, and its command, which runs on the thread that serves it. */
final class Session {
    private static final int STEP_SECONDS = 5;
    private static final int MOST_MESSAGE = 100;
    private static final Pattern SIZE = Pattern.compile("size (\\d{1,5}) (\\d{1,5})");

    /** @param keys null if the client has no terminal */
    private record Streams(
            Connection out, Connection err, @Nullable Connection keys) {
        void close() {
            out.close();
            err.close();
            if (keys != null) keys.close();
        }
    }

    private final String name;
    private final Connection control;
    private final Map<String, CompletableFuture<Connection>> expected;
    private final CountDownLatch over = new CountDownLatch(1);

    /**
     * Begins.
     *
     * @param expected the connections that clients are to make, by their first line; those of this session are in it until it has ended
     */
    Session(String name, Connection control, Map<String, CompletableFuture<Connection>> expected) {
        this.name = name;
        this.control = control;
        this.expected = expected;
    }

    /**
     * Serves it, and returns when it has ended.
     *
     * @param turns one of which a command needs; the client runs its command itself if there is none left
     */
    void serve(String answer, Semaphore turns, Agent.Commands commands) throws IOException, InterruptedException {
        CompletableFuture<Connection> out = expect("out");
        CompletableFuture<Connection> err = expect("err");
        CompletableFuture<Connection> keys = expect("in");
        try {
            control.say(answer + " " + name);
            var said = new Fields(control.in());
            Request request = Request.read(said);
            if (!request.atTerminal()) forget("in", keys);
            var streams = new Streams(arrived(out), arrived(err), request.atTerminal() ? arrived(keys) : null);
            if (!turns.tryAcquire()) {
                control.say("no");
                return;
            }
            try {
                run(request, said, streams, commands);
            } finally {
                turns.release();
            }
        } catch (Declined e) {
            control.say("no");
        } finally {
            forget("out", out);
            forget("err", err);
            forget("in", keys);
        }
    }

    private CompletableFuture<Connection> expect(String what) {
        var connection = new CompletableFuture<Connection>();
        expected.put(name + " " + what, connection);
        return connection;
    }

    private static Connection arrived(CompletableFuture<Connection> connection) throws InterruptedException {
        try {
            return connection.get(STEP_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // There may have been no room for them among strangers, or this agent takes nobody any more.
            throw new Declined("a client that does not make its connections");
        }
    }

    private void forget(String what, CompletableFuture<Connection> connection) {
        expected.remove(name + " " + what);
        connection.cancel(false);
        if (!connection.isCancelled()) connection.join().close();
    }

    private void run(Request request, Fields said, Streams streams, Agent.Commands commands) throws IOException {
        Caller caller = request.caller().loggingTo(streams.err().out());
        CallerTerminal terminal = null;
        if (streams.keys() != null) {
            terminal = new CallerTerminal(streams.keys().in(), streams.out().out(), () -> control.say("terminal"));
            caller = caller.at(terminal);
        }
        CompletableFuture<Void> watch = watch(said, terminal, streams);
        String verdict = verdict(caller, request.arguments(), streams, commands);
        over.countDown();
        // Its client must not be told before it has all of the output.
        streams.out().socket().shutdownOutput();
        streams.err().socket().shutdownOutput();
        control.socket().shutdownInput();
        watch.join();
        Thread.interrupted(); // it was for the command, which has ended
        control.say(verdict);
    }

    private static String verdict(Caller caller, List<String> arguments, Streams streams, Agent.Commands commands)
            throws IOException {
        OutputStream out = streams.out().out();
        OutputStream err = streams.err().out();
        try {
            return "status " + caller.run(() -> commands.run(out, err, arguments));
        } catch (Declined e) {
            return "no";
        } catch (RuntimeException | Error e) {
            var told = new PrintWriter(err, true, StandardCharsets.UTF_8);
            told.println(
                    "settee: the agent cannot run this. If the program was built anew, restart it: settee agent start."
                            + " Otherwise please report it with these lines:");
            e.printStackTrace(told);
            return "status 1";
        }
    }

    /** For the end of the client, from now on without a limit of time. */
    private CompletableFuture<Void> watch(Fields said, @Nullable CallerTerminal terminal, Streams streams)
            throws IOException {
        control.socket().setSoTimeout(0);
        if (streams.keys() != null) streams.keys().socket().setSoTimeout(0);
        Thread command = Thread.currentThread();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        listen(said, terminal);
                    } finally {
                        end(command, streams);
                    }
                },
                Thread.ofVirtual().name("settee-agent-watch")::start);
    }

    /** Until the client wants the command to end, or is gone. */
    private static void listen(Fields said, @Nullable CallerTerminal terminal) {
        try {
            while (true) {
                Matcher size = SIZE.matcher(said.within(MOST_MESSAGE).next());
                if (!size.matches()) return;
                if (terminal != null) {
                    terminal.resize(
                            new CallerTerminal.Size(Integer.parseInt(size.group(2)), Integer.parseInt(size.group(1))));
                }
            }
        } catch (IOException e) {
            // As if it had said so.
        }
    }

    private void end(Thread command, Streams streams) {
        if (over.getCount() == 0) return;
        command.interrupt();
        try {
            if (over.await(STEP_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // It may be writing to a client that does not read.
        streams.close();
    }
}
