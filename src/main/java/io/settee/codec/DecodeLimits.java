package io.settee.codec;

/**
 * How much a peer may make us hold. The first four bound one term, the last two one connection.
 *
 * <p>Independently of these, no count or length on the wire is believed beyond the bytes that are really there.
 *
 * @param maxDepth how deep terms may nest. The decoder itself keeps its place on the heap; but each level costs stack on every
 *     thread that compares such terms, the decoding one included when they are keys of a map, or encodes them
 * @param maxTerms how many terms one term may hold, itself included; each character of a {@code STRING_EXT} counts. One byte on
 *     the wire can cost some 20 bytes on the heap, so a limit in bytes alone is none. What takes several times that counts
 *     as several: a pid as two, a binary and an atom that was not seen lately as three, a reference of three words as eight
 * @param maxIntegerBytes the size of one integer; the default is what the BEAM can hold
 * @param maxInflatedBytes what one {@code COMPRESSED} term may inflate to
 * @param maxReassemblyBytes bytes held in unfinished fragment sequences of a connection, with their overhead. Payloads wait as they came,
 *     and are bounded as any term when they are whole and decoded; control messages are decoded at once, and counted as they are
 *     then
 * @param maxOpenFragments unfinished fragment sequences of a connection; each sending process has at most one
 */
public record DecodeLimits(
        int maxDepth,
        int maxTerms,
        int maxIntegerBytes,
        int maxInflatedBytes,
        long maxReassemblyBytes,
        int maxOpenFragments) {
    private static final int HEAP_BYTES_PER_TERM = 20;

    /** 16 million terms and 256 MiB, or what fits a quarter of the heap if that is less. */
    public static final DecodeLimits DEFAULT = ofHeap(Runtime.getRuntime().maxMemory());

    static DecodeLimits ofHeap(long heapBytes) {
        long share = heapBytes / 4;
        return new DecodeLimits(
                512,
                (int) Math.min(1 << 24, share / HEAP_BYTES_PER_TERM),
                1 << 22,
                (int) Math.min(1 << 26, share / 2),
                Math.min(256L << 20, share),
                1 << 14);
    }

    static long heapBytes(int terms) {
        return (long) HEAP_BYTES_PER_TERM * terms;
    }

    public DecodeLimits {
        check("maxDepth", maxDepth);
        check("maxTerms", maxTerms);
        check("maxIntegerBytes", maxIntegerBytes);
        check("maxInflatedBytes", maxInflatedBytes);
        check("maxReassemblyBytes", maxReassemblyBytes);
        check("maxOpenFragments", maxOpenFragments);
    }

    private static void check(String name, long value) {
        if (value < 1) throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }

    public DecodeLimits withMaxDepth(int depth) {
        return new DecodeLimits(
                depth, maxTerms, maxIntegerBytes, maxInflatedBytes, maxReassemblyBytes, maxOpenFragments);
    }

    public DecodeLimits withMaxTerms(int terms) {
        return new DecodeLimits(
                maxDepth, terms, maxIntegerBytes, maxInflatedBytes, maxReassemblyBytes, maxOpenFragments);
    }

    public DecodeLimits withMaxIntegerBytes(int bytes) {
        return new DecodeLimits(maxDepth, maxTerms, bytes, maxInflatedBytes, maxReassemblyBytes, maxOpenFragments);
    }

    public DecodeLimits withMaxInflatedBytes(int bytes) {
        return new DecodeLimits(maxDepth, maxTerms, maxIntegerBytes, bytes, maxReassemblyBytes, maxOpenFragments);
    }

    public DecodeLimits withMaxReassemblyBytes(long bytes) {
        return new DecodeLimits(maxDepth, maxTerms, maxIntegerBytes, maxInflatedBytes, bytes, maxOpenFragments);
    }

    public DecodeLimits withMaxOpenFragments(int sequences) {
        return new DecodeLimits(maxDepth, maxTerms, maxIntegerBytes, maxInflatedBytes, maxReassemblyBytes, sequences);
    }
}
