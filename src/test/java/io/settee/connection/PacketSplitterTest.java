package io.settee.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However the stream is cut, the same packets come out. */
class PacketSplitterTest {
    private static final int MAX_HANDSHAKE = 600;
    private static final int MAX_PACKET = 1_000_000;

    private final List<String> packets = new ArrayList<>();
    private final List<ByteBuf> borrowed = new ArrayList<>();
    private String complaint = "";

    /** Two handshake packets with the short length, then others with the long one. */
    private final class Collector implements PacketSplitter.Sink {
        private final PacketSplitter splitter;
        private final int widenAfter;

        Collector(int lengthBytes, int min, int max, int widenAfter) {
            this.splitter = new PacketSplitter(UnpooledByteBufAllocator.DEFAULT, this, lengthBytes, min, max);
            this.widenAfter = widenAfter;
        }

        @Override
        public void packet(ByteBuf packet) {
            packets.add(ByteBufUtil.hexDump(packet));
            borrowed.add(packet);
            if (packets.size() == widenAfter) splitter.become(this, 4, 0, MAX_PACKET);
        }

        @Override
        public void implausible(ByteBuf seen, int lengthBytes) {
            complaint = lengthBytes + ":" + ByteBufUtil.hexDump(seen);
            borrowed.add(seen);
        }
    }

    private PacketSplitter splitter(int lengthBytes, int min, int max, int widenAfter) {
        return new Collector(lengthBytes, min, max, widenAfter).splitter;
    }

    private void feed(PacketSplitter splitter, byte... bytes) {
        ByteBuf in = Unpooled.copiedBuffer(bytes);
        splitter.feed(in);
        assertThat(in.refCnt()).isEqualTo(1);
        in.release();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void givesTheSamePacketsForAnyCut(long seed) {
        var random = new SplittableRandom(seed);
        List<String> expected = new ArrayList<>();
        ByteBuf stream = Unpooled.buffer();
        for (int i = 0; i < 40; i++) {
            boolean handshake = i < 2;
            int length = handshake
                    ? random.nextInt(1, 300)
                    : switch (random.nextInt(4)) {
                        case 0 -> 0;
                        case 1 -> random.nextInt(1, 5);
                        case 2 -> random.nextInt(5, 500);
                        default -> random.nextInt(500, 300_000);
                    };
            byte[] packet = new byte[length];
            random.nextBytes(packet);
            if (handshake) stream.writeShort(length);
            else stream.writeInt(length);
            stream.writeBytes(packet);
            expected.add(ByteBufUtil.hexDump(packet));
        }
        PacketSplitter splitter = splitter(2, 1, MAX_HANDSHAKE, 2);
        int longest = List.of(1, 3, 100, 70_000, 3_000_000).get((int) (seed % 5));
        while (stream.isReadable()) {
            ByteBuf piece = Unpooled.copiedBuffer(
                    stream.readSlice(Math.min(stream.readableBytes(), random.nextInt(1, longest + 1))));
            splitter.feed(piece);
            piece.release();
        }
        assertThat(packets).as("seed %s", seed).isEqualTo(expected);
        assertThat(borrowed).allMatch(packet -> packet.refCnt() == 0);
        stream.release();
    }

    @Test
    void takesATickWhereNothingFollows() {
        PacketSplitter splitter = splitter(4, 0, MAX_PACKET, 0);
        feed(splitter, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(packets).containsExactly("");
        feed(splitter, (byte) 0, (byte) 0);
        assertThat(packets).hasSize(1);
        feed(splitter, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 1, (byte) 7);
        assertThat(packets).containsExactly("", "", "07");
    }

    @Test
    void showsALengthThatIsTooLongWithWhatCameBehindItAndStops() {
        PacketSplitter splitter = splitter(2, 1, MAX_HANDSHAKE, 0);
        feed(splitter, "GET / HTTP/1.1".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        assertThat(complaint)
                .startsWith(
                        "2:" + ByteBufUtil.hexDump("GET / HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        feed(splitter, (byte) 0, (byte) 1, (byte) 7);
        assertThat(packets).isEmpty();
        assertThat(borrowed).allMatch(seen -> seen.refCnt() == 0);
    }

    @Test
    void takesNoEmptyPacketInAHandshake() {
        PacketSplitter splitter = splitter(2, 1, MAX_HANDSHAKE, 0);
        feed(splitter, (byte) 0, (byte) 0);
        assertThat(complaint).isEqualTo("2:0000");
    }

    @Test
    void readsALengthAsUnsigned() {
        PacketSplitter splitter = splitter(4, 0, MAX_PACKET, 0);
        feed(splitter, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff);
        assertThat(complaint).isEqualTo("4:ffffffff");
    }

    @Test
    void takesLittleMemoryForALengthThatIsOnlyAnnounced() {
        var allocator = new UnpooledByteBufAllocator(false);
        PacketSplitter splitter = new PacketSplitter(allocator, new Collector(4, 0, 0, 0), 4, 0, Integer.MAX_VALUE);
        feed(splitter, (byte) 0x3f, (byte) 0, (byte) 0, (byte) 0, (byte) 1);
        assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                .isBetween(1L, 200_000L);
        splitter.stop();
        assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
                .isZero();
    }

    @Test
    void givesNothingAfterItsStop() {
        PacketSplitter splitter = splitter(4, 0, MAX_PACKET, 0);
        feed(splitter, (byte) 0, (byte) 0, (byte) 0, (byte) 2, (byte) 1);
        splitter.stop();
        feed(splitter, (byte) 2, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
        assertThat(packets).isEmpty();
    }
}
