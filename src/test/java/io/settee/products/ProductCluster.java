package io.settee.products;

import static org.assertj.core.api.Assertions.assertThat;

import io.settee.identity.NodeName;
import io.settee.support.SeparateNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Two nodes of a product on this machine, with a distribution over TLS: on the loopback interface only, in a folder of their own, and ended with
 * {@code SIGKILL}.
 */
abstract class ProductCluster implements AutoCloseable {
    private static final long SECONDS = 60;
    private static final Path NO_INPUT = Path.of("/dev/null");

    /** Where its programs are. */
    final Path folder;

    final Path work;
    final SeparateNode.Settings like;
    private final Map<String, String> environment = new HashMap<>();
    private final List<Process> nodes = new ArrayList<>();
    private final Thread atExit = new Thread(this::kill, "product-end");

    /**
     * Makes its folder; the programs are those of {@link Products} or, if older, of Debian's release before.
     *
     * @param like its EPMD, cookie and option file are theirs, too
     */
    ProductCluster(SeparateNode.Settings like, boolean older) throws IOException {
        this.like = like;
        folder = older ? folder().resolve("bookworm") : folder();
        work = Files.createTempDirectory("settee-product");
        Runtime.getRuntime().addShutdownHook(atExit);
        Path cookie = Files.writeString(work.resolve(".erlang.cookie"), like.cookie());
        Files.setPosixFilePermissions(cookie, PosixFilePermissions.fromString("r--------"));
        environment.putAll(Map.of(
                "PATH",
                folder.resolve("bin") + ":" + System.getenv("PATH"),
                "HOME",
                work.toString(),
                "LANG",
                "C.UTF-8",
                "ERL_EPMD_PORT",
                Integer.toString(like.epmdPort()),
                "ERL_EPMD_ADDRESS",
                "127.0.0.1",
                "ERL_CRASH_DUMP_SECONDS",
                "0"));
    }

    /** Where {@code test-cluster/erlang products} has put them. */
    static Path folder() {
        String given = System.getProperty("settee.products", System.getenv("SETTEE_PRODUCTS"));
        if (given != null && Files.isDirectory(Path.of(given))) return Path.of(given);
        throw new AssertionError("RabbitMQ, ejabberd and Elixir are not here (" + given + "). test-cluster/test fetches"
                + " them and passes -Dsettee.products=FOLDER, which test-cluster/erlang products prints.");
    }

    abstract List<NodeName> names();

    /** Starts both, has the second join the first, and returns when both run. */
    abstract void start() throws IOException, InterruptedException;

    /** Its own checks of its health, of both nodes. */
    abstract void check() throws IOException, InterruptedException;

    /** What its own tool for that prints when it evaluates these expressions. */
    abstract String evaluate(NodeName node, String expressions) throws IOException, InterruptedException;

    /** The words for {@code erl} that all of its nodes and tools get. */
    final String distribution() {
        return "-kernel inet_dist_use_interface {127,0,0,1} -proto_dist inet_tls -ssl_dist_optfile "
                + like.optionFile().orElseThrow();
    }

    final void set(String variable, Object value) {
        environment.put(variable, value.toString());
    }

    /** Starts a node, which runs until {@link #close}. */
    final void launch(Map<String, String> more, Object... command) throws IOException {
        nodes.add(process(work.resolve("node" + nodes.size() + ".log"), NO_INPUT, more, command));
    }

    /** Runs a tool to its end; what it printed. It has to end with 0. */
    final String run(Object... command) throws IOException, InterruptedException {
        return run(NO_INPUT, command);
    }

    /** As {@link #run(Object...)}, with this file as its standard input. */
    final String run(Path input, Object... command) throws IOException, InterruptedException {
        Path log = Files.createTempFile(work, "tool", ".log");
        int status = status(log, input, command);
        assertThat(status)
                .as(() -> String.join(" ", words(command)) + " printed:\n" + read(log) + "\nand its node:\n" + logs())
                .isZero();
        return read(log);
    }

    /** Whether a tool ends with 0. */
    final boolean succeeds(Object... command) throws IOException, InterruptedException {
        return status(Files.createTempFile(work, "tool", ".log"), NO_INPUT, command) == 0;
    }

    private int status(Path log, Path input, Object... command) throws IOException, InterruptedException {
        Process tool = process(log, input, Map.of(), command);
        if (!tool.waitFor(SECONDS, TimeUnit.SECONDS)) {
            end(tool);
            throw new AssertionError(
                    String.join(" ", words(command)) + " took more than " + SECONDS + " s and printed:\n" + read(log));
        }
        return tool.exitValue();
    }

    private Process process(Path log, Path input, Map<String, String> more, Object... command) throws IOException {
        var builder = new ProcessBuilder(words(command))
                .directory(work.toFile())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("ERL_"));
        builder.environment().putAll(environment);
        builder.environment().putAll(more);
        return builder.start();
    }

    private static List<String> words(Object... command) {
        return Stream.of(command).map(Object::toString).toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "(" + e + ")";
        }
    }

    private String logs() {
        var all = new StringBuilder();
        for (int i = 0; i < nodes.size(); i++) all.append(read(work.resolve("node" + i + ".log")));
        return all.toString();
    }

    private void kill() {
        nodes.forEach(ProductCluster::end);
    }

    /** Scripts may wait for the emulator they started. */
    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    @Override
    public void close() throws IOException, InterruptedException {
        kill();
        for (Process node : nodes) node.waitFor(10, TimeUnit.SECONDS);
        Runtime.getRuntime().removeShutdownHook(atExit);
        try (Stream<Path> files = Files.walk(work)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
