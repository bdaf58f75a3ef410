package io.settee.cli.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.settee.support.ProcessRun;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent, and the script by which the launcher talks to it, in a real bash. */
class AgentTest {
    private static final String JAR = "settee-cli.jar";
    private static final int MOST_AT_ONCE = 2;
    private static final Path SCRIPT =
            Path.of("src/main/scripts/settee-by-agent").toAbsolutePath();

    @TempDir
    private Path dir;

    private Path file = Path.of("");
    private Path launcher = Path.of("");

    /** What the launcher would do without an agent: here it says so. */
    @BeforeEach
    void haveALauncher() throws IOException {
        file = dir.resolve("run").resolve("agent");
        launcher = dir.resolve("settee");
        Files.writeString(launcher, "#!/bin/sh\necho \"without: $SETTEE_AGENT $*\"\nexit 7\n");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    }

    private static final PrintStream ERR = System.err;

    @BeforeAll
    static void logToCallers() {
        CallerLog.install();
    }

    @AfterAll
    static void logAsBefore() {
        System.setErr(ERR);
    }

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    private CompletableFuture<Void> start(Duration idle, Agent.Commands commands) throws IOException {
        Agent agent = Agent.start(file, JAR, MOST_AT_ONCE, commands);
        open.add(agent);
        var threads = Executors.newVirtualThreadPerTaskExecutor();
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        agent.run(idle);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                threads);
    }

    private ProcessBuilder client(String... arguments) {
        var words = new ArrayList<>(List.of("bash", SCRIPT.toString(), launcher.toString(), JAR, file.toString()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).directory(dir.toFile());
    }

    /** What a client does; its output as the characters that its bytes are. */
    private ProcessRun run(String... arguments) throws Exception {
        var builder = client(arguments);
        builder.environment().put("MARK", "of the\ncaller é");
        return ProcessRun.of(builder, "", ISO_8859_1);
    }

    private static void print(OutputStream to, byte[] bytes) {
        try {
            to.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void runsACommandAsItsCallerWouldAndPassesItsOutputOnByteByByte() throws Exception {
        byte[] large = new byte[1 << 20];
        for (int i = 0; i < large.length; i++) large[i] = (byte) i;
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            print(out, large);
            Caller caller = Caller.current();
            System.err.println("log");
            print(err, (arguments + caller.environment().get("MARK") + caller.path("x")).getBytes(UTF_8));
            return 3;
        });

        ProcessRun ran = run("call", "two words", "", "line\nbreak ü", "*");

        assertThat(ran.status()).isEqualTo(3);
        assertThat(ran.out()).isEqualTo(new String(large, ISO_8859_1));
        assertThat(ran.err())
                .isEqualTo("log\n[call, two words, , line\nbreak ü, *]of the\ncaller é"
                        + dir.toRealPath().resolve("x"));
        assertThat(Caller.current().environment()).isEqualTo(System.getenv());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("run"))))
                .isEqualTo("rwx------");
    }

    @Test
    void leavesToTheLauncherWhatItDeclines() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            throw new Declined("not mine");
        });

        ProcessRun ran = run("call", "a@b");

        assertThat(ran.out()).isEqualTo("without: off call a@b\n");
        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err()).isEmpty();
    }

    /** The agent has others in their place. */
    @Test
    void leavesToTheLauncherWhatReadsAFileOfItsOwnProcess() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> 0);

        for (String word : List.of("/dev/stdin", "--file=/dev/fd/63", "/proc/self/fd/0")) {
            assertThat(run("eval", "a@b", word).out()).isEqualTo("without: off eval a@b " + word + "\n");
        }
        var builder = client("eval", "a@b", "file:read_file(\"/proc/cpuinfo\")");
        assertThat(ProcessRun.of(builder).status()).isZero();
        builder.environment().put("SETTEE_COOKIE_FILE", "/dev/fd/63");
        assertThat(ProcessRun.of(builder).out()).startsWith("without: off eval");
    }

    @Test
    void tellsOfAnErrorOfTheCommandWhatItIs() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            if (arguments.contains("deep")) throw new StackOverflowError("on purpose");
            return 0;
        });

        ProcessRun run = run("call", "deep");

        assertThat(run.err())
                .startsWith("settee: the agent cannot run this")
                .contains("StackOverflowError: on purpose", getClass().getName());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run("call").status()).isZero();
    }

    /** The interrupt was for the command. */
    @Test
    void tellsTheStatusOfACommandThatPassesAnInterruptOn() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            Thread.currentThread().interrupt();
            return 130;
        });

        ProcessRun run = run("call");

        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(130);
    }

    @Test
    void tellsTheCommandThatNobodyReadsItsOutputAnyMore() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            try {
                while (true) out.write(new byte[1 << 16]);
            } catch (IOException e) {
                return 9;
            }
        });
        var words = new ArrayList<>(List.of("bash", "-c", "\"$@\" | head -c 1; exit ${PIPESTATUS[0]}", "bash"));
        words.addAll(client("call").command());

        assertThat(ProcessRun.of(new ProcessBuilder(words).directory(dir.toFile()))
                        .status())
                .isEqualTo(9);
    }

    @Test
    void leavesToTheLauncherWhatIsMoreThanTheAgentTakes() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> 0);

        String large = "x".repeat(120_000);
        ProcessRun bytes = run("call", large, large, large, large, large, large, large, large, large);
        assertThat(bytes.out()).startsWith("without: off call x");
        assertThat(bytes.status()).isEqualTo(7);

        var many = new String[10_001];
        Arrays.fill(many, "1");
        ProcessRun fields = run(many);
        assertThat(fields.out()).startsWith("without: off 1 1 1");
        assertThat(fields.status()).isEqualTo(7);
    }

    @Test
    void runsSeveralAtOnceEachForItsCallerAndLeavesToTheLauncherWhatIsTooMuch() throws Exception {
        var begun = new CountDownLatch(MOST_AT_ONCE);
        var go = new CountDownLatch(1);
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            begun.countDown();
            try {
                assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                var log = new Thread(() -> System.err.println("log of " + arguments));
                log.start();
                log.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            print(out, (arguments + " of " + Caller.current().environment().get("MARK")).getBytes(UTF_8));
            return 0;
        });
        var running = new ArrayList<Process>();
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            var builder = client("call", "number " + i);
            builder.environment().put("MARK", "caller " + i);
            running.add(builder.start());
        }
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(run("call", "c@d").out()).isEqualTo("without: off call c@d\n");

        go.countDown();
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Process each = running.get(i);
            assertThat(text(each.getInputStream())).isEqualTo("[call, number " + i + "] of caller " + i);
            assertThat(text(each.getErrorStream())).isEqualTo("log of [call, number " + i + "]\n");
            assertThat(each.waitFor()).isZero();
        }
    }

    private static String text(InputStream in) throws IOException {
        return new String(in.readAllBytes(), UTF_8);
    }

    /** Only the client itself: what it has started ends by itself then. */
    @Test
    void interruptsTheCommandOfAClientThatIsKilled() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            begun.countDown();
            sleep(interrupted);
            return 130;
        });
        Process client = client("call", "a@b").start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        List<ProcessHandle> helpers = client.descendants().toList();

        client.destroyForcibly();

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        for (ProcessHandle each : helpers) each.onExit().get(10, TimeUnit.SECONDS);
    }

    private static void sleep(CountDownLatch interrupted) {
        try {
            TimeUnit.MINUTES.sleep(1);
        } catch (InterruptedException e) {
            interrupted.countDown();
        }
    }

    /** A client that speaks as the script does. */
    private final class Client implements AutoCloseable {
        private final int port;
        private final Socket control;
        private final String session;
        private final List<Socket> streams = new ArrayList<>();

        Client(String... streams) throws IOException {
            AgentFile known = AgentFile.read(file).orElseThrow();
            port = known.port();
            control = connected(known.question());
            String[] said = line().split(" ", -1);
            assertThat(said[0]).isEqualTo(known.answer());
            session = said[1];
            connect(streams);
        }

        void connect(String... streams) throws IOException {
            for (String each : streams) this.streams.add(connected(session + " " + each));
        }

        private Socket connected(String line) throws IOException {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port);
            open.add(socket);
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write((line + "\n").getBytes(UTF_8));
            return socket;
        }

        void say(String... fields) throws IOException {
            control.getOutputStream().write((String.join("\0", fields) + "\0").getBytes(UTF_8));
        }

        String line() throws IOException {
            var line = new StringBuilder();
            for (int b = control.getInputStream().read();
                    b >= 0 && b != '\n';
                    b = control.getInputStream().read()) line.append((char) b);
            return line.toString();
        }

        Socket stream(int index) {
            return streams.get(index);
        }

        @Override
        public void close() throws IOException {
            control.close();
        }
    }

    private static final String[] REMSH = {"/", "1", "TERM=vt100", "1", "remsh", "terminal"};

    @Test
    void handsTheTerminalOfItsCallerToTheCommand() throws Exception {
        var sizes = new LinkedBlockingQueue<CallerTerminal.Size>();
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            CallerTerminal terminal = Caller.current().terminal().orElseThrow();
            try {
                terminal.take();
                terminal.onResize(() -> sizes.add(terminal.size()));
                sizes.add(terminal.size());
                for (int key = terminal.keys().read();
                        key >= 0;
                        key = terminal.keys().read()) terminal.screen().write(key + 1);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 4;
        });
        try (var client = new Client("out", "err", "in")) {
            client.say(REMSH);
            client.say("size 24 80");
            assertThat(client.line()).isEqualTo("terminal");
            assertThat(sizes.poll(10, TimeUnit.SECONDS)).isEqualTo(new CallerTerminal.Size(80, 24));
            client.say("size 0 61");
            assertThat(sizes.poll(10, TimeUnit.SECONDS)).isEqualTo(new CallerTerminal.Size(61, 0));
            Socket keys = client.stream(2);
            keys.getOutputStream().write(new byte[] {0, 3, 'a'});
            assertThat(client.stream(0).getInputStream().readNBytes(3)).containsExactly(1, 4, 'b');
            keys.shutdownOutput();
            assertThat(client.line()).isEqualTo("status 4");
            assertThat(client.stream(0).getInputStream().read()).isEqualTo(-1);
        }
    }

    /** Each is over at once, and others are served. */
    @Test
    void interruptsTheCommandOfAClientThatWantsItOrSaysWhatIsNoneOfItsBusiness() throws Exception {
        var begun = new Semaphore(0);
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            begun.release();
            var interrupted = new CountDownLatch(1);
            sleep(interrupted);
            return interrupted.getCount() == 0 ? 130 : 1;
        });
        for (String said : List.of("end", "size 1", "size 111111 1", "size 1 1 ", "x".repeat(200))) {
            try (var client = new Client("out", "err", "in")) {
                client.say(REMSH);
                assertThat(begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
                client.say(said);
                assertThat(client.line()).as(said).isEqualTo("status 130");
            }
        }
    }

    /** Neither the connections that they make nor those that they leave out. */
    @Test
    void runsNothingForAClientThatAsksForWhatIsNoCommand() throws Exception {
        var ran = new Semaphore(0);
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            ran.release();
            return 0;
        });
        for (String[] said : List.of(
                new String[] {"/", "-1"}, new String[] {"/", "10001"}, new String[] {"/", "many"}, new String[] {
                    "/" + "x".repeat(1 << 20)
                })) {
            try (var client = new Client("out", "err")) {
                try {
                    client.say(said);
                } catch (IOException e) {
                    // It has closed the connection already.
                }
                assertThat(end(client.control)).isEqualTo(-1);
                assertThat(end(client.stream(0))).isEqualTo(-1);
            }
        }
        assertThat(run("call").status()).isZero();
        assertThat(ran.tryAcquire(2)).isFalse();
    }

    @Test
    void endsOnlyWhenItsCommandsHaveEnded() throws Exception {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        CompletableFuture<Void> running = start(Duration.ofMinutes(1), (out, err, arguments) -> {
            begun.countDown();
            try {
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return 0;
        });
        AgentFile known = AgentFile.read(file).orElseThrow();
        assertThat(Agent.isThere(known)).isTrue();
        Process client = client("call").start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Files.delete(file);
        // It looks for its file whenever somebody comes.
        Awaitility.await().until(() -> !Agent.isThere(known));

        assertThat(running).isNotDone();
        go.countDown();
        running.get(10, TimeUnit.SECONDS);
        assertThat(client.waitFor()).isZero();
    }

    /** Its process ends with it, and nobody would know what has been done. */
    @Test
    void servesWhoeverHasComeBeforeItEnds() throws Exception {
        var ended = new CompletableFuture<CompletableFuture<Void>>();
        CompletableFuture<Void> running = start(
                Duration.ofMinutes(1), (out, err, arguments) -> ended.join().isDone() ? 1 : 0);
        ended.complete(running);
        try (var client = new Client()) {
            Files.delete(file);
            client.connect("out", "err");
            client.say("/", "0", "1", "call", "");
            assertThat(client.line()).isEqualTo("status 0");
        }
        running.get(10, TimeUnit.SECONDS);
    }

    /** They may have been sent away as strangers. */
    @Test
    void leavesToTheLauncherACommandWhoseConnectionsDoNotCome() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> 0);
        try (var client = new Client("out")) {
            client.say("/", "0", "1", "call", "");
            assertThat(client.line()).isEqualTo("no");
        }
    }

    @Test
    void isNotKeptByWhoeverOnlyAsksWhetherItIsThere() throws Exception {
        CompletableFuture<Void> running = start(Duration.ofSeconds(1), (out, err, arguments) -> 0);
        AgentFile known = AgentFile.read(file).orElseThrow();

        await().until(() -> !Agent.isThere(known));
        running.get(10, TimeUnit.SECONDS);
    }

    @Test
    void endsWhenItsFileIsOverwrittenBySomethingElse() throws Exception {
        CompletableFuture<Void> running = start(Duration.ofMinutes(1), (out, err, arguments) -> 0);

        Files.write(file, new byte[] {(byte) 0xff, '\n'});

        running.get(10, TimeUnit.SECONDS);
    }

    @Test
    void isThereOnlyIfItKnowsItsOwnAnswer() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> 0);
        AgentFile known = AgentFile.read(file).orElseThrow();

        assertThat(Agent.isThere(known)).isTrue();
        assertThat(Agent.isThere(new AgentFile(JAR, known.port(), 1, known.question(), "other")))
                .isFalse();
        assertThat(Agent.isThere(new AgentFile(JAR, known.port(), 1, "other", known.answer())))
                .isFalse();
    }

    @Test
    void isNotUsedForAnotherProgramOrWhenItIsGone() throws Exception {
        CompletableFuture<Void> running = start(Duration.ofMinutes(1), (out, err, arguments) -> 0);
        String text = Files.readString(file);
        Files.writeString(file, text.replace(JAR, "other.jar"));

        assertThat(run("call").out()).startsWith("without: ");
        running.get(10, TimeUnit.SECONDS);
        for (AutoCloseable each : open) each.close();
        Files.writeString(file, text);
        assertThat(run("call").out()).startsWith("without: ");
    }

    /** Whoever gets its port after it has ended must not get the caller's environment. */
    @Test
    void tellsNothingToAnotherThatListensAtItsPort() throws Exception {
        try (var other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Files.createDirectories(dir.resolve("run"));
            Files.writeString(file, JAR + "\n" + other.getLocalPort() + "\n1\nquestion\nanswer\n");
            var heard = CompletableFuture.supplyAsync(() -> {
                try (Socket client = other.accept()) {
                    client.getOutputStream().write("another session\n".getBytes(UTF_8));
                    return new String(client.getInputStream().readAllBytes(), UTF_8);
                } catch (IOException e) {
                    return e.toString();
                }
            });

            assertThat(run("call").out()).startsWith("without: ");
            assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("question\n");
        }
    }

    @Test
    void saysNothingToWhoeverDoesNotKnowItsFile() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> 0);
        int port = AgentFile.read(file).orElseThrow().port();

        for (String line : List.of("guess\n", "x".repeat(300), "\n")) {
            try (var stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
                stranger.setSoTimeout(10_000);
                stranger.getOutputStream().write(line.getBytes(UTF_8));
                assertThat(end(stranger)).isEqualTo(-1);
            }
        }
        assertThat(run("call").status()).isZero();
    }

    @Test
    void sendsStrangersAwayWhenTooManyHaveSaidNothing() throws Exception {
        start(Duration.ofMinutes(1), (out, err, arguments) -> 0);
        int port = AgentFile.read(file).orElseThrow().port();
        var silent = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 64; i++) silent.add(new Socket(InetAddress.getLoopbackAddress(), port));

            assertThat(run("call").out()).startsWith("without: ");
        } finally {
            for (Socket socket : silent) socket.close();
        }
        await().until(() -> run("call").status() == 0);
    }

    private static int end(Socket socket) {
        try {
            return socket.getInputStream().read();
        } catch (IOException e) {
            // a reset, since it has not read all
            return -1;
        }
    }

    @Test
    void endsWhenItIsIdleAndTakesItsFileAway() throws Exception {
        start(Duration.ofMillis(1), (out, err, arguments) -> 0).get(10, TimeUnit.SECONDS);
        for (AutoCloseable each : open) each.close();
        assertThat(file).doesNotExist();
    }
}
