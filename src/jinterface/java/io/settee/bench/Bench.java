package io.settee.bench;

import io.settee.carrier.Carriers;
import io.settee.carrier.TlsEngine;
import io.settee.certs.CertificateFolder;
import io.settee.certs.CertificateMaker;
import io.settee.config.OptionFile;
import io.settee.testkit.ErlCluster;
import io.settee.testkit.ErlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Settee beside JInterface and the BEAM itself, against the same real BEAM peer: one row after another, and for each row many short rounds in which
 * the clients of one carrier do the same in turn. Machines have slow times that last for many seconds, and where one client was measured in such a
 * time and the other after it, the same two differed by a third from run to run.
 *
 * <p>Arguments: {@code [--rounds N] [--only ROW,…] [--carriers tcp,tls,tls13] [--json FILE]}.
 */
@Command(name = "bench")
public final class Bench implements Callable<Integer> {
    /**
     * Rounds that do not count, for each client alike: a JVM compiles meanwhile. With 64 callers Settee took 1,290, 821, 747, 606, 609 and 625 ms for
     * 40,000 calls, one round after the other.
     */
    private static final int WARM_UPS = 5;

    private enum On {
        TCP,
        TLS,
        TLS13
    }

    @Option(names = "--rounds")
    private int rounds = 12;

    @Option(names = "--only", split = ",")
    private List<Row> rows = List.of(Row.values());

    @Option(names = "--carriers", split = ",")
    private List<On> carriers = List.of(On.values());

    @Option(names = "--json")
    private @Nullable Path json;

    private final Cores cores = Cores.ofThisRun();
    private final Figures figures = new Figures();

    private Bench() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((mistake, words) -> {
                    System.err.println("bench: " + mistake.getMessage() + ". See test-cluster/bench --help.");
                    return CommandLine.ExitCode.USAGE;
                })
                .execute(args));
    }

    @Override
    public Integer call() throws Exception {
        run();
        System.out.println("\nMedians of " + rounds + " rounds; 'x J' and 'x B': how many times better than JInterface, than the BEAM, in the same round");
        System.out.print(figures.table());
        System.out.println("\nOver TLS 1.3, by the JDK's engine and by OpenSSL");
        System.out.print(figures.enginesTable());
        if (json != null) Files.writeString(json, figures.json());
        return 0;
    }

    private void run() throws Exception {
        Path dir = Files.createTempDirectory("settee-bench");
        CertificateFolder certs =
                CertificateMaker.writeCluster(dir, List.of("127.0.0.1"), CertificateMaker.Options.DEFAULT);
        try (ErlCluster cluster = new ErlCluster()) {
            // JInterface reads the port of EPMD from nowhere but here.
            com.ericsson.otp.erlang.OtpEpmd.useEpmdPort(cluster.epmdPort());
            ErlNode tcp = peer(cores.startPeer(cluster.node("peer_tcp").cookie("bench")));
            ErlNode tls = peer(cores.startPeer(
                    cluster.node("peer_tls").cookie("bench").tls(certs.optionFile())));
            ErlNode beamTcp = peer(cluster.node("beam_tcp").cookie("bench").hidden().start());
            ErlNode beamTls = peer(
                    cluster.node("beam_tls").cookie("bench").hidden().tls(certs.optionFile()).start());
            Path only13 = onTls13(certs);
            ErlNode tls13 = peer(cores.startPeer(
                    cluster.node("peer_tls13").cookie("bench").tls(only13)));
            ErlNode beamTls13 = peer(cluster.node("beam_tls13")
                    .cookie("bench")
                    .hidden()
                    .tls(only13)
                    .start());
            System.out.println("Peer: " + tcp.release() + "; " + cores + "; " + rounds + " rounds after " + WARM_UPS + " to warm up");
            var clients = List.of(
                    new SetteeClient("tcp", Carriers.tcp(), tcp.name(), cluster.epmdPort()),
                    new JInterfaceClient(tcp.name()),
                    new BeamClient("tcp", beamTcp, tcp.name()),
                    new SetteeClient("tls", tls(certs.optionFile(), TlsEngine.JDK), tls.name(), cluster.epmdPort()),
                    new BeamClient("tls", beamTls, tls.name()),
                    new SetteeClient("tls13_jdk", tls(only13, TlsEngine.JDK), tls13.name(), cluster.epmdPort()),
                    new SetteeClient("tls13_openssl", tls(only13, TlsEngine.OPENSSL), tls13.name(), cluster.epmdPort()),
                    new BeamClient("tls13", beamTls13, tls13.name()));
            for (Row row : rows) {
                for (On carrier : carriers) measure(row, onCarrier(carrier, clients));
                System.err.println(row.title.strip() + " done");
            }
            for (Client client : clients) client.close();
        }
    }

    private static List<Client> onCarrier(On carrier, List<Client> clients) {
        return clients.stream()
                .filter(client -> client.carrier().split("_", -1)[0].equalsIgnoreCase(carrier.name()))
                .toList();
    }

    /** All in turn, so that whatever the machine does meanwhile it does to all. */
    private void measure(Row row, List<Client> clients) throws Exception {
        for (int round = 1 - WARM_UPS; round <= rounds; round++) {
            for (Client client : clients) {
                OptionalDouble figure = row.of(client, round == 1 - WARM_UPS);
                if (round > 0 && figure.isPresent()) figures.add(client, row, figure.getAsDouble());
            }
        }
    }

    private static Carriers tls(Path optionFile, TlsEngine engine) {
        return Carriers.tls(OptionFile.read(optionFile).withEngine(engine));
    }

    /** The same certificates for nodes that speak TLS 1.3 only; OTP 25 by itself speaks 1.2 only. */
    private static Path onTls13(CertificateFolder certs) throws IOException {
        String text = Files.readString(certs.optionFile())
                .replace("{secure_renegotiate, true}", "{versions, ['tlsv1.3']}");
        return Files.writeString(certs.optionFile().resolveSibling("tls13.conf"), text);
    }

    private static ErlNode peer(ErlNode node) {
        Path source = Path.of(System.getProperty("settee.bench.peer", "test-cluster/bench_peer.erl")).toAbsolutePath();
        node.eval("{ok, bench_peer, Code} = compile:file(\"" + source + "\", [binary]).");
        node.eval("{module, _} = code:load_binary(bench_peer, \"bench_peer\", Code).");
        node.eval("bench_peer:start().");
        return node;
    }
}
