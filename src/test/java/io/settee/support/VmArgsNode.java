package io.settee.support;

import io.settee.ErlangNode;
import io.settee.config.VmArgs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A node of ours in a JVM of its own, started from a {@code vm.args}: for what only properties of the whole process decide. */
public final class VmArgsNode implements AutoCloseable {
    private static final String READY = "ready";

    private final Process process;

    private VmArgsNode(Process process) {
        this.process = process;
    }

    /** Starts it and returns when it can be reached. */
    public static VmArgsNode start(Path vmArgs, Map<String, String> environment, List<String> jvmOptions)
            throws IOException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1"));
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-cp",
                // Where the tests are run by another launcher's jar, that is the class path of this JVM.
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                VmArgsNode.class.getName(),
                vmArgs.toString()));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        var printed = new ArrayList<String>();
        var lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.equals(READY)) return new VmArgsNode(process);
            printed.add(line);
        }
        throw new AssertionError("the node did not start: " + printed);
    }

    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) throw new AssertionError("pid " + process.pid() + " still runs");
    }

    /** Argument: the vm.args. Ends with its standard input. */
    public static void main(String[] args) throws Exception {
        VmArgs settings = VmArgs.read(Path.of(args[0]), System.getenv());
        try (ErlangNode node = ErlangNode.fromVmArgs(settings).start()) {
            System.out.println(READY);
            while (System.in.read() >= 0) node.name();
        }
    }
}
