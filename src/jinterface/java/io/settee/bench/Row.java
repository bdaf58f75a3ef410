package io.settee.bench;

import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What is measured, and how. */
enum Row {
    ROUND_TRIP_P50("round trip p50", "µs", 5_000, (client, n) -> micros(percentile(client.roundTrips(n), 50))),
    ROUND_TRIP_P99("round trip p99", "µs", 5_000, (client, n) -> micros(percentile(client.roundTrips(n), 99))),
    SMALL_OUT("small messages out", "/s", 75_000, (client, n) -> perSecond(n, client.smallOut(n))),
    SMALL_OUT_SPELLED("  without atom cache", "/s", 75_000, (client, n) -> perSecond(n, client.smallOutSpelled(n))),
    SMALL_IN("small messages in", "/s", 75_000, (client, n) -> perSecond(n, client.smallIn(n))),
    BIG_OUT("1 MiB binaries out", "MB/s", 400, (client, n) -> megabytesPerSecond(client, n, Client::bigOut)),
    BIG_IN("1 MiB binaries in", "MB/s", 400, (client, n) -> megabytesPerSecond(client, n, Client::bigIn)),
    REX("rex calls, one caller", "/s", 5_000, (client, n) -> perSecond(n, client.rexCalls(n))),
    CALLED_ONE("erpc calls in, 1 caller", "/s", 5_000, (client, n) -> perSecond(n, client.called(1, n))),
    CALLED_SOME("erpc calls in, 8 callers", "/s", 16_000, (client, n) -> perSecond(n, client.called(8, n))),
    CALLED_MANY("erpc calls in, 64 callers", "/s", 16_000, (client, n) -> perSecond(n, client.called(64, n))),
    GEN_ONE("gen_server calls in, 1 caller", "/s", 5_000, (client, n) -> perSecond(n, client.genCalled(1, n))),
    GEN_SOME("gen_server calls in, 8 callers", "/s", 16_000, (client, n) -> perSecond(n, client.genCalled(8, n))),
    GEN_MANY("gen_server calls in, 64 callers", "/s", 16_000, (client, n) -> perSecond(n, client.genCalled(64, n))),
    ERPC("erpc calls out, 1 caller", "/s", 5_000, (client, n) -> perSecond(n, client.erpcCalls(n, 1))),
    ERPC_8("erpc calls out, 8 callers", "/s", 16_000, (client, n) -> perSecond(n, client.erpcCalls(n, 8))),
    ERPC_64("erpc calls out, 64 callers", "/s", 15_000, (client, n) -> perSecond(n, client.erpcCalls(n, 64))),
    CONNECT("connect", "ms", 20, (client, n) -> OptionalDouble.of(percentile(client.connects(n), 50) / 1e6));

    final String title;
    final String unit;
    private final int count;
    @SuppressWarnings("ImmutableEnumChecker") // they have no state
    private final Measure measure;

    Row(String title, String unit, int count, Measure measure) {
        this.title = title;
        this.unit = unit;
        this.count = count;
        this.measure = measure;
    }

    private interface Measure {
        OptionalDouble of(Client client, int count) throws Exception;
    }

    private interface Transfer {
        long nanos(Client client, int count) throws Exception;
    }

    /**
     * One figure, in this row's unit; empty if such a client has none.
     *
     * @param first whether the client is measured for the first time in this run
     */
    OptionalDouble of(Client client, boolean first) throws Exception {
        // Twenty connects do not warm a JVM up; the other rows repeat often enough to do so.
        return measure.of(client, first && this == CONNECT ? 15 * count : count);
    }

    /** How many times better one figure of this row is than another. */
    double timesBetter(double one, double other) {
        return unit.endsWith("/s") ? one / other : other / one;
    }

    private static long percentile(long[] times, int percent) {
        Arrays.sort(times);
        return times[times.length * percent / 100];
    }

    private static OptionalDouble micros(long nanos) {
        return OptionalDouble.of(nanos / 1e3);
    }

    private static OptionalDouble perSecond(int count, long nanos) {
        return OptionalDouble.of(count * 1e9 / nanos);
    }

    private static OptionalDouble perSecond(int count, OptionalLong nanos) {
        return nanos.isEmpty() ? OptionalDouble.empty() : perSecond(count, nanos.getAsLong());
    }

    private static OptionalDouble megabytesPerSecond(Client client, int count, Transfer transfer) throws Exception {
        // Over TLS a binary costs twenty times as much.
        int binaries = client.carrier().startsWith("tls") ? count / 8 : count;
        return OptionalDouble.of(binaries * 1e3 * Blob.MIB.length / transfer.nanos(client, binaries));
    }
}
