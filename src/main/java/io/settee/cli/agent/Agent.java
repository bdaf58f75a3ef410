package io.settee.cli.agent;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands for clients that know its {@link AgentFile}.
 *
 * <p>A client has three connections, each of which begins with a line. The first has the question; the agent says the answer and the name of a
 * session. The two others have that name and {@code out} or {@code err}, and bring the command's output. Behind the {@link Request}, which comes over
 * the first, the agent says {@code status N} when all is over, or {@code no} if it has not run the command.
 */
public final class Agent implements AutoCloseable {
    private static final int STEP_MILLIS = 5_000;
    private static final int MOST_LINE = 200;
    private static final int LOOK_MILLIS = 1_000;

    /** What runs a command and returns its exit status. */
    @FunctionalInterface
    public interface Commands {
        /**
         * Runs one, for {@link Caller#current}.
         *
         * @throws Declined if the caller itself must run it
         */
        int run(OutputStream out, OutputStream err, List<String> arguments);
    }

    private final ServerSocket listener;
    private final Path path;
    private final AgentFile file;
    private final Commands commands;
    private final SecureRandom random = new SecureRandom();
    private final Semaphore turn = new Semaphore(1);
    private final Map<String, LinkedBlockingQueue<Socket>> sessions = new ConcurrentHashMap<>();
    private volatile long lastUse = System.nanoTime();

    private Agent(ServerSocket listener, Path path, AgentFile file, Commands commands) {
        this.listener = listener;
        this.path = path;
        this.file = file;
        this.commands = commands;
    }

    /**
     * Begins to listen, and writes the file.
     *
     * @param jar the program whose commands it runs
     */
    public static Agent start(Path path, String jar, Commands commands) throws IOException {
        var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try {
            AgentFile file = AgentFile.of(jar, listener.getLocalPort());
            file.write(path);
            return new Agent(listener, path, file, commands);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /** Serves until nobody has come for so long, or another agent has taken the place of this one, or its file is gone. */
    public void run(Duration idle) throws IOException {
        listener.setSoTimeout(LOOK_MILLIS);
        while (AgentFile.read(path).filter(file::equals).isPresent()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().name("settee-agent").start(() -> meet(socket));
            } catch (SocketTimeoutException e) {
                boolean free = turn.availablePermits() > 0;
                if (free && System.nanoTime() - lastUse > idle.toNanos()) return;
            }
        }
    }

    private void meet(Socket socket) {
        try {
            socket.setSoTimeout(STEP_MILLIS);
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            String line = line(in);
            LinkedBlockingQueue<Socket> waiting = sessions.get(line);
            if (waiting != null) {
                waiting.add(socket);
            } else if (isSame(line, file.question())) {
                try (socket) {
                    serve(socket, in);
                }
            } else {
                socket.close();
            }
        } catch (IOException e) {
            close(socket);
        } catch (InterruptedException e) {
            close(socket);
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSame(String given, String secret) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0 || line.length() == MOST_LINE) throw new IOException("not a line of a client of ours");
            line.append((char) b);
        }
        return line.toString();
    }

    private void serve(Socket control, InputStream in) throws IOException, InterruptedException {
        OutputStream say = control.getOutputStream();
        String session = AgentFile.secret(random);
        var out = new LinkedBlockingQueue<Socket>();
        var err = new LinkedBlockingQueue<Socket>();
        sessions.put(session + " out", out);
        sessions.put(session + " err", err);
        try {
            say.write((file.answer() + " " + session + "\n").getBytes(StandardCharsets.US_ASCII));
            Request request = Request.read(in);
            try (Socket stdout = out.poll(STEP_MILLIS, TimeUnit.MILLISECONDS);
                    Socket stderr = err.poll(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                if (stdout == null || stderr == null) return;
                say.write((verdict(request, control, in, stdout, stderr) + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } finally {
            sessions.remove(session + " out");
            sessions.remove(session + " err");
        }
    }

    private String verdict(Request request, Socket control, InputStream in, Socket stdout, Socket stderr)
            throws IOException, InterruptedException {
        if (!turn.tryAcquire()) return "no";
        try {
            lastUse = System.nanoTime();
            control.setSoTimeout(0);
            Thread command = Thread.currentThread();
            var over = new AtomicBoolean();
            Thread watch = Thread.ofVirtual().name("settee-agent-watch").start(() -> {
                if (isOver(in) && !over.get()) command.interrupt();
            });
            Integer status = run(request, stdout.getOutputStream(), stderr.getOutputStream());
            over.set(true);
            // Its client must not be told before it has all of the output.
            stdout.shutdownOutput();
            stderr.shutdownOutput();
            control.shutdownInput();
            watch.join();
            return status == null ? "no" : "status " + status;
        } finally {
            lastUse = System.nanoTime();
            turn.release();
        }
    }

    /** Nothing more is to come from a client. */
    private static boolean isOver(InputStream in) {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private @Nullable Integer run(Request request, OutputStream out, OutputStream err) {
        PrintStream own = System.err;
        Caller.change(request.caller());
        // The log of a command is its caller's.
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            return commands.run(out, err, request.arguments());
        } catch (Declined e) {
            return null;
        } finally {
            System.setErr(own);
            Caller.change(null);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more, closed or not.
        }
    }

    /** Takes the file away, if it is still this one's. */
    @Override
    public void close() throws IOException {
        listener.close();
        if (AgentFile.read(path).filter(file::equals).isPresent()) Files.deleteIfExists(path);
    }
}
