package io.settee.bench;

/** What is measured. */
enum Row {
    ROUND_TRIP_P50("round trip p50", "µs", 20_000, false),
    ROUND_TRIP_P99("round trip p99", "µs", 20_000, false),
    SMALL_OUT("small messages out", "/s", 300_000, true),
    SMALL_OUT_SPELLED("  without atom cache", "/s", 300_000, true),
    SMALL_IN("small messages in", "/s", 300_000, true),
    BIG_OUT("1 MiB binaries out", "MB/s", 400, true),
    BIG_IN("1 MiB binaries in", "MB/s", 400, true),
    REX("rex calls, one caller", "/s", 20_000, true),
    CALLED_ONE("erpc calls in, 1 caller", "/s", 20_000, true),
    CALLED_SOME("erpc calls in, 8 callers", "/s", 64_000, true),
    CALLED_MANY("erpc calls in, 64 callers", "/s", 64_000, true),
    GEN_ONE("gen_server calls in, 1 caller", "/s", 20_000, true),
    GEN_SOME("gen_server calls in, 8 callers", "/s", 64_000, true),
    GEN_MANY("gen_server calls in, 64 callers", "/s", 64_000, true),
    ERPC("erpc calls out, 1 caller", "/s", 20_000, true),
    ERPC_8("erpc calls out, 8 callers", "/s", 64_000, true),
    ERPC_64("erpc calls out, 64 callers", "/s", 120_000, true),
    CONNECT("connect", "ms", 20, false);

    final String title;
    final String unit;
    final int count;
    final boolean moreIsBetter;

    Row(String title, String unit, int count, boolean moreIsBetter) {
        this.title = title;
        this.unit = unit;
        this.count = count;
        this.moreIsBetter = moreIsBetter;
    }
}
