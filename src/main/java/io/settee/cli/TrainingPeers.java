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
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Nodes of ours, over TCP and over both versions of TLS that BEAM nodes speak, that answer what commands ask in a training; with an EPMD and certificates
 * of their own.
 */
final class TrainingPeers implements AutoCloseable {
    /** OTP 23 to 27 speak TLS 1.2 unless they are told otherwise, 29 speaks 1.3. */
    static final List<String> CARRIERS = List.of("tls12", "tls", "tcp");

    private final Path dir;
    private final EpmdServer epmd;
    private final List<ErlangNode> nodes;

    private TrainingPeers(Path dir, EpmdServer epmd, List<ErlangNode> nodes) {
        this.dir = dir;
        this.epmd = epmd;
        this.nodes = nodes;
    }

    static TrainingPeers start() throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("settee-train");
        var epmd = EpmdServer.startOnLoopback(0);
        Path options = CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT)
                .optionFile();
        String tls = "-proto_dist inet_tls -ssl_dist_optfile ";
        return new TrainingPeers(
                dir,
                epmd,
                List.of(
                        start(dir, epmd, "tls12", tls + withOldServer(options)),
                        start(dir, epmd, "tls", tls + options),
                        start(dir, epmd, "tcp", "-proto_dist inet_tcp")));
    }

    private static Path withOldServer(Path options) throws IOException {
        String text = Files.readString(options).replace("{server, [", "{server, [\n    {versions, ['tlsv1.2']},");
        return Files.writeString(options.resolveSibling("tls12.conf"), text);
    }

    private static ErlangNode start(Path dir, EpmdServer epmd, String carrier, String flags)
            throws IOException, InterruptedException {
        String text = "-name " + name(carrier) + "\n-setcookie train\n" + flags + "\n-env ERL_EPMD_PORT " + epmd.port();
        Files.writeString(vmArgs(dir, carrier), text);
        ErlangNode node = ErlangNode.fromVmArgs(VmArgs.parse("vm.args", text, Map.of()))
                .listen(InetAddress.getLoopbackAddress(), 0, 0)
                .start();
        TrainingShell.exportFrom(
                node,
                Exports.NONE
                        .standard()
                        .function(
                                "erl_eval",
                                "exprs",
                                2,
                                call -> tuple(atom("value"), tuple(atom("ok"), binary("trained")), list())));
        return node;
    }

    Path dir() {
        return dir;
    }

    static String name(String carrier) {
        return carrier + "_trainer@127.0.0.1";
    }

    static Path vmArgs(Path dir, String carrier) {
        return dir.resolve(carrier + ".args");
    }

    @Override
    public void close() {
        nodes.forEach(ErlangNode::close);
        epmd.close();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
