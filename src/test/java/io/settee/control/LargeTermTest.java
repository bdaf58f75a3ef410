package io.settee.control;

import static io.settee.control.Packets.OURS;
import static io.settee.control.Packets.THEIRS;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.settee.identity.DistFlags;
import io.settee.support.TermGenerator;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Terms that are encoded from fragment to fragment, since they would take too much memory otherwise. */
class LargeTermTest {
    /** More than one piece of the buffer. */
    private static final int LARGE = 3_000_000;

    private static Signal send(Term message) {
        return new Signal.Send(OURS, THEIRS, message, null);
    }

    static List<DistFlags> agreements() {
        return List.of(Packets.ALL, Packets.FRAGMENTS_ONLY);
    }

    private static Term deep(int depth, Term innermost) {
        Term term = innermost;
        for (int i = 0; i < depth; i++) term = tuple(term);
        return term;
    }

    /** Terms of every kind, atoms that get their number halfway, binaries by reference, closures, and what fills a whole piece by itself. */
    private static Term mixed(long seed) {
        var generator = new TermGenerator(seed);
        List<Term> terms = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            terms.add(generator.any(4));
            if (i % 50 == 0) terms.add(atom("seldom" + i / 1000));
            if (i % 500 == 0) terms.add(Binary.copyOf(new byte[4000 + 37 * i]));
            if (i % 3000 == 0) terms.add(Int.of(java.math.BigInteger.ONE.shiftLeft(8 * LARGE / 2)));
        }
        return new TermList(terms);
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void arriveAsTheyWereSent(DistFlags agreed) {
        for (long seed = 1; seed <= 3; seed++) {
            try (var packets = new Packets(agreed)) {
                Signal signal = send(mixed(seed));
                for (int i = 0; i < 2; i++) {
                    List<ByteBuf> written = packets.write(signal);
                    assertThat(written).hasSizeGreaterThan(LARGE / Packets.FRAGMENT_BYTES);
                    assertThat(written.subList(1, written.size() - 1))
                            .allMatch(packet -> packet.readableBytes() == 18 + Packets.FRAGMENT_BYTES);
                    assertThat(packets.read(written)).isEqualTo(signal);
                }
            }
        }
    }

    @Test
    void letOtherSignalsPassThatUseTheSameAtoms() {
        try (var packets = new Packets(Packets.ALL)) {
            Signal large = send(new TermList(Collections.nCopies(LARGE / 10, tuple(atom("between"), integer(1)))));
            Signal small = send(tuple(atom("between"), atom("x")));
            List<Signal> read = new ArrayList<>();
            packets.writer.write(large, packets.alloc, (packet, last) -> {
                read(packets, packet, read);
                packets.writer.write(small, packets.alloc, (other, only) -> read(packets, other, read));
            });
            assertThat(read).contains(large).filteredOn(small::equals).hasSizeGreaterThan(10);
        }
    }

    private static void read(Packets packets, ByteBuf packet, List<Signal> into) {
        Signal signal = packets.reader.read(packet.skipBytes(4));
        if (signal != null) into.add(signal);
        packet.release();
    }

    @Test
    void takeLittleMemoryOnTheirWay() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        Signal signal = send(new TermList(
                Collections.nCopies(3_000_000, tuple(atom("an_atom"), Binary.of("some text"), integer(70_000)))));
        var alloc = new PooledByteBufAllocator(true);
        var writer = new PacketWriter(Packets.ALL, Packets.FRAGMENT_BYTES, true);
        long[] bytes = {0};
        long before = threads.getCurrentThreadAllocatedBytes();
        writer.write(signal, alloc, (packet, last) -> {
            bytes[0] += packet.readableBytes();
            packet.release();
        });
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(bytes[0]).isGreaterThan(60_000_000);
        assertThat(allocated).isLessThan(10_000_000);
    }

    @Test
    void areNotBegunIfTheirEndCannotBeEncoded() {
        Term large = new TermList(Collections.nCopies(LARGE, integer(1000)));
        try (var packets = new Packets(Packets.ALL)) {
            var written = new ArrayList<ByteBuf>();
            Signal signal = send(list(large, deep(1_000_000, TermList.NIL)));
            assertThatThrownBy(() -> packets.writer.write(signal, packets.alloc, (packet, last) -> written.add(packet)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("nested too deeply");
            assertThat(written).isEmpty();
        }
    }

    /** What gives a fragment away needs some of the stack, too, at whatever depth its last byte is encoded. */
    @Test
    void areSentWholeOrNotAtAllAtEveryDepth() {
        Term large = new TermList(Collections.nCopies(LARGE / 5, integer(1000)));
        try (var packets = new Packets(Packets.ALL)) {
            int refused = 0;
            int sent = 0;
            for (int depth = 40_000; sent < 3 || (depth > 0 && refused == 0); depth -= Math.max(10, depth / 150)) {
                Signal signal = send(deep(depth, large));
                int[] packetsGiven = {0};
                boolean[] whole = {false};
                try {
                    packets.writer.write(signal, packets.alloc, (packet, last) -> {
                        packet.release();
                        packetsGiven[0]++;
                        whole[0] = last;
                        assertThat(needsStack(50)).isPositive();
                    });
                    assertThat(whole[0]).as("depth %d", depth).isTrue();
                    sent++;
                } catch (IllegalArgumentException e) {
                    assertThat(packetsGiven[0]).as("depth %d", depth).isZero();
                    refused++;
                }
            }
            assertThat(refused).isPositive();
        }
    }

    private static int needsStack(int frames) {
        return frames == 0 ? 1 : 1 + needsStack(frames - 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 100_000, LARGE})
    void areNotBegunIfTheyAreLongerThanAllowed(int length) {
        Signal numbers = send(new TermList(Collections.nCopies(length, integer(1000))));
        Signal binary = send(Binary.copyOf(new byte[5 * length]));
        try (var packets = new Packets(Packets.ALL)) {
            for (Signal signal : List.of(numbers, binary)) {
                var written = new ArrayList<ByteBuf>();
                PacketWriter.Sink sink = (packet, last) -> written.add(packet.skipBytes(4));
                assertThat(packets.writer.write(signal, 5L * length, packets.alloc, sink))
                        .isFalse();
                assertThat(written).isEmpty();
                assertThat(packets.writer.write(signal, 5L * length + 100, packets.alloc, sink))
                        .isTrue();
                assertThat(packets.read(written)).isEqualTo(signal);
            }
        }
    }
}
