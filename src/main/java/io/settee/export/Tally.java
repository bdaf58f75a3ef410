package io.settee.export;

import java.util.concurrent.atomic.LongAdder;

/** Counts what came of calls. Any thread. */
final class Tally {
    final LongAdder returned = new LongAdder();
    final LongAdder failed = new LongAdder();
    final LongAdder ended = new LongAdder();
    final LongAdder undefined = new LongAdder();
    final LongAdder refused = new LongAdder();
    final LongAdder overLimit = new LongAdder();

    ExportStatistics snapshot(long running) {
        return new ExportStatistics(
                running, returned.sum(), failed.sum(), ended.sum(), undefined.sum(), refused.sum(), overLimit.sum());
    }
}
