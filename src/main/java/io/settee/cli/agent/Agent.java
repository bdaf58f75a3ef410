package io.settee.cli.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * Runs commands for clients that know its {@link AgentFile}.
 *
 * <p>A client has three or four connections, each of which begins with a line. The first has the question; the agent says the answer and the name of a
 * session. The others have that name and {@code out} or {@code err}, which bring the command's output, or {@code in}, which takes the keys that are
 * typed at the client's terminal. Over the first comes the {@link Request}, and behind it what happens at the client: {@code size ROWS COLUMNS} of its
 * terminal, at the beginning and whenever that has changed, and {@code end} if the command is to be interrupted; the connection's end means the same. The
 * agent says over it {@code terminal} when the client is to {@link CallerTerminal hand over} its terminal, and {@code status N} when all is over, or
 * {@code no} if it has not run the command.
 */
public final class Agent implements AutoCloseable {
    private static final int STEP_MILLIS = 5_000;
    private static final int LOOK_MILLIS = 1_000;

    /** So many may be connected without having said what they want: anybody on this host can connect. */
    private static final int MOST_STRANGERS = 64;

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
    private final int mostAtOnce;
    private final Semaphore turns;
    private final Semaphore strangers = new Semaphore(MOST_STRANGERS);
    private final Map<String, CompletableFuture<Connection>> expected = new ConcurrentHashMap<>();
    private volatile long lastUse = System.nanoTime();

    private Agent(ServerSocket listener, Path path, AgentFile file, int mostAtOnce, Commands commands) {
        this.listener = listener;
        this.path = path;
        this.file = file;
        this.mostAtOnce = mostAtOnce;
        this.turns = new Semaphore(mostAtOnce);
        this.commands = commands;
    }

    /**
     * Begins to listen, and writes the file.
     *
     * @param jar the program whose commands it runs
     * @param mostAtOnce so many commands run at the same time; clients run others themselves
     */
    public static Agent start(Path path, String jar, int mostAtOnce, Commands commands) throws IOException {
        var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        try {
            AgentFile file = AgentFile.of(jar, listener.getLocalPort());
            file.write(path);
            return new Agent(listener, path, file, mostAtOnce, commands);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    /** Whether the one that has written this file is there. */
    public static boolean isThere(AgentFile file) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), file.port()), STEP_MILLIS);
            Connection agent = Connection.of(socket, STEP_MILLIS);
            agent.say(file.question());
            String answer = agent.line();
            return isSame(answer.substring(0, Math.max(0, answer.indexOf(' '))), file.answer());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Serves until no command has run for so long, or another agent has taken the place of this one, or its file is gone; and then until it has served
     * those who had come.
     */
    public void run(Duration idle) throws IOException {
        listener.setSoTimeout(LOOK_MILLIS);
        try (ExecutorService served = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("settee-agent").factory())) {
            do {
                welcomeTo(served);
                // Those who have begun are let in with all of their connections.
            } while (isWanted(idle) || !expected.isEmpty());
            close();
        }
    }

    /** Serves who comes next, if somebody comes soon. */
    private void welcomeTo(ExecutorService served) throws IOException {
        try {
            Socket socket = listener.accept();
            if (strangers.tryAcquire()) served.execute(() -> meet(socket));
            else Connection.close(socket);
        } catch (SocketTimeoutException e) {
            // Nobody does.
        }
    }

    private boolean isWanted(Duration idle) throws IOException {
        boolean used = turns.availablePermits() < mostAtOnce || System.nanoTime() - lastUse <= idle.toNanos();
        return used && AgentFile.read(path).filter(file::equals).isPresent();
    }

    private int used(OutputStream out, OutputStream err, List<String> arguments) {
        try {
            return commands.run(out, err, arguments);
        } finally {
            lastUse = System.nanoTime();
        }
    }

    private void meet(Socket socket) {
        try {
            Connection connection;
            String line;
            try {
                connection = Connection.of(socket, STEP_MILLIS);
                line = connection.line();
            } finally {
                strangers.release();
            }
            CompletableFuture<Connection> wanted = expected.remove(line);
            if (wanted != null) {
                if (!wanted.complete(connection)) connection.close();
                return;
            }
            try (connection) {
                if (!isSame(line, file.question())) return;
                new Session(AgentFile.secret(random), connection, expected).serve(file.answer(), turns, this::used);
            }
        } catch (IOException e) {
            Connection.close(socket);
        } catch (InterruptedException e) {
            Connection.close(socket);
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isSame(String given, String secret) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes the file away, if it is still this one's; nobody comes any more. */
    @Override
    public void close() throws IOException {
        listener.close();
        if (AgentFile.read(path).filter(file::equals).isPresent()) Files.deleteIfExists(path);
    }
}
