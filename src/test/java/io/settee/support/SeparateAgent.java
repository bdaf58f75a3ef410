package io.settee.support;

import io.settee.cli.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** {@code settee agent} in a JVM of its own, with the class path of the tests for its jar. */
public final class SeparateAgent implements AutoCloseable {
    private static final Path SCRIPT =
            Path.of("src/main/scripts/settee-by-agent").toAbsolutePath();

    private final JavaProgram program;
    private final Path file;

    private SeparateAgent(JavaProgram program, Path file) {
        this.program = program;
        this.file = file;
    }

    /** Starts one that has done what commands do only once; returns when it serves. */
    public static SeparateAgent start(Path file) throws IOException {
        var agent = new SeparateAgent(
                JavaProgram.start(
                        Main.class,
                        Map.of("JAVA_TOOL_OPTIONS", "-Dsettee.agent=" + file),
                        "agent",
                        "start",
                        "--warm-ups",
                        "1"),
                file);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> {
            if (!agent.isAlive()) throw new AssertionError("the agent has ended: " + agent.program.rest());
            return Files.exists(file);
        });
        return agent;
    }

    /** The words by which a command is run by it. What it declines ends with status 1, and says nothing. */
    public List<String> client(List<String> arguments) {
        List<String> words = new ArrayList<>(
                List.of("bash", SCRIPT.toString(), "/bin/false", JavaProgram.classPath(), file.toString()));
        words.addAll(arguments);
        return words;
    }

    public Path file() {
        return file;
    }

    public boolean isAlive() {
        return program.isAlive();
    }

    /** {@code SIGKILL}; returns when it has ended. */
    public void kill() throws InterruptedException {
        program.kill();
    }

    @Override
    public void close() {
        program.close();
    }
}
