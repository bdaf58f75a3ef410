package io.settee.codec;

import io.netty.buffer.ByteBuf;
import io.settee.error.TermFormatException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The zlib stream of a {@code COMPRESSED} term, inflated as far as it is read. */
final class Inflation implements AutoCloseable {
    /** Deflate cannot do better: one bit for each match of at most 258 bytes, so a claim beyond it is a lie. */
    private static final long MOST_PER_BYTE = 1032;

    private final Inflater inflater = new Inflater();
    private final int inflatedBytes;
    private final int compressedBytes;

    private Inflation(ByteBuf buf, int index, int compressedBytes, int inflatedBytes) {
        this.inflatedBytes = inflatedBytes;
        this.compressedBytes = compressedBytes;
        inflater.setInput(buf.nioBuffer(index, compressedBytes));
    }

    /**
     * Begins to inflate.
     *
     * @param index where the zlib stream begins in the buffer; its end is not known yet
     * @param claimedBytes what it should inflate to
     */
    static Inflation of(ByteBuf buf, int index, long claimedBytes, DecodeLimits limits) {
        if (claimedBytes > limits.maxInflatedBytes()) {
            throw new TermFormatException("COMPRESSED term of " + claimedBytes
                    + " inflated bytes: at most DecodeLimits.maxInflatedBytes = " + limits.maxInflatedBytes()
                    + " are allowed");
        }
        int compressed = buf.writerIndex() - index;
        if (claimedBytes > compressed * MOST_PER_BYTE) {
            throw new TermFormatException("COMPRESSED term claims " + claimedBytes + " inflated bytes, but the "
                    + compressed + " bytes that remain cannot inflate to more than " + compressed * MOST_PER_BYTE);
        }
        return new Inflation(buf, index, compressed, (int) claimedBytes);
    }

    int inflatedBytes() {
        return inflatedBytes;
    }

    void read(byte[] target, int from, int length) {
        int done = 0;
        while (done < length) {
            int n = inflate(target, from + done, length - done);
            if (n == 0) {
                throw new TermFormatException("COMPRESSED term: the zlib stream ends after "
                        + inflater.getBytesWritten() + " of " + inflatedBytes + " inflated bytes");
            }
            done += n;
        }
    }

    /** To be called when all inflated bytes were read: checks that there are no more, and the check sum. */
    int finish() {
        if (inflate(new byte[1], 0, 1) != 0) {
            throw new TermFormatException(
                    "COMPRESSED term inflates to more than the " + inflatedBytes + " bytes it claims");
        }
        if (!inflater.finished()) {
            throw new TermFormatException("COMPRESSED term: the zlib stream ends before its check sum");
        }
        return compressedBytes - inflater.getRemaining();
    }

    private int inflate(byte[] target, int from, int length) {
        try {
            return inflater.inflate(target, from, length);
        } catch (DataFormatException e) {
            throw new TermFormatException("COMPRESSED term: not a zlib stream: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
