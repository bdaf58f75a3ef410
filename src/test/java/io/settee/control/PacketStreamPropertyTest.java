package io.settee.control;

import static io.settee.control.Packets.OURS;
import static io.settee.control.Packets.REF;
import static io.settee.control.Packets.THEIRS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.settee.codec.TermEncoder;
import io.settee.error.TermFormatException;
import io.settee.identity.DistFlags;
import io.settee.support.TermGenerator;
import io.settee.term.Binary;
import io.settee.term.Term;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals, their packets and their fragments, cut and mixed in every way that the protocol allows, and damaged in others. */
class PacketStreamPropertyTest {
    static List<DistFlags> agreements() {
        return List.of(Packets.ALL, Packets.NO_FRAGMENTS, Packets.FRAGMENTS_ONLY, Packets.PASS_THROUGH);
    }

    private static Signal signal(long seed) {
        var generator = new TermGenerator(seed);
        Term term = seed % 10 == 0 ? Binary.copyOf(new byte[150_000]) : generator.any(4);
        return switch ((int) (seed % 5)) {
            case 0 -> new Signal.Send(OURS, THEIRS, term, null);
            case 1 -> new Signal.SendNamed(OURS, generator.atom(), term, generator.any(1));
            case 2 -> new Signal.Exit(generator.pid(), THEIRS, term, null);
            case 3 -> new Signal.MonitorExit(generator.atom(), THEIRS, generator.ref(), term);
            default -> new Signal.SendAlias(OURS, REF, term, null);
        };
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void anyCutOfTheStreamGivesTheSameSignals(DistFlags agreed) {
        var random = new SplittableRandom(7);
        try (var packets = new Packets(agreed)) {
            var sent = new ArrayList<Signal>();
            ByteBuf stream = packets.alloc.directBuffer();
            for (int seed = 0; seed < 300; seed++) {
                sent.add(signal(seed));
                packets.writer.write(sent.getLast(), packets.alloc, (packet, last) -> {
                    stream.writeBytes(packet);
                    packet.release();
                    if (random.nextInt(3) == 0) stream.writeInt(0);
                });
            }
            var channel = new EmbeddedChannel(new LengthFieldBasedFrameDecoder(1 << 30, 0, 4, 0, 4));
            var received = new ArrayList<Signal>();
            while (stream.isReadable()) {
                int cut = Math.min(stream.readableBytes(), random.nextInt(20) == 0 ? 100_000 : random.nextInt(1, 300));
                channel.writeInbound(stream.readBytes(cut));
                for (ByteBuf packet = channel.readInbound(); packet != null; packet = channel.readInbound()) {
                    Signal signal = packets.reader.read(packet);
                    packet.release();
                    if (signal != null) received.add(signal);
                }
            }
            stream.release();
            channel.finishAndReleaseAll();
            assertThat(received).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void fragmentsOfAnySizeInAnyMixGiveTheSameSignals(long seed) {
        var random = new SplittableRandom(seed);
        try (var packets = new Packets(Packets.ALL)) {
            for (int round = 0; round < 20; round++) {
                var queues = new ArrayList<ArrayDeque<ByteBuf>>();
                var sent = new ArrayList<Signal>();
                for (int i = 0; i < 10; i++) {
                    sent.add(signal(round * 10L + i));
                    queues.add(fragments(packets, sent.getLast(), i, random));
                }
                var received = new ArrayList<Signal>();
                while (!queues.isEmpty()) {
                    int pick = random.nextInt(queues.size());
                    ByteBuf packet = queues.get(pick).remove();
                    if (queues.get(pick).isEmpty()) queues.remove(pick);
                    Signal signal = packets.reader.read(packet);
                    packet.release();
                    if (signal != null) received.add(signal);
                }
                assertThat(received).as("round %d", round).containsExactlyInAnyOrderElementsOf(sent);
            }
        }
    }

    /** The packets of a signal in fragments of our own making, the smallest empty. */
    private static ArrayDeque<ByteBuf> fragments(
            Packets packets, Signal signal, long sequence, SplittableRandom random) {
        // Without an atom cache, and not cut, the writer gives: 131 68 0 Control Payload.
        var whole = new ArrayList<ByteBuf>();
        new PacketWriter(Packets.FRAGMENTS_ONLY, 1 << 20, true)
                .write(signal, packets.alloc, (packet, last) -> whole.add(packet));
        ByteBuf bytes = whole.getFirst().skipBytes(7);
        int controlBytes = bytes.readableBytes() - payloadBytes(signal);
        int count = random.nextInt(1, 8);
        var queue = new ArrayDeque<ByteBuf>();
        for (int fragment = count; fragment > 0; fragment--) {
            ByteBuf packet = packets.alloc.directBuffer();
            packet.writeByte(131)
                    .writeByte(fragment == count ? 69 : 70)
                    .writeLong(sequence)
                    .writeLong(fragment);
            if (fragment == count) packet.writeByte(0).writeBytes(bytes, controlBytes);
            packet.writeBytes(bytes, fragment == 1 ? bytes.readableBytes() : random.nextInt(bytes.readableBytes() + 1));
            queue.add(packet);
        }
        bytes.release();
        return queue;
    }

    private static int payloadBytes(Signal signal) {
        Term payload = switch (signal) {
            case Signal.Send send -> send.message();
            case Signal.SendNamed send -> send.message();
            case Signal.SendAlias send -> send.message();
            case Signal.Exit exit -> exit.reason();
            case Signal.MonitorExit exit -> exit.reason();
            default -> throw new IllegalArgumentException(signal.toString());
        };
        ByteBuf bytes = Unpooled.buffer();
        TermEncoder.write(payload, bytes);
        return bytes.readableBytes();
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void packetsCutShortAreTermFormatExceptions(DistFlags agreed) {
        try (var packets = new Packets(agreed)) {
            for (int seed = 1; seed < 60; seed++) {
                if (seed % 10 == 0) continue;
                ByteBuf packet = packets.write(signal(seed)).getFirst();
                for (int length = 1; length < Math.min(packet.readableBytes(), 1000); length++) {
                    assertThat(outcome(packets, packet.slice(packet.readerIndex(), length)))
                            .as("seed %d, cut to %d bytes", seed, length)
                            .isEqualTo("refused");
                }
                packet.release();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("agreements")
    void damagedPacketsAreSignalsOrTermFormatExceptions(DistFlags agreed) {
        var random = new SplittableRandom(11);
        try (var packets = new Packets(agreed)) {
            for (int seed = 0; seed < 1000; seed++) {
                ArrayDeque<ByteBuf> written = agreed.has(DistFlags.FRAGMENTS)
                        ? fragments(packets, signal(seed), random.nextInt(3), random)
                        : new ArrayDeque<>(packets.write(signal(seed)));
                for (ByteBuf packet : written) {
                    for (int damage = random.nextInt(4); damage > 0; damage--) {
                        int index = packet.readerIndex() + random.nextInt(Math.min(200, packet.readableBytes()));
                        packet.setByte(index, random.nextInt(256));
                    }
                    outcome(packets, packet);
                    packet.release();
                }
            }
        }
    }

    private static String outcome(Packets packets, ByteBuf packet) {
        String hex = ByteBufUtil.hexDump(packet, packet.readerIndex(), Math.min(packet.readableBytes(), 500));
        try {
            Signal signal = packets.reader.read(packet);
            return signal == null ? "nothing yet" : "signal";
        } catch (TermFormatException e) {
            return "refused";
        } catch (RuntimeException | StackOverflowError e) {
            return fail(
                    "for the packet " + HexFormat.of().formatHex(HexFormat.of().parseHex(hex)), e);
        }
    }
}
