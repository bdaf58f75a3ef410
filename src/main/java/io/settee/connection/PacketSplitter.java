package io.settee.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream of bytes into packets by the length field before each, however the stream is cut. Free of I/O.
 *
 * <pre>
 *   TCP, handshake    | Len:16 | Len bytes |     the field widens after the last handshake packet
 *   all else          | Len:32 | Len bytes |     Len = 0 is a tick
 * </pre>
 *
 * <p>Netty's {@code LengthFieldBasedFrameDecoder} is not used for two reasons: the width changes between two packets that may
 * arrive in one read, and its cumulation copies the rest of a stream at each read, where this copies only the packets
 * that straddle two reads, once, into a buffer of their own size. Packets are lent to the sink, who retains what it keeps.
 */
final class PacketSplitter {
    /** Where packets go. An exception thrown from here ends {@link #feed}. */
    interface Sink {
        /** One packet, without its length; borrowed for the call. */
        void packet(ByteBuf packet);

        /**
         * The length field says more than the limit, or nothing where something must be, so the stream cannot be followed any further.
         *
         * @param seen the length field and what has arrived behind it; borrowed for the call
         */
        void implausible(ByteBuf seen, int lengthBytes);
    }

    /** A packet that straddles reads starts with at most this much memory, whatever its length field claims. */
    private static final int FIRST_ALLOCATION = 128 * 1024;

    private final ByteBufAllocator allocator;
    private Sink sink;
    private int lengthBytes;
    private int minBytes;
    private int maxBytes;
    private boolean stopped;

    private int lengthHave;
    private long length;
    private @Nullable ByteBuf partial;

    PacketSplitter(ByteBufAllocator allocator, Sink sink, int lengthBytes, int minBytes, int maxBytes) {
        this.allocator = allocator;
        this.sink = sink;
        this.lengthBytes = lengthBytes;
        this.minBytes = minBytes;
        this.maxBytes = maxBytes;
    }

    /** From the next packet on; may be called from within {@link Sink#packet}. */
    void become(Sink newSink, int newLengthBytes, int newMinBytes, int newMaxBytes) {
        sink = newSink;
        minBytes = newMinBytes;
        lengthBytes = newLengthBytes;
        maxBytes = newMaxBytes;
    }

    /** Takes all bytes of {@code in}; its owner stays the caller. */
    void feed(ByteBuf in) {
        while (!stopped && (in.isReadable() || isEmptyPacketReady())) {
            if (partial != null) {
                fill(partial, in);
            } else if (readLength(in)) {
                if (length > maxBytes || length < minBytes) {
                    giveUp(in);
                } else if (in.readableBytes() >= length) {
                    lengthHave = 0;
                    sink.packet(in.readSlice((int) length));
                } else {
                    partial = allocator.buffer((int) Math.min(length, FIRST_ALLOCATION), (int) length);
                }
            }
        }
    }

    private void giveUp(ByteBuf in) {
        stopped = true;
        ByteBuf seen = allocator.buffer(lengthBytes + in.readableBytes());
        try {
            if (lengthBytes == Short.BYTES) seen.writeShort((int) length);
            else seen.writeInt((int) length);
            seen.writeBytes(in, in.readerIndex(), in.readableBytes());
            sink.implausible(seen, lengthBytes);
        } finally {
            seen.release();
        }
    }

    private boolean isEmptyPacketReady() {
        return partial == null && lengthHave == lengthBytes && length == 0;
    }

    /** Whether the length of the next packet is known now. */
    private boolean readLength(ByteBuf in) {
        if (lengthHave == 0) {
            length = 0;
            if (lengthBytes == 4 && in.readableBytes() >= 4) {
                length = in.readUnsignedInt();
                lengthHave = 4;
            }
        }
        while (lengthHave < lengthBytes && in.isReadable()) {
            length = length << 8 | in.readUnsignedByte();
            lengthHave++;
        }
        return lengthHave == lengthBytes;
    }

    private void fill(ByteBuf packet, ByteBuf in) {
        int missing = (int) length - packet.readableBytes();
        packet.writeBytes(in, Math.min(missing, in.readableBytes()));
        if (packet.readableBytes() < length) return;
        partial = null;
        lengthHave = 0;
        try {
            sink.packet(packet);
        } finally {
            packet.release();
        }
    }

    /** Ends it: nothing more reaches the sink. May be called from within {@link Sink#packet}. */
    void stop() {
        stopped = true;
        if (partial != null) {
            partial.release();
            partial = null;
        }
    }
}
