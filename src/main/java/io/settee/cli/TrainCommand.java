package io.settee.cli;

import io.settee.config.VmArgs;
import io.settee.identity.NodeName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code settee train}: does over TLS and TCP what commands do, so that the launcher can record which classes that takes
 * ({@code -XX:AOTCacheOutput}). The nodes at the other end are ours, in a JVM of their own: what they load would be in every command's way, since
 * Java gets all classes of an AOT cache ready at its start. Nothing of it needs Erlang.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Does what commands do, for the launcher to record the classes it takes.")
final class TrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--peers", description = "Be the nodes at the other end, until the standard input ends.")
    private boolean peers;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (peers) bePeers();
        else train();
        return ExitStatus.OK.code();
    }

    private void bePeers() throws IOException, InterruptedException {
        try (var started = TrainingPeers.start()) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(started.dir());
            out.flush();
            System.in.readAllBytes();
        }
    }

    private static void train() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "train",
                        "--peers")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
                PrintWriter end = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8))) {
            String dir = said.readLine();
            if (dir == null) throw new CommandFailure("the nodes to train with did not start");
            HeadStart.forDialling();
            drive(Path.of(dir), 1);
            Path file = TrainingPeers.vmArgs(Path.of(dir), "tls");
            run("remsh", "--help");
            TrainingShell.use(VmArgs.read(file, Map.of()), NodeName.of(TrainingPeers.name("tls")));
            end.flush();
        }
        process.waitFor();
    }

    /** All of it in this JVM, so many times, for whoever wants the code compiled as well. */
    static void exercise(int times) throws IOException, InterruptedException {
        try (var started = TrainingPeers.start()) {
            drive(started.dir(), times);
            for (String carrier : TrainingPeers.CARRIERS) {
                String file = TrainingPeers.vmArgs(started.dir(), carrier).toString();
                for (int i = 0; i < times; i++) {
                    TrainingShell.forCaller(
                            started.dir(), () -> run("remsh", "--vm-args", file, TrainingPeers.name(carrier)));
                }
            }
        }
    }

    private static void drive(Path dir, int times) {
        for (String carrier : TrainingPeers.CARRIERS) {
            String file = TrainingPeers.vmArgs(dir, carrier).toString();
            String node = TrainingPeers.name(carrier);
            for (int i = 0; i < times; i++) {
                run("ping", "--vm-args", file, node);
                run("call", "--vm-args", file, node, "erlang", "node");
                run("eval", "--vm-args", file, node, "trained");
            }
        }
    }

    private static void run(String... arguments) {
        var said = new StringWriter();
        var writer = new PrintWriter(said);
        int status = Main.run(writer, writer, arguments);
        if (status != 0)
            throw new CommandFailure("settee " + String.join(" ", arguments) + " ended with " + status + ": " + said);
    }
}
