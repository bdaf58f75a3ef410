package io.settee.fuzz;

import java.util.List;

/**
 * A reader of bytes from outside, to be fed with anything. What it may do with them: accept them, or throw its own
 * {@link io.settee.error.SetteeException}, which the target catches. Whatever comes out of {@link #read} is a bug.
 */
public interface FuzzTarget {
    /** Where to begin: well-formed inputs of every kind. The same ones on every run. */
    List<byte[]> seeds();

    /** Reads one input, on the caller's thread, and checks what must hold of the outcome. */
    void read(byte[] input) throws Exception;

    /** How many bytes of heap one input may cost: what any takes, and what each of its bytes may take on top. */
    default Budget budget() {
        return new Budget(1 << 20, 512);
    }

    /** What a refusal says; it must say something. */
    static String sentence(Throwable refusal) {
        String message = refusal.getMessage();
        if (message == null || message.isBlank()) throw new AssertionError("refused without a reason", refusal);
        return message;
    }

    /**
     * A bound on allocation.
     *
     * @param bytes for any input
     * @param perByte more for each byte of it
     */
    record Budget(long bytes, long perByte) {
        long of(byte[] input) {
            return bytes + perByte * input.length;
        }
    }
}
