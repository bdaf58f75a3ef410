package io.settee.cli.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent, and the script by which the launcher talks to it, in a real bash. */
class AgentTest {
    private static final String JAR = "settee-cli.jar";
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

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : open) each.close();
    }

    private CompletableFuture<Void> start(Duration idle, Agent.Commands commands) throws IOException {
        Agent agent = Agent.start(file, JAR, commands);
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

    /** What a client did; its output as the characters that its bytes are. */
    private record Ran(int status, String out, String err) {}

    private ProcessBuilder client(String... arguments) {
        var words = new ArrayList<>(List.of("bash", SCRIPT.toString(), launcher.toString(), JAR, file.toString()));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).directory(dir.toFile());
    }

    private Ran run(String... arguments) throws Exception {
        var builder = client(arguments);
        builder.environment().put("MARK", "of the\ncaller é");
        Process process = builder.start();
        var err = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getErrorStream().readAllBytes(), UTF_8);
            } catch (IOException e) {
                return e.toString();
            }
        });
        String out = new String(process.getInputStream().readAllBytes(), ISO_8859_1);
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return new Ran(process.exitValue(), out, err.get(10, TimeUnit.SECONDS));
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

        Ran ran = run("call", "two words", "", "line\nbreak ü", "*");

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

        Ran ran = run("call", "a@b");

        assertThat(ran.out()).isEqualTo("without: off call a@b\n");
        assertThat(ran.status()).isEqualTo(7);
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void leavesToTheLauncherWhatComesWhileItIsBusyAndInterruptsTheCommandOfAClientThatIsKilled() throws Exception {
        var begun = new CountDownLatch(1);
        var interrupted = new CountDownLatch(1);
        start(Duration.ofMinutes(1), (out, err, arguments) -> {
            begun.countDown();
            try {
                TimeUnit.MINUTES.sleep(1);
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return 130;
        });
        Process first = client("call", "a@b").start();
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(run("call", "c@d").out()).isEqualTo("without: off call c@d\n");

        first.descendants().forEach(ProcessHandle::destroyForcibly);
        first.destroyForcibly();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
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
