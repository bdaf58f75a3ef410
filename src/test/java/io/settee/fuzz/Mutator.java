package io.settee.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages inputs the way a fuzzer does, without looking at what the damage reaches. The same damage for the same random numbers. */
final class Mutator {
    private static final int[] EDGES = {0, 1, 0x7f, 0x80, 0xff};
    private static final int MOST = 4;

    private final SplittableRandom random;
    private final List<byte[]> seeds;

    Mutator(SplittableRandom random, List<byte[]> seeds) {
        this.random = random;
        this.seeds = seeds;
    }

    /** One of the seeds, damaged in one to four places. */
    byte[] next() {
        byte[] input = seed().clone();
        for (int damage = random.nextInt(1, MOST + 1); damage > 0; damage--) input = damaged(input);
        return input;
    }

    private byte[] damaged(byte[] input) {
        if (input.length == 0) return new byte[] {(byte) random.nextInt()};
        int at = random.nextInt(input.length);
        return switch (random.nextInt(7)) {
            case 0 -> with(input, at, random.nextInt());
            case 1 -> with(input, at, EDGES[random.nextInt(EDGES.length)]);
            case 2 -> with(input, at, input[at] ^ 1 << random.nextInt(Byte.SIZE));
            case 3 -> Arrays.copyOf(input, at);
            case 4 -> without(input, at, random.nextInt(at, input.length));
            case 5 -> joined(input, at, input, random.nextInt(input.length));
            default -> joined(input, at, seed(), 0);
        };
    }

    private byte[] seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private static byte[] with(byte[] input, int at, int value) {
        byte[] changed = input.clone();
        changed[at] = (byte) value;
        return changed;
    }

    private static byte[] without(byte[] input, int from, int to) {
        return joined(input, from, input, to);
    }

    /** The first so many bytes of one, and of another all from somewhere on. */
    private static byte[] joined(byte[] head, int length, byte[] tail, int from) {
        byte[] whole = Arrays.copyOf(head, length + Math.max(0, tail.length - from));
        System.arraycopy(tail, Math.min(from, tail.length), whole, length, whole.length - length);
        return whole;
    }
}
