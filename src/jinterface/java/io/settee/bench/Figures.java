package io.settee.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.StringJoiner;
import java.util.stream.IntStream;

/**
 * What was measured, and what it comes to. Figures are compared with those that were taken beside them: a ratio is the median of the ratios of the
 * rounds, not the ratio of two medians, which may be of different times.
 */
final class Figures {
    /** By system and carrier, then row: one for each round. */
    private final Map<String, Map<Row, List<Double>>> all = new LinkedHashMap<>();

    void add(Client client, Row row, double figure) {
        all.computeIfAbsent(client.system() + " " + client.carrier(), name -> new LinkedHashMap<>())
                .computeIfAbsent(row, r -> new ArrayList<>())
                .add(figure);
    }

    private List<Double> of(String name, Row row) {
        return all.getOrDefault(name, Map.of()).getOrDefault(row, List.of());
    }

    private static OptionalDouble median(List<Double> values) {
        // The one in the middle, or the two.
        return values.stream()
                .sorted()
                .skip(Math.max(0, (values.size() - 1) / 2))
                .limit(2 - values.size() % 2)
                .mapToDouble(value -> value)
                .average();
    }

    private String median(String name, Row row) {
        OptionalDouble median = median(of(name, row));
        if (median.isEmpty()) return "";
        double value = median.getAsDouble();
        return value < 100 ? "%.1f".formatted(value) : "%,.0f".formatted(value);
    }

    private String ratio(Row row, String name, String other) {
        List<Double> ours = of(name, row);
        List<Double> theirs = of(other, row);
        OptionalDouble median = median(IntStream.range(0, Math.min(ours.size(), theirs.size()))
                .mapToObj(round -> row.timesBetter(ours.get(round), theirs.get(round)))
                .toList());
        return median.isEmpty() ? "" : "%.2f".formatted(median.getAsDouble());
    }

    /** Over TCP and, by default, TLS 1.2. */
    String table() {
        String line = "%-32s %-5s %11s %11s %11s %6s %6s %11s %11s %6s%n";
        var out = new StringBuilder(
                line.formatted("", "", "settee tcp", "jinterface", "beam tcp", "x J", "x B", "settee tls", "beam tls", "x B"));
        for (Row row : Row.values()) {
            if (of("settee tcp", row).isEmpty() && of("settee tls", row).isEmpty()) continue;
            out.append(line.formatted(
                    row.title,
                    row.unit,
                    median("settee tcp", row),
                    median("jinterface tcp", row),
                    median("beam tcp", row),
                    ratio(row, "settee tcp", "jinterface tcp"),
                    ratio(row, "settee tcp", "beam tcp"),
                    median("settee tls", row),
                    median("beam tls", row),
                    ratio(row, "settee tls", "beam tls")));
        }
        return out.toString();
    }

    /** Over TLS 1.3, where OpenSSL may serve. */
    String enginesTable() {
        String line = "%-32s %-5s %11s %11s %11s %6s %6s%n";
        var out = new StringBuilder(line.formatted("", "", "settee jdk", "openssl", "beam", "x B", "x B"));
        for (Row row : Row.values()) {
            if (of("settee tls13_jdk", row).isEmpty()) continue;
            out.append(line.formatted(
                    row.title,
                    row.unit,
                    median("settee tls13_jdk", row),
                    median("settee tls13_openssl", row),
                    median("beam tls13", row),
                    ratio(row, "settee tls13_jdk", "beam tls13"),
                    ratio(row, "settee tls13_openssl", "beam tls13")));
        }
        return out.toString();
    }

    String json() {
        var objects = new StringJoiner(",\n", "[\n", "\n]\n");
        all.forEach((name, byRow) -> byRow.forEach((row, rounds) -> {
            String[] parts = name.split(" ", -1);
            objects.add("{\"system\": \"%s\", \"carrier\": \"%s\", \"row\": \"%s\", \"unit\": \"%s\", \"median\": %s, \"rounds\": %s}"
                    .formatted(parts[0], parts[1], row.title, row.unit, median(rounds).getAsDouble(), rounds));
        }));
        return objects.toString();
    }
}
