package io.settee.cli;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.ErlangNode;
import io.settee.certs.CertificateMaker;
import io.settee.config.VmArgs;
import io.settee.epmd.EpmdServer;
import io.settee.export.Exports;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code settee train}: does over TLS and TCP what commands do, with a node of ours at the other end, so that the launcher can record which
 * classes that takes ({@code -XX:AOTCacheOutput}). Nothing of it needs Erlang.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Does what commands do, for the launcher to record the classes it takes.")
final class TrainCommand implements Callable<Integer> {
    private static final String NAME = "trainer@127.0.0.1";

    @Override
    public Integer call() throws InterruptedException {
        exercise(1);
        return ExitStatus.OK.code();
    }

    /** Does it so many times, for whoever wants the code compiled as well. */
    static void exercise(int times) throws InterruptedException {
        try (var epmd = EpmdServer.startOnLoopback(0)) {
            Path dir = Files.createTempDirectory("settee-train");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(dir)));
            Path options = CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT)
                    .optionFile();
            exercise(times, dir, epmd.port(), "-proto_dist inet_tls -ssl_dist_optfile " + options);
            exercise(times, dir, epmd.port(), "-proto_dist inet_tcp");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void exercise(int times, Path dir, int epmdPort, String carrier)
            throws IOException, InterruptedException {
        String text = "-name " + NAME + "\n-setcookie train\n" + carrier + "\n-env ERL_EPMD_PORT " + epmdPort;
        Path file = Files.writeString(dir.resolve("vm.args"), text);
        try (ErlangNode node = ErlangNode.fromVmArgs(VmArgs.parse("vm.args", text, Map.of()))
                .listen(InetAddress.getLoopbackAddress(), 0, 0)
                .exports(Exports.NONE
                        .standard()
                        .function(
                                "erl_eval",
                                "exprs",
                                2,
                                call -> tuple(atom("value"), tuple(atom("ok"), binary("trained")), list())))
                .start()) {
            for (int i = 0; i < times; i++) {
                run("ping", "--vm-args", file.toString(), node.name().toString());
                run("call", "--vm-args", file.toString(), NAME, "erlang", "node");
                run("eval", "--vm-args", file.toString(), NAME, "trained");
            }
        }
    }

    private static void delete(Path dir) {
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
