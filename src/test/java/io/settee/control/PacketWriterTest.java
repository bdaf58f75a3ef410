package io.settee.control;

import static io.settee.control.Packets.OURS;
import static io.settee.control.Packets.THEIRS;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.settee.identity.DistFlags;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacketWriterTest {
    private static Signal send(Term message) {
        return new Signal.SendNamed(OURS, atom("x"), message, null);
    }

    private static final String CONTROL = "68046106" + "5877046a40766d00000001000000000000004d" + "7700" + "770178";

    @Test
    void writesPassThroughPacketsWithTwoVersionBytes() {
        try (var packets = new Packets(Packets.PASS_THROUGH)) {
            ByteBuf packet = packets.write(send(TermList.NIL)).getFirst();
            assertThat(ByteBufUtil.hexDump(packet)).isEqualTo("7083" + CONTROL + "836a");
            packet.release();
        }
    }

    @Test
    void writesAnEmptyHeaderWhereOneWasAgreed() {
        for (var agreed : List.of(Packets.ALL, Packets.NO_FRAGMENTS, Packets.FRAGMENTS_ONLY)) {
            try (var packets = new Packets(agreed)) {
                ByteBuf packet = packets.write(send(TermList.NIL)).getFirst();
                assertThat(ByteBufUtil.hexDump(packet)).isEqualTo("834400" + CONTROL + "6a");
                packet.release();
            }
        }
    }

    @Test
    void takesOneBufferOfTheRightSizeForASmallSignal() {
        try (var packets = new Packets(Packets.ALL)) {
            ByteBuf packet =
                    packets.write(send(Binary.copyOf(new byte[60_000]))).getFirst();
            assertThat(packet.capacity()).isEqualTo(packet.writerIndex());
            assertThat(packets.alloc.metric().usedDirectMemory()).isEqualTo(packet.capacity());
            packet.release();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_530, 65_531, 65_532, 131_067, 131_068, 1 << 20})
    void cutsPayloadsOfMoreThan64KiBIntoFragmentsOfSuchASize(int bytes) {
        Signal signal = send(Binary.copyOf(new byte[bytes]));
        int payload = 5 + bytes;
        try (var packets = new Packets(Packets.ALL)) {
            List<ByteBuf> written = packets.write(signal);
            assertThat(written).hasSize((payload + 65_535) / 65_536);
            if (written.size() > 1) {
                assertThat(written.getFirst().readableBytes()).isEqualTo(2 + 16 + 1 + CONTROL.length() / 2 + 65_536);
                for (int i = 0; i < written.size(); i++) {
                    ByteBuf packet = written.get(i);
                    assertThat(packet.getUnsignedShort(4)).isEqualTo(i == 0 ? 0x8345 : 0x8346);
                    assertThat(packet.getLong(6)).isEqualTo(1);
                    assertThat(packet.getLong(14)).isEqualTo(written.size() - i);
                    assertThat(packet.readableBytes()).isLessThanOrEqualTo(2 + 16 + 1 + CONTROL.length() / 2 + 65_536);
                }
            }
            assertThat(packets.read(written)).isEqualTo(signal);
        }
    }

    @Test
    void cutsIntoSmallerFragmentsIfTold() {
        Signal signal = send(Binary.copyOf(new byte[100_000]));
        try (var packets = new Packets(Packets.ALL)) {
            var written = new ArrayList<ByteBuf>();
            new PacketWriter(Packets.ALL, 4096, true)
                    .write(signal, packets.alloc, (packet, last) -> written.add(packet));
            assertThat(written)
                    .hasSize(25)
                    .allMatch(packet -> packet.skipBytes(4).readableBytes() < 4096 + 100);
            assertThat(packets.read(written)).isEqualTo(signal);
        }
    }

    @Test
    void givesEverySequenceAnotherNumber() {
        try (var packets = new Packets(Packets.ALL)) {
            List<ByteBuf> first = packets.write(send(Binary.copyOf(new byte[70_000])));
            List<ByteBuf> second = packets.write(send(Binary.copyOf(new byte[70_001])));
            assertThat(first.get(0).getLong(6)).isNotEqualTo(second.get(0).getLong(6));
            assertThat(packets.reader.read(first.get(0))).isNull();
            assertThat(packets.reader.read(second.get(0))).isNull();
            assertThat(packets.reader.read(first.get(1))).isEqualTo(send(Binary.copyOf(new byte[70_000])));
            assertThat(packets.reader.read(second.get(1))).isEqualTo(send(Binary.copyOf(new byte[70_001])));
            first.forEach(ByteBuf::release);
            second.forEach(ByteBuf::release);
        }
    }

    @Test
    void sendsOnePacketHoweverLargeWhereNoFragmentsWereAgreed() {
        Signal signal = send(Binary.copyOf(new byte[1 << 20]));
        for (var agreed : List.of(Packets.NO_FRAGMENTS, Packets.PASS_THROUGH)) {
            try (var packets = new Packets(agreed)) {
                List<ByteBuf> written = packets.write(signal);
                assertThat(written).hasSize(1);
                assertThat(packets.read(written)).isEqualTo(signal);
            }
        }
    }

    @Test
    void neverCutsTheControlMessage() {
        // The reason of an exit signal stands in it where EXIT_PAYLOAD is not agreed.
        var agreed = Packets.ALL.without(DistFlags.EXIT_PAYLOAD);
        Signal signal = new Signal.Exit(OURS, THEIRS, Binary.copyOf(new byte[200_000]), null);
        try (var packets = new Packets(agreed)) {
            List<ByteBuf> written = packets.write(signal);
            assertThat(written).hasSize(1);
            assertThat(packets.read(written)).isEqualTo(signal);
        }
    }

    @Test
    void cutsPayloadsOfManySmallTermsToo() {
        Term message = new TermList(Collections.nCopies(
                30_000, tuple(atom("é"), Int.of(1L << 40), Binary.of("some text"), list(Int.of(1), Int.of(2)))));
        try (var packets = new Packets(Packets.ALL)) {
            List<ByteBuf> written = packets.write(send(message));
            assertThat(written).hasSizeGreaterThan(10);
            assertThat(packets.read(written)).isEqualTo(send(message));
        }
    }

    @Test
    void leavesNothingBehindWhenASignalCannotBeEncoded() {
        Term deep = TermList.NIL;
        for (int i = 0; i < 1_000_000; i++) deep = tuple(Binary.copyOf(new byte[10]), deep);
        Signal signal = send(deep);
        try (var packets = new Packets(Packets.ALL)) {
            var written = new ArrayList<ByteBuf>();
            assertThatThrownBy(() -> packets.writer.write(signal, packets.alloc, (packet, last) -> written.add(packet)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(written).isEmpty();
            assertThat(packets.read(packets.write(send(TermList.NIL)))).isEqualTo(send(TermList.NIL));
        }
    }
}
