package io.settee.export;

/**
 * What has come of the calls of exported functions; a snapshot. Counts never fall, except for {@code running}.
 *
 * @param running under way now
 * @param returned returned a value
 * @param failed threw something
 * @param ended ended by an exit signal before they were done
 * @param undefined of functions that are not exported
 * @param refused by the allow list or the interceptor
 * @param overLimit not begun, since too many were running
 */
public record ExportStatistics(
        long running, long returned, long failed, long ended, long undefined, long refused, long overLimit) {
    public static final ExportStatistics NONE = new ExportStatistics(0, 0, 0, 0, 0, 0, 0);
}
