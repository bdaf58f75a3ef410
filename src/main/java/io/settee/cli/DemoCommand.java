package io.settee.cli;

import io.settee.ErlangNode;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.VmArgs;
import io.settee.testkit.ErlangFailure;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code settee demo}: a Java node in a cluster of TLS and TCP nodes. */
@Command(
        name = "demo",
        description = "A Java node joins three Erlang nodes, two over TLS and one over TCP, and shows it.")
final class DemoCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--vm-args",
            paramLabel = "FILE",
            description = "The settings to start from. Default: ${DEFAULT-VALUE}.")
    private Path vmArgs = Path.of("vm.args.example");

    @Option(
            names = "--certs",
            paramLabel = "DIR",
            description =
                    "Where certificates are made; what the settings name as option file. Default: ${DEFAULT-VALUE}.")
    private Path certs = Path.of("certs", "test");

    @Option(
            names = "--without-erlang",
            description =
                    "Shows the same between Java nodes, with the embedded EPMD. An erl on the PATH is not needed then.")
    private boolean withoutErlang;

    @Override
    public Integer call() throws InterruptedException {
        long start = System.nanoTime();
        PrintWriter out = spec.commandLine().getOut();
        if (!Files.exists(vmArgs)) {
            throw new CommandFailure(
                    vmArgs.toAbsolutePath() + " does not exist: run this where vm.args.example is, or give --vm-args");
        }
        CertificateFolder made =
                CertificateMaker.writeCluster(certs, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        out.println("Certificates for 127.0.0.1, made by our own code: " + made.dir());
        VmArgs args = VmArgs.read(vmArgs, System.getenv());
        try (DemoCluster cluster = withoutErlang ? new DemoJava(args) : erlang(args, made)) {
            out.println("Three nodes are up: " + cluster.node(1) + ", " + cluster.node(2) + ", " + cluster.node(3)
                    + " (" + cluster.kind() + ")");
            try (ErlangNode node = ErlangNode.fromVmArgs(args)
                    .listen(InetAddress.getLoopbackAddress(), 0, 0)
                    .epmdPort(cluster.epmdPort())
                    .start()) {
                new DemoScene(out, cluster, node).play();
            }
        }
        out.printf(
                "%nDone after %.1f s; every process that was started has ended.%n", (System.nanoTime() - start) / 1e9);
        out.flush();
        return 0;
    }

    private static DemoCluster erlang(VmArgs args, CertificateFolder made) {
        try {
            return new DemoErlang(args, made.optionFile());
        } catch (ErlangFailure e) {
            throw new CommandFailure(
                    "the Erlang nodes do not start: " + e.getMessage()
                            + "\nTry --without-erlang for the same between Java nodes.",
                    e);
        }
    }
}
