package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.settee.codec.DecodeLimits;
import io.settee.error.TermFormatException;
import io.settee.identity.DistFlags;
import org.jspecify.annotations.Nullable;

/**
 * Turns packets into signals. One per connection, on its event loop only: it owns the inbound atom cache and the unfinished
 * fragment sequences.
 */
public final class PacketReader implements AutoCloseable {
    /**
     * For a fresh connection.
     *
     * @param agreed the flags that both sides have: they decide which form every packet must have
     */
    public PacketReader(DistFlags agreed, DecodeLimits limits) {}

    /**
     * Reads one packet.
     *
     * @param packet the bytes behind the 4-byte length. It is not released here; what must be kept is retained. Its reader index
     *     moves
     * @return the signal; null for a tick and for a fragment that does not end its sequence
     * @throws TermFormatException the connection must be closed
     */
    public @Nullable Signal read(ByteBuf packet) {
        return null;
    }

    /** Releases unfinished fragment sequences. May be repeated. */
    @Override
    public void close() {}
}
