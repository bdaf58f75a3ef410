package io.settee.control;

import static io.settee.control.Packets.OURS;
import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.settee.codec.DecodeLimits;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Atoms that we send by number, read by the cache that reads a BEAM's. OTP "External Term Format", section "Distribution Header". */
class AtomCacheOutboundTest {
    /** Often enough for every atom of the message to have a number. */
    private static final int OFTEN = 80;

    private static Signal send(Term message) {
        return new Signal.SendNamed(OURS, atom("x"), message, null);
    }

    private static Term atoms(String prefix, int count) {
        List<Term> atoms = new ArrayList<>();
        for (int i = 0; i < count; i++) atoms.add(atom(prefix + i));
        return new TermList(atoms);
    }

    /** Sends and reads it until its atoms have numbers. */
    private static void introduce(Packets packets, Signal signal) {
        for (int i = 0; i < OFTEN; i++)
            assertThat(packets.read(packets.write(signal))).isEqualTo(signal);
    }

    @Test
    void sendsAnAtomThatComesOftenByNumber() {
        try (var packets = new Packets(Packets.ALL)) {
            introduce(packets, send(atom("tag")));
            ByteBuf packet = packets.write(send(atom("tag"))).getFirst();
            // Four references, to entries 0 to 3; the control message has the first three.
            assertThat(ByteBufUtil.hexDump(packet))
                    .isEqualTo("8344" + "04" + "000000" + "00010203" + "68046106" + "58520000000001000000000000004d"
                            + "5201" + "5202" + "5203");
            assertThat(packets.read(List.of(packet))).isEqualTo(send(atom("tag")));
        }
    }

    @Test
    void tellsTheAtomAgainUntilAPacketWithItStandsInTheQueue() {
        try (var packets = new Packets(Packets.ALL)) {
            Signal signal = send(atom("tag"));
            for (int i = 0; i < 7; i++) packets.read(packets.write(signal));
            // The eighth is about to be queued when another thread sends, whose packet gets before it.
            var order = new ArrayList<ByteBuf>();
            packets.writer.write(signal, packets.alloc, (packet, last) -> {
                packets.writer.write(signal, packets.alloc, (earlier, only) -> order.add(earlier));
                order.add(packet);
            });
            packets.writer.write(signal, packets.alloc, (packet, last) -> order.add(packet));
            assertThat(order).hasSize(3);
            for (ByteBuf packet : order)
                assertThat(packets.reader.read(packet.slice().skipBytes(4))).isEqualTo(signal);
            assertThat(order)
                    .extracting(packet ->
                            packet.toString(StandardCharsets.ISO_8859_1).contains("tag"))
                    .containsExactly(true, true, false);
            order.forEach(ByteBuf::release);
        }
    }

    @Test
    void takesNoAtomForKnownWhosePacketWasNotQueuedOrNeverMade() {
        Term deep = TermList.NIL;
        for (int i = 0; i < 1_000_000; i++) deep = tuple(deep);
        Signal tooDeep = send(tuple(atom("tag"), deep));
        try (var packets = new Packets(Packets.ALL)) {
            for (int i = 0; i < OFTEN; i++) {
                assertThatThrownBy(() -> packets.write(tooDeep)).isInstanceOf(IllegalArgumentException.class);
            }
            assertThatThrownBy(() -> packets.writer.write(send(atom("tag")), packets.alloc, (packet, last) -> {
                        packet.release();
                        throw new IllegalStateException("not queued");
                    }))
                    .hasMessage("not queued");
            assertThat(packets.read(packets.write(send(atom("tag"))))).isEqualTo(send(atom("tag")));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 250, 251, 252, 253, 254, 255, 256, 300})
    void refersToAsManyAtomsAsAHeaderHoldsAndSpellsOutTheRest(int count) {
        try (var packets = new Packets(Packets.ALL)) {
            Signal signal = send(atoms("a", count));
            introduce(packets, signal);
            Signal mixed = send(tuple(atoms("a", count), atoms("new", 300)));
            for (int i = 0; i < OFTEN; i++)
                assertThat(packets.read(packets.write(mixed))).isEqualTo(mixed);
        }
    }

    /** Of 1,000 bytes and more, so that all lengths of the header have two bytes; their flag stands in either half of the last byte. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 40, 41, 250, 251})
    void tellsAtomsOfFourBytesACharacter(int count) {
        try (var packets = new Packets(Packets.ALL)) {
            List<Term> atoms = new ArrayList<>();
            for (int i = 0; i < count; i++) atoms.add(atom("\uD83D\uDE00".repeat(250) + i));
            Signal signal = send(tuple(new TermList(atoms), atom("short")));
            introduce(packets, signal);
            List<ByteBuf> written = packets.write(signal);
            assertThat(written.getFirst().readableBytes()).isLessThan(5 * (count + 40));
            assertThat(packets.read(written)).isEqualTo(signal);
        }
    }

    @Test
    void tellsTheAtomsOfAFragmentedSignalInItsFirstPacket() {
        try (var packets = new Packets(Packets.ALL)) {
            Signal large = send(tuple(atoms("a", 20), Binary.copyOf(new byte[300_000]), atoms("a", 20)));
            introduce(packets, large);
            // Another signal between the packets of one: it may use what the first of these has told.
            Signal second = send(tuple(atoms("b", 20), Binary.copyOf(new byte[300_000]), atoms("b", 20)));
            for (int i = 0; i < OFTEN; i++) {
                Signal small = send(atoms("b", 20));
                var order = new ArrayList<ByteBuf>();
                packets.writer.write(second, packets.alloc, (packet, last) -> {
                    order.add(packet);
                    packets.writer.write(small, packets.alloc, (between, only) -> order.add(between));
                });
                List<Signal> read = new ArrayList<>();
                for (ByteBuf packet : order) {
                    Signal signal = packets.reader.read(packet.skipBytes(4));
                    if (signal != null) read.add(signal);
                    packet.release();
                }
                assertThat(read).hasSize(6).containsOnly(small, second).containsOnlyOnce(second);
            }
        }
    }

    @Test
    void spellsAllOutIfToldTo() {
        try (var packets = new Packets(Packets.ALL)) {
            var plain = new PacketWriter(Packets.ALL, Packets.FRAGMENT_BYTES, false);
            for (int i = 0; i < OFTEN; i++) {
                var written = new ArrayList<ByteBuf>();
                plain.write(send(atom("tag")), packets.alloc, (packet, last) -> written.add(packet));
                ByteBuf packet = written.getFirst();
                assertThat(packet.getInt(4)).isEqualTo(0x83440068);
                assertThat(packet.toString(StandardCharsets.ISO_8859_1)).contains("tag", "j@vm");
                packet.release();
            }
        }
    }

    /** What any thread sends at any time, in the order in which it is queued, is read as it was sent. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Timeout(60)
    @SuppressWarnings("ThreadPriorityCheck") // to interleave more, nothing relies on it
    void anyInterleavingOfThreadsGivesTheSameSignals(long seed) throws Exception {
        int threads = 4;
        int each = 1500;
        // Small fragments, so that other threads' packets come between them; more atoms than there are numbers.
        var writer = new PacketWriter(Packets.ALL, 512, true);
        Queue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
        var alloc = new PooledByteBufAllocator(false);
        var start = new CyclicBarrier(threads);
        List<List<Signal>> sent = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> done = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                List<Signal> mine = Collections.synchronizedList(new ArrayList<>());
                sent.add(mine);
                int thread = t;
                done.add(pool.submit(() -> {
                    var random = new SplittableRandom(seed * 31 + thread);
                    start.await();
                    for (int i = 0; i < each; i++) {
                        Signal signal = send(tuple(integer(thread), integer(i), someAtoms(random)));
                        mine.add(signal);
                        writer.write(signal, alloc, (packet, last) -> {
                            // Both sides of the moment that matters.
                            if (random.nextInt(4) == 0) Thread.yield();
                            queue.add(packet);
                            if (random.nextInt(4) == 0) Thread.yield();
                        });
                    }
                    return null;
                }));
            }
            for (Future<?> one : done) one.get(50, TimeUnit.SECONDS);
        }
        int[] next = new int[threads];
        long bytes = 0;
        try (var reader = new PacketReader(Packets.ALL, DecodeLimits.DEFAULT)) {
            for (ByteBuf packet = queue.poll(); packet != null; packet = queue.poll()) {
                bytes += packet.readableBytes();
                Signal signal = reader.read(packet.skipBytes(4));
                packet.release();
                if (signal == null) continue;
                var message = (Tuple) ((Signal.SendNamed) signal).message();
                int thread = (int) ((Int) message.at(0)).longValue();
                assertThat(signal).isEqualTo(sent.get(thread).get(next[thread]++));
            }
        }
        assertThat(next).containsOnly(each);
        // 14 atoms of 20 bytes a message and more: spelled out they would take twice as much.
        assertThat(bytes).isLessThan((long) threads * each * 400);
    }

    private static Term someAtoms(SplittableRandom random) {
        int count = random.nextInt(60) == 0 ? 300 : random.nextInt(28);
        List<Term> atoms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            // Some come often, some now and then, and some once.
            int which =
                    random.nextInt(3) > 0 ? random.nextInt(50) : random.nextInt(random.nextBoolean() ? 3000 : 1 << 30);
            atoms.add(atom(which % 97 == 7 ? "\uD83D\uDE00".repeat(100) + which : "an_atom_like_any_" + which));
        }
        return new TermList(atoms);
    }
}
