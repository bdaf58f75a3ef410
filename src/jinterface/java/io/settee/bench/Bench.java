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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * Settee beside JInterface and the BEAM itself, against the same real BEAM peer, in interleaved rounds.
 *
 * <p>Arguments: {@code [--rounds N] [--only ROW,…] [--carriers tcp,tls,tls13] [--json FILE]}.
 */
public final class Bench {
    /**
     * Rounds that do not count, for each client alike. After one a JVM is not done compiling: with 64 callers Settee took 1,290, 821, 747, 606, 609
     * and 625 ms for the same row, one round after the other.
     */
    private static final int WARM_UPS = 3;

    private final int rounds;
    private final List<Row> rows;
    private final List<String> carriers;
    private final Cores cores = Cores.ofThisRun();
    private final Map<String, Map<Row, List<Double>>> figures = new LinkedHashMap<>();

    private Bench(int rounds, List<Row> rows, List<String> carriers) {
        this.rounds = rounds;
        this.rows = rows;
        this.carriers = carriers;
    }

    public static void main(String[] args) throws Exception {
        int rounds = 3;
        Path json = null;
        List<Row> rows = List.of(Row.values());
        List<String> carriers = List.of("tcp", "tls", "tls13");
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--rounds" -> rounds = Integer.parseInt(args[i + 1]);
                case "--json" -> json = Path.of(args[i + 1]);
                case "--carriers" -> carriers = List.of(args[i + 1].split(",", -1));
                case "--only" -> rows = Arrays.stream(args[i + 1].split(",", -1))
                        .map(name -> Row.valueOf(name.toUpperCase(Locale.ROOT)))
                        .toList();
                default -> throw new IllegalArgumentException("unknown: " + args[i]);
            }
        }
        var bench = new Bench(rounds, rows, carriers);
        bench.run();
        System.out.print(bench.table());
        System.out.print(bench.enginesTable());
        if (json != null) Files.writeString(json, bench.json());
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
            for (int round = 1 - WARM_UPS; round <= rounds; round++) {
                for (Client client : clients) {
                    if (!carriers.contains(client.carrier().split("_", -1)[0])) continue;
                    var measured = measure(client, round == 1 - WARM_UPS);
                    if (round > 0) {
                        measured.forEach((row, figure) -> figures.computeIfAbsent(
                                        client.system() + " " + client.carrier(), name -> new LinkedHashMap<>())
                                .computeIfAbsent(row, r -> new ArrayList<>())
                                .add(figure));
                    }
                }
                System.err.println("round " + round + " done");
            }
            for (Client client : clients) client.close();
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

    private Map<Row, Double> measure(Client client, boolean warmUp) throws Exception {
        var measured = new LinkedHashMap<Row, Double>();
        if (rows.contains(Row.ROUND_TRIP_P50) || rows.contains(Row.ROUND_TRIP_P99)) {
            long[] times = client.roundTrips(Row.ROUND_TRIP_P50.count);
            Arrays.sort(times);
            measured.put(Row.ROUND_TRIP_P50, times[times.length / 2] / 1e3);
            measured.put(Row.ROUND_TRIP_P99, times[times.length * 99 / 100] / 1e3);
        }
        if (rows.contains(Row.SMALL_OUT)) {
            measured.put(Row.SMALL_OUT, perSecond(Row.SMALL_OUT.count, client.smallOut(Row.SMALL_OUT.count)));
        }
        if (rows.contains(Row.SMALL_OUT_SPELLED)) {
            client.smallOutSpelled(Row.SMALL_OUT_SPELLED.count)
                    .ifPresent(nanos -> measured.put(
                            Row.SMALL_OUT_SPELLED, perSecond(Row.SMALL_OUT_SPELLED.count, nanos)));
        }
        if (rows.contains(Row.SMALL_IN)) {
            measured.put(Row.SMALL_IN, perSecond(Row.SMALL_IN.count, client.smallIn(Row.SMALL_IN.count)));
        }
        // Over TLS a binary costs twenty times as much.
        int binaries = client.carrier().startsWith("tls") ? Row.BIG_OUT.count / 8 : Row.BIG_OUT.count;
        if (rows.contains(Row.BIG_OUT)) {
            measured.put(Row.BIG_OUT, perSecond(binaries, client.bigOut(binaries)) * Blob.MIB.length / 1e6);
        }
        if (rows.contains(Row.BIG_IN)) {
            measured.put(Row.BIG_IN, perSecond(binaries, client.bigIn(binaries)) * Blob.MIB.length / 1e6);
        }
        if (rows.contains(Row.REX)) {
            measured.put(Row.REX, perSecond(Row.REX.count, client.rexCalls(Row.REX.count)));
        }
        measureCalled(client, Row.CALLED_ONE, 1, measured);
        measureCalled(client, Row.CALLED_SOME, 8, measured);
        measureCalled(client, Row.CALLED_MANY, 64, measured);
        measureGenCalled(client, Row.GEN_ONE, 1, measured);
        measureGenCalled(client, Row.GEN_SOME, 8, measured);
        measureGenCalled(client, Row.GEN_MANY, 64, measured);
        erpc(client, measured, Row.ERPC, 1);
        erpc(client, measured, Row.ERPC_8, 8);
        erpc(client, measured, Row.ERPC_64, 64);
        if (rows.contains(Row.CONNECT)) {
            // Twenty times do not warm a JVM up; the other rows repeat often enough to do so.
            long[] times = client.connects(warmUp ? 15 * Row.CONNECT.count : Row.CONNECT.count);
            Arrays.sort(times);
            measured.put(Row.CONNECT, times[times.length / 2] / 1e6);
        }
        return measured;
    }

    private void measureCalled(Client client, Row row, int callers, Map<Row, Double> measured) throws Exception {
        if (!rows.contains(row)) return;
        client.called(callers, row.count).ifPresent(nanos -> measured.put(row, perSecond(row.count, nanos)));
    }

    private void measureGenCalled(Client client, Row row, int callers, Map<Row, Double> measured) throws Exception {
        if (!rows.contains(row)) return;
        client.genCalled(callers, row.count).ifPresent(nanos -> measured.put(row, perSecond(row.count, nanos)));
    }

    private void erpc(Client client, Map<Row, Double> measured, Row row, int callers) throws Exception {
        if (!rows.contains(row)) return;
        client.erpcCalls(row.count, callers).ifPresent(nanos -> measured.put(row, perSecond(row.count, nanos)));
    }

    private static double perSecond(int count, long nanos) {
        return count * 1e9 / nanos;
    }

    private double median(String system, Row row) {
        List<Double> values =
                figures.getOrDefault(system, Map.of()).getOrDefault(row, List.of()).stream().sorted().toList();
        return values.isEmpty() ? Double.NaN : values.get(values.size() / 2);
    }

    private String table() {
        var out = new StringBuilder("\nMedians of %d rounds; 'x J' and 'x B': how many times better than JInterface, than the BEAM\n"
                .formatted(rounds));
        out.append("%-32s %-5s %11s %11s %11s %6s %6s %11s %11s %6s%n"
                .formatted("", "", "settee tcp", "jinterface", "beam tcp", "x J", "x B", "settee tls", "beam tls", "x B"));
        for (Row row : Row.values()) {
            if (Double.isNaN(median("settee tcp", row))) continue;
            double settee = median("settee tcp", row);
            double tls = median("settee tls", row);
            out.append("%-32s %-5s %11s %11s %11s %6s %6s %11s %11s %6s%n"
                    .formatted(
                            row.title,
                            row.unit,
                            number(settee),
                            number(median("jinterface tcp", row)),
                            number(median("beam tcp", row)),
                            ratio(row, settee, median("jinterface tcp", row)),
                            ratio(row, settee, median("beam tcp", row)),
                            number(tls),
                            number(median("beam tls", row)),
                            ratio(row, tls, median("beam tls", row))));
        }
        return out.toString();
    }

    /** Over TLS 1.3, where OpenSSL may serve. */
    private String enginesTable() {
        var out = new StringBuilder("\nOver TLS 1.3, by the JDK's engine and by OpenSSL\n");
        out.append("%-32s %-5s %11s %11s %11s %6s %6s%n"
                .formatted("", "", "settee jdk", "openssl", "beam", "x B", "x B"));
        for (Row row : Row.values()) {
            double jdk = median("settee tls13_jdk", row);
            double openSsl = median("settee tls13_openssl", row);
            double beam = median("beam tls13", row);
            if (Double.isNaN(jdk)) continue;
            out.append("%-32s %-5s %11s %11s %11s %6s %6s%n"
                    .formatted(
                            row.title,
                            row.unit,
                            number(jdk),
                            number(openSsl),
                            number(beam),
                            ratio(row, jdk, beam),
                            ratio(row, openSsl, beam)));
        }
        return out.toString();
    }

    private static String number(double value) {
        if (Double.isNaN(value)) return "";
        return value < 100 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
    }

    private static String ratio(Row row, double ours, double theirs) {
        if (Double.isNaN(theirs)) return "";
        return "%.2f".formatted(row.moreIsBetter ? ours / theirs : theirs / ours);
    }

    private String json() throws IOException {
        var objects = new StringJoiner(",\n", "[\n", "\n]\n");
        figures.forEach((name, byRow) -> byRow.forEach((row, values) -> {
            List<Double> sorted = values.stream().sorted().toList();
            String[] parts = name.split(" ", -1);
            objects.add("{\"system\": \"%s\", \"carrier\": \"%s\", \"row\": \"%s\", \"unit\": \"%s\", \"median\": %s, \"min\": %s, \"max\": %s}"
                    .formatted(
                            parts[0],
                            parts[1],
                            row.title,
                            row.unit,
                            sorted.get(sorted.size() / 2),
                            sorted.getFirst(),
                            sorted.getLast()));
        }));
        return objects.toString();
    }
}
