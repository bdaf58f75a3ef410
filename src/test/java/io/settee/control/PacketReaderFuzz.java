package io.settee.control;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.settee.codec.DecodeLimits;
import io.settee.error.TermFormatException;
import io.settee.fuzz.Chunks;
import io.settee.fuzz.FuzzTarget;
import io.settee.identity.DistFlags;
import io.settee.support.TermGenerator;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Terms;
import io.settee.term.Tuple;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packets of one connection: headers with their atom cache, fragments, and every control message. Signals that are accepted can be printed, as the wire log
 * does, and sent on; no buffer is left behind.
 */
public final class PacketReaderFuzz implements FuzzTarget {
    private static final List<DistFlags> AGREEMENTS =
            List.of(Packets.ALL, Packets.NO_FRAGMENTS, Packets.FRAGMENTS_ONLY, Packets.PASS_THROUGH);

    private static final DecodeLimits LIMITS = DecodeLimits.DEFAULT
            .withMaxInflatedBytes(1 << 14)
            .withMaxReassemblyBytes(1 << 14)
            .withMaxOpenFragments(4);

    /** {@code {x,J} ! {hello, atom_nr_one, "str", self()}} as OTP 25.2.3 sent it, and a message that refers to the atoms of the first. */
    private static final List<byte[]> CAPTURED = Stream.of(
                    "83 44 05 8f fc 0e db 04 61 40 76 6d 05 00 bf 01 78 96 05 68 65 6c 6c 6f 7d 0b 61 74 6f 6d 5f 6e 72 5f 6f 6e 65"
                            + " 68 04 61 06 58 52 00 0000031d 00000000 6b0200c9 52 01 52 02"
                            + " 68 04 52 03 52 04 6b 0003 737472 58 52 00 0000031d 00000000 6b0200c9",
                    "83 44 02 77 00 96 db 68 03 61 02 52 00 58 52 01 00000001 00000000 00000007 52 00")
            .map(digits -> HexFormat.of().parseHex(digits.replace(" ", "")))
            .toList();

    @Override
    public List<byte[]> seeds() {
        var seeds = new ArrayList<byte[]>();
        for (int choice = 0; choice < AGREEMENTS.size(); choice++) {
            for (Signal signal : signals()) seeds.add(Chunks.join(choice, packets(AGREEMENTS.get(choice), signal)));
        }
        seeds.add(Chunks.join(0, CAPTURED));
        seeds.add(Chunks.join(0, fragments()));
        return seeds;
    }

    @Override
    public void read(byte[] input) {
        DistFlags agreed = AGREEMENTS.get(Chunks.choice(input) % AGREEMENTS.size());
        try (var packets = new Packets(agreed, LIMITS)) {
            for (byte[] packet : Chunks.split(input)) {
                Signal signal;
                try {
                    signal = packets.reader.read(Unpooled.wrappedBuffer(packet));
                } catch (TermFormatException refused) {
                    return;
                }
                if (signal != null) check(signal);
            }
        }
    }

    private static void check(Signal signal) {
        if (signal.toString().isEmpty()) throw new AssertionError("printed as nothing");
        try (var passedOn = new Packets(Packets.ALL)) {
            Signal again = passedOn.read(passedOn.write(signal));
            if (!signal.equals(again)) throw new AssertionError(signal + " was passed on as " + again);
        }
    }

    private static List<byte[]> packets(DistFlags agreed, Signal signal) {
        try (var packets = new Packets(agreed)) {
            return packets.write(signal).stream().map(PacketReaderFuzz::taken).toList();
        }
    }

    private static byte[] taken(ByteBuf packet) {
        byte[] bytes = ByteBufUtil.getBytes(packet);
        packet.release();
        return bytes;
    }

    /** Two messages, each cut in three, alternating. */
    private static List<byte[]> fragments() {
        var message = new Signal.Send(Atom.EMPTY, Packets.OURS, Binary.copyOf(new byte[60]), null);
        // 131 68 0 Control Payload
        byte[] whole = packets(Packets.NO_FRAGMENTS, message).getFirst();
        int cut = whole.length - 40;
        var fragments = new ArrayList<byte[]>();
        for (long left = 3; left > 0; left--) {
            for (long sequence = 1; sequence <= 2; sequence++) {
                byte[] part = left == 3
                        ? Arrays.copyOfRange(whole, 2, cut)
                        : Arrays.copyOfRange(whole, cut + (left == 2 ? 0 : 15), left == 2 ? cut + 15 : whole.length);
                fragments.add(ByteBuffer.allocate(2 + 2 * Long.BYTES + part.length)
                        .put((byte) PacketForm.VERSION)
                        .put((byte) (left == 3 ? PacketForm.FIRST_FRAGMENT : PacketForm.FRAGMENT))
                        .putLong(sequence)
                        .putLong(left)
                        .put(part)
                        .array());
            }
        }
        return fragments;
    }

    private static List<Signal> signals() {
        var terms = new TermGenerator(5);
        Term token = Tuple.of(Int.of(0), Int.of(1), Int.of(2), Packets.THEIRS, Int.of(3));
        return List.of(
                new Signal.Send(Packets.THEIRS, Packets.OURS, terms.any(2), null),
                new Signal.Send(Atom.EMPTY, Packets.OURS, terms.any(2), token),
                new Signal.SendNamed(Packets.THEIRS, new Atom("rex"), terms.any(2), null),
                new Signal.SendAlias(Packets.THEIRS, Packets.REF, terms.any(2), token),
                new Signal.Exit(Packets.THEIRS, Packets.OURS, terms.any(1), null),
                new Signal.Exit2(Packets.THEIRS, Packets.OURS, new Atom("kill"), token),
                new Signal.Exit2(Packets.THEIRS, Packets.REF, new Atom("kill"), null),
                new Signal.Link(Packets.THEIRS, Packets.OURS),
                new Signal.Unlink(-1, Packets.THEIRS, Packets.OURS),
                new Signal.UnlinkAck(7, Packets.THEIRS, Packets.OURS),
                new Signal.UnlinkOld(Packets.THEIRS, Packets.OURS),
                new Signal.Monitor(Packets.THEIRS, new Atom("rex"), Packets.REF),
                new Signal.Demonitor(Packets.THEIRS, Packets.OURS, Packets.REF),
                new Signal.MonitorExit(new Atom("rex"), Packets.OURS, Packets.REF, new Atom("noproc")),
                new Signal.GroupLeader(Packets.THEIRS, Packets.OURS),
                new Signal.SpawnRequest(
                        Packets.REF,
                        Packets.THEIRS,
                        Packets.THEIRS,
                        new Atom("m"),
                        new Atom("f"),
                        1,
                        TermList.NIL,
                        Terms.list(Int.of(1)),
                        null),
                new Signal.SpawnReply(Packets.REF, Packets.OURS, 0, new Atom("notsup"), null));
    }
}
