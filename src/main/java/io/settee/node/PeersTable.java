package io.settee.node;

import io.settee.carrier.TlsSession;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** Peers as people read them: a table whose columns line up. */
final class PeersTable {
    private static final List<String> HEAD =
            List.of("node", "state", "address", "carrier", "type", "in", "out", "up", "tls");

    private PeersTable() {}

    static String of(Collection<PeerInfo> peers) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEAD);
        for (PeerInfo peer : peers) rows.add(cells(peer));
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++)
                widths[i] = Math.max(widths[i], row.get(i).length());
        }
        var table = new StringBuilder();
        for (List<String> row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).repeat(' ', widths[i] - row.get(i).length() + 2);
            }
            table.append(line.toString().stripTrailing()).append('\n');
        }
        return table.toString();
    }

    static String line(PeerInfo peer) {
        return String.join("  ", cells(peer)).stripTrailing();
    }

    private static List<String> cells(PeerInfo p) {
        return List.of(
                p.node().toString(),
                p.state().name().toLowerCase(Locale.ROOT),
                p.address().orElse("-"),
                p.carrier(),
                p.hidden() ? "hidden" : "normal",
                p.messagesIn() + " (" + bytes(p.bytesIn()) + ")",
                p.messagesOut() + " (" + bytes(p.bytesOut()) + ")",
                p.upSince().map(PeersTable::age).orElse("-"),
                p.tls().map(PeersTable::security).orElse(""));
    }

    /** The long column, hence the last: version, cipher, and whose certificate the peer has shown. */
    private static String security(TlsSession tls) {
        String certificate = tls.peerSubject().isEmpty()
                ? "no certificate"
                : tls.peerSubject()
                        + tls.peerExpiry()
                                .map(t -> " until " + t.toString().substring(0, 10))
                                .orElse("");
        return tls.version() + " " + tls.cipher() + " by " + tls.engine() + ", " + certificate;
    }

    private static String age(Instant since) {
        Duration d = Duration.between(since, Instant.now());
        if (d.toHours() > 0) return d.toHours() + " h " + d.toMinutesPart() + " min";
        if (d.toMinutes() > 0) return d.toMinutes() + " min " + d.toSecondsPart() + " s";
        return d.toSeconds() + " s";
    }

    private static String bytes(long n) {
        if (n < 10_000) return n + " B";
        if (n < 10_000_000) return n / 1000 + " kB";
        return n / 1_000_000 + " MB";
    }
}
