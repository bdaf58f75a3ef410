package io.settee.export;

/**
 * How many calls may run at once; more are refused with {@code system_limit}, as a BEAM with too many processes does.
 *
 * @param perNode of all callers together, at least 1
 * @param perPeer of one node's, at least 1
 */
public record Limits(int perNode, int perPeer) {
    public static final Limits DEFAULT = new Limits(10_000, 4_000);

    public Limits {
        if (perNode < 1 || perPeer < 1) {
            throw new IllegalArgumentException(
                    "at least one call must be allowed at once: " + perNode + ", " + perPeer);
        }
    }
}
