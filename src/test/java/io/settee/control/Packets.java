package io.settee.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.settee.codec.DecodeLimits;
import io.settee.identity.DistFlags;
import io.settee.term.Atom;
import io.settee.term.Pid;
import io.settee.term.Ref;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A writer and a reader with the same flags, and buffers that are counted. */
final class Packets implements AutoCloseable {
    static final DistFlags ALL = DistFlags.OFFER;
    static final DistFlags NO_FRAGMENTS = ALL.without(DistFlags.FRAGMENTS);
    static final DistFlags FRAGMENTS_ONLY = ALL.without(DistFlags.DIST_HDR_ATOM_CACHE);
    static final DistFlags PASS_THROUGH = ALL.without(DistFlags.DIST_HDR_ATOM_CACHE | DistFlags.FRAGMENTS);

    static final Pid OURS = new Pid(new Atom("j@vm"), 1, 0, 77);
    static final Pid THEIRS = new Pid(new Atom("a@vm"), 0x31d, 2, 0x6b0200c9L);
    static final Ref REF = new Ref(new Atom("a@vm"), 0x6b0200c9L, List.of(1L, 2L, 3L, 4L, 5L));

    static final int FRAGMENT_BYTES = 1 << 16;

    final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true);
    final PacketWriter writer;
    final PacketReader reader;

    Packets(DistFlags agreed) {
        this(agreed, DecodeLimits.DEFAULT);
    }

    Packets(DistFlags agreed, DecodeLimits limits) {
        writer = new PacketWriter(agreed, FRAGMENT_BYTES, true);
        reader = new PacketReader(agreed, limits);
    }

    /** The packets of a signal, their length fields checked and taken off. */
    List<ByteBuf> write(Signal signal) {
        var packets = new ArrayList<ByteBuf>();
        writer.write(signal, alloc, (packet, last) -> packets.add(packet));
        for (ByteBuf packet : packets) assertThat(packet.readInt()).isEqualTo(packet.readableBytes());
        return packets;
    }

    /** Reads packets and releases them: what the last one gives. */
    @Nullable
    Signal read(List<ByteBuf> packets) {
        Signal last = null;
        for (ByteBuf packet : packets) {
            assertThat(last).as("a signal before the last packet").isNull();
            try {
                last = reader.read(packet);
            } finally {
                packet.release();
            }
        }
        return last;
    }

    /** Reads one packet of hex digits. */
    @Nullable
    Signal read(String hex) {
        return read(List.of(packet(hex)));
    }

    Signal signal(String hex) {
        return Objects.requireNonNull(read(hex));
    }

    ByteBuf packet(String hex) {
        return alloc.directBuffer().writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** That every buffer has been released. */
    @Override
    public void close() {
        reader.close();
        assertThat(alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory())
                .as("bytes in buffers that nobody released")
                .isZero();
    }
}
