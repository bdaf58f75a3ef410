package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.settee.identity.DistFlags;
import java.util.function.Consumer;

/** Turns signals into packets. One per connection, any thread. */
public final class PacketWriter {
    /**
     * For a fresh connection.
     *
     * @param agreed the flags that both sides have: they decide which control messages and which form of packet are used
     */
    public PacketWriter(DistFlags agreed) {}

    /**
     * Encodes a signal.
     *
     * @param out takes buffers of one whole packet each, its 4-byte length included, in order; it must release them
     */
    public void write(Signal signal, ByteBufAllocator alloc, Consumer<ByteBuf> out) {}
}
