package io.settee.control;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.settee.codec.DecodeLimits;
import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Pid;
import io.settee.term.Ref;
import io.settee.term.TermList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketReaderTest {
    private static final Atom A_AT_VM = atom("a@vm");

    /** SEND to a@vm's process 1, whose atom is spelled out, without a message behind it. */
    private static final String SEND = "68 03 61 02 77 00 58 77 04 61 40 76 6d 00000001 00000000 00000007 ";

    private static final Pid TO = new Pid(A_AT_VM, 1, 0, 7);

    private Packets packets = new Packets(Packets.ALL);

    @AfterEach
    void nothingLeaks() {
        packets.close();
    }

    private void agree(Packets other) {
        packets.close();
        packets = other;
    }

    private void assertRefused(String hex, String message) {
        assertThatThrownBy(() -> packets.read(hex))
                .isInstanceOf(TermFormatException.class)
                .hasMessage(message);
    }

    private static Signal sent(long message) {
        return new Signal.Send(Atom.EMPTY, TO, integer(message), null);
    }

    /** {@code {x,J} ! {hello, atom_nr_one, "str", self()}} as OTP 25.2.3 sent it. */
    @Nested
    class Golden {
        @Test
        void headerWithAtomCache() {
            assertThat(packets.signal("83 44 05 8f fc 0e db 04 61 40 76 6d 05 00 bf 01 78 96 05 68 65 6c 6c 6f"
                            + " 7d 0b 61 74 6f 6d 5f 6e 72 5f 6f 6e 65"
                            + " 68 04 61 06 58 52 00 0000031d 00000000 6b0200c9 52 01 52 02"
                            + " 68 04 52 03 52 04 6b 0003 737472 58 52 00 0000031d 00000000 6b0200c9"))
                    .isEqualTo(sent(0x31d));
            // The same entries again, now by their numbers and in another order.
            assertThat(packets.signal(
                            "83 44 02 77 00 96 db 68 03 61 02 52 00" + " 58 52 01 00000001 00000000 00000007 52 00"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, atom("hello"), null));
        }

        @Test
        void passThrough() {
            agree(new Packets(Packets.PASS_THROUGH));
            assertThat(packets.signal("70 83 68 04 61 06 58 77 04 61 40 76 6d 00000353 00000000 6b0200c9 77 00 77 01 78"
                            + " 83 68 04 77 05 68656c6c6f 77 0b 61746f6d5f6e725f6f6e65 6b 0003 737472"
                            + " 58 77 04 61 40 76 6d 00000353 00000000 6b0200c9"))
                    .isEqualTo(sent(0x353));
        }

        private static Signal sent(long id) {
            var from = new Pid(A_AT_VM, id, 0, 0x6b0200c9L);
            return new Signal.SendNamed(
                    from, atom("x"), tuple(atom("hello"), atom("atom_nr_one"), string("str"), from), null);
        }
    }

    @Test
    void readsATickAsNothing() {
        assertThat(packets.read("")).isNull();
        agree(new Packets(Packets.PASS_THROUGH));
        assertThat(packets.read("")).isNull();
    }

    @Nested
    class Cache {
        @Test
        void takesLongAtomsWithEvenAndOddCounts() {
            // One reference: LongAtoms is the high half of the only byte of flags.
            String longAtom = "c3a9".repeat(200);
            assertThat(packets.signal("83 44 01 18 00 0190" + longAtom + SEND + "52 00"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, atom("é".repeat(200)), null));
            // Two: it is the low half of a second byte; short entries have two bytes of length as well.
            assertThat(packets.signal("83 44 02 89 01 01 0001 78 02 0001 79" + SEND + "68 02 52 00 52 01"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, tuple(atom("x"), atom("y")), null));
            assertThat(packets.signal("83 44 02 01 00 01 02" + SEND + "68 02 52 00 52 01"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, tuple(atom("x"), atom("y")), null));
        }

        @Test
        void overwritesSilentlyAndHolds2048() {
            packets.read("83 44 01 0f ff 01 78" + SEND + "6a");
            packets.read("83 44 01 0f ff 01 79" + SEND + "6a");
            assertThat(packets.signal("83 44 01 07 ff" + SEND + "52 00"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, atom("y"), null));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "83 44|number of atoms needs 1 bytes, 0 remain",
                    "83 44 02 08|flags needs 2 bytes, 1 remain",
                    "83 44 01 07|reference needs 1 bytes, 0 remain",
                    "83 44 01 07 ff|atom cache entry 2047 was never written",
                    "83 44 01 08 01|length of an atom needs 1 bytes, 0 remain",
                    "83 44 01 18 01 00|length of an atom needs 2 bytes, 1 remain",
                    "83 44 01 08 01 05 61|text of an atom needs 5 bytes, 1 remain",
                })
        void refusesHeadersThatEndEarlyOrPointNowhere(String hex, String problem) {
            assertRefused(hex, "distribution header: " + problem);
        }

        @Test
        void refusesTextThatIsNoAtom() {
            assertRefused(
                    "83 44 01 08 01 01 ff",
                    "distribution header, atom cache entry 1: term at byte 0: ATOM_UTF8_EXT is an atom whose text is not"
                            + " UTF-8");
            assertThatThrownBy(() -> packets.read("83 44 01 18 01 0100" + "61".repeat(256)))
                    .hasMessageEndingWith("is an atom of 256 bytes; at most 255 characters are allowed");
        }
    }

    @Nested
    class Forms {
        @ParameterizedTest
        @ValueSource(strings = {"70 83 " + SEND + "83 6a", "83", "83 50", "00", "83 6a"})
        void otherThanTheHeaderAreRefusedWhereOneWasAgreed(String hex) {
            assertThatThrownBy(() -> packets.read(hex))
                    .isInstanceOf(TermFormatException.class)
                    .hasMessageStartingWith("by the agreed flags a packet must begin with 131 ");
        }

        @Test
        void withAHeaderAreRefusedWhereNoneWasAgreed() {
            agree(new Packets(Packets.PASS_THROUGH));
            assertRefused(
                    "83 44 00 " + SEND + "6a",
                    "by the agreed flags a packet must begin with 112 (pass-through), not with 131");
        }

        @Test
        void inFragmentsAreRefusedWhereNoneWereAgreed() {
            agree(new Packets(Packets.NO_FRAGMENTS));
            assertRefused(
                    "83 45 0000000000000001 0000000000000001 00 " + SEND + "6a",
                    "by the agreed flags a packet must begin with 131 68 (no fragments), not with 69");
        }

        @Test
        void withAtomsAreRefusedWhereNoCacheWasAgreed() {
            agree(new Packets(Packets.FRAGMENTS_ONLY));
            assertThat(packets.read("83 44 00 " + SEND + "61 07")).isEqualTo(sent(7));
            assertRefused(
                    "83 44 01 08 00 01 78 " + SEND + "6a",
                    "distribution header with 1 atoms, but no atom cache was agreed on");
        }

        @Test
        void withVersionBytesBehindTheHeaderAreRefused() {
            assertRefused(
                    "83 44 00 83 " + SEND + "6a",
                    "control message: term at byte 0: the version byte 131 stands inside a term, or behind a distribution"
                            + " header");
            assertRefused(
                    "83 44 00 " + SEND + "83 6a",
                    "SEND, in the term that follows it: term at byte 25: the version byte 131 stands inside a term, or"
                            + " behind a distribution header");
        }
    }

    @Nested
    class Messages {
        private static final String FROM = "58 77 01 62 00000009 00000000 00000008";
        private static final String PID = "58 77 04 61 40 76 6d 00000001 00000000 00000007";
        private static final Pid SENDER = new Pid(atom("b"), 9, 0, 8);

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "61 01|a control message must be a tuple, not the integer 1",
                    "68 00|a control message must begin with its number",
                    "68 01 77 01 78|a control message must begin with its number",
                    "68 02 61 01 6a|LINK must have 3 elements, this one has 2",
                    "68 04 61 01 6a 6a 6a|LINK must have 3 elements, this one has 4",
                    "68 03 61 01 6a 6a|LINK: element 2 must be a pid, not a TermList",
                    "68 03 61 25 6a 6a|ALTACT_SIG_SEND must have 4 elements, this one has 3",
                    "68 04 61 25 6a 6a 6a|ALTACT_SIG_SEND: element 2 must be flags, not a TermList",
                    "68 04 61 13 FROM 61 07 6a|MONITOR_P: element 3 must be a pid or an atom, not the integer 7",
                    "68 04 61 13 FROM 77 01 78 6a|MONITOR_P: element 4 must be a reference, not a TermList",
                    "68 04 61 06 FROM 77 00 6a|REG_SEND: element 4 must be an atom, not a TermList",
                    "68 04 61 23 61 00 FROM FROM|UNLINK_ID: element 2 must be an id of 1 to 2^64-1, not the integer 0",
                    "68 04 61 23 62 ffffffff FROM FROM|UNLINK_ID: element 2 must be an id of 1 to 2^64-1, not the integer"
                            + " -1",
                    "68 04 61 24 6e 09 00 000000000000000001 FROM FROM|UNLINK_ID_ACK: element 2 must be an id of 1 to"
                            + " 2^64-1, not a Big",
                    "68 03 61 16 FROM FROM|SEND_SENDER: the term that must follow it is missing",
                    "68 03 61 18 FROM FROM ff|PAYLOAD_EXIT, in the term that follows it: term at byte 36: tag 255 is not"
                            + " known",
                    "68 04 61 25 61 02 FROM FROM 6a|ALTACT_SIG_SEND lacks the token that its flags announce",
                })
        void thatAreMalformedAreRefusedByName(String control, String problem) {
            assertRefused("83 44 00 " + control.replace("FROM", FROM), problem);
        }

        @Test
        void areRefusedWhenASpawnRequestNamesNoFunction() {
            String head = "83 44 00 68 06 61 1d 5a 0001 77 01 62 00000008 00000005" + FROM + FROM;
            assertRefused(
                    head + "68 03 77 01 6d 77 01 66 62 00000100 6a 6a",
                    "SPAWN_REQUEST: element 5 must be {Module, Function, Arity}, not a Tuple");
            assertRefused(
                    head + "68 03 77 01 6d 77 01 66 61 00 61 07 6a",
                    "SPAWN_REQUEST: element 6 must be a list of options, not the integer 7");
            assertRefused(
                    head + "68 03 77 01 6d 77 01 66 61 00 6a 61 07",
                    "SPAWN_REQUEST: the arguments behind it must be a list");
            assertThat(packets.signal(head + "68 03 77 01 6d 77 01 66 61 01 6a 6b 0001 07"))
                    .isEqualTo(new Signal.SpawnRequest(
                            new Ref(atom("b"), 8, List.of(5L)),
                            SENDER,
                            SENDER,
                            atom("m"),
                            atom("f"),
                            1,
                            TermList.NIL,
                            TermList.of(integer(7)),
                            null));
        }

        @Test
        void ofLaterReleasesArePassedOn() {
            assertThat(packets.signal("83 44 00 68 02 61 63 6a 61 07"))
                    .isEqualTo(new Signal.Unknown(99, tuple(integer(99), TermList.NIL), integer(7)));
            assertThat(packets.signal("83 44 00 68 01 61 63"))
                    .isEqualTo(new Signal.Unknown(99, tuple(integer(99)), null));
            // 2^32 + 1 is not LINK.
            assertThat(packets.signal("83 44 00 68 01 6e 05 00 0100000001"))
                    .isInstanceOfSatisfying(
                            Signal.Unknown.class, u -> assertThat(u.op()).isEqualTo(0x1_0000_0001L));
            assertRefused(
                    "83 44 00 68 01 6e 05 00 0100000001 ff",
                    "control message 4294967297, in the term that follows it: term at byte 10: tag 255 is not known");
        }

        @Test
        void withFlagsReadOverThoseAndTheElementsThatWeDoNotKnow() {
            // Priority, to a pid; an element more; flags of 80 bits, of which we know ALTACT_EXIT.
            assertThat(packets.signal("83 44 00 68 04 61 25 61 01" + FROM + PID + "61 07"))
                    .isEqualTo(new Signal.Send(SENDER, TO, integer(7), null));
            assertThat(packets.signal("83 44 00 68 05 61 25 61 01" + FROM + PID + "6a 61 07"))
                    .isEqualTo(new Signal.Send(SENDER, TO, integer(7), null));
            assertThat(packets.signal("83 44 00 68 04 61 25 6e 0a 00 10000000000000000080" + FROM + PID + "61 07"))
                    .isEqualTo(new Signal.Exit2(SENDER, TO, integer(7), null));
            assertThat(packets.signal("83 44 00 68 04 61 25 61 08" + FROM + "77 01 78 61 07"))
                    .isEqualTo(new Signal.SendNamed(SENDER, atom("x"), integer(7), null));
            assertThat(packets.signal("83 44 00 68 06 61 25 61 12" + FROM + PID + "77 01 74 6a 61 07"))
                    .isEqualTo(new Signal.Exit2(SENDER, TO, integer(7), atom("t")));
        }

        @Test
        void mayHaveBytesBehindThem() {
            assertThat(packets.read("83 44 00 " + SEND + "61 07 ff ff")).isEqualTo(sent(7));
        }
    }

    @Nested
    class Fragments {
        private static final String FIRST = "83 45 0000000000000001 ";
        private static final String NEXT = "83 46 0000000000000001 ";
        private static final String OTHER_FIRST = "83 45 ffffffffffffffff ";
        private static final String OTHER_NEXT = "83 46 ffffffffffffffff ";

        private static String number(int n) {
            return "%016x ".formatted(n);
        }

        @Test
        void areJoinedAtAnyByte() {
            assertThat(packets.read(FIRST + number(4) + "00 " + SEND + "62 00")).isNull();
            assertThat(packets.read(NEXT + number(3))).isNull();
            assertThat(packets.read(NEXT + number(2) + "00 01")).isNull();
            assertThat(packets.read(NEXT + number(1) + "02")).isEqualTo(sent(0x102));
        }

        @Test
        void mayBeOne() {
            assertThat(packets.read(FIRST + number(1) + "00 " + SEND + "61 07")).isEqualTo(sent(7));
        }

        @Test
        void useTheAtomsOfTheFirstAndFillTheCacheWhenItComes() {
            assertThat(packets.read(FIRST + number(2) + "01 08 05 01 78" + SEND + "68 02 52 00"))
                    .isNull();
            // Another message between them takes the entry, and overwrites it.
            assertThat(packets.signal("83 44 01 00 05" + SEND + "52 00"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, atom("x"), null));
            packets.read("83 44 01 08 05 01 79" + SEND + "6a");
            assertThat(packets.signal(NEXT + number(1) + "52 00"))
                    .isEqualTo(new Signal.Send(Atom.EMPTY, TO, tuple(atom("x"), atom("x")), null));
        }

        @Test
        void ofDifferentSequencesMayInterleaveWithEachOtherAndWithTicks() {
            packets.read(FIRST + number(2) + "00 " + SEND + "61");
            packets.read(OTHER_FIRST + number(2) + "00 " + SEND + "61");
            packets.read("");
            assertThat(packets.read(OTHER_NEXT + number(1) + "08")).isEqualTo(sent(8));
            assertThat(packets.read(NEXT + number(1) + "07")).isEqualTo(sent(7));
        }

        @Test
        void mustCountDownToOne() {
            assertRefused(NEXT + number(1) + "07", "fragment sequence 1: fragment 1 came, but no first one before it");
            packets.read(FIRST + number(3) + "00 " + SEND + "61");
            assertRefused(NEXT + number(1) + "07", "fragment sequence 1: fragment 2 must come next, not 1");
            assertRefused(NEXT + number(3) + "07", "fragment sequence 1: fragment 2 must come next, not 3");
            assertRefused(FIRST + number(0) + "00 " + SEND, "fragment sequence 1 begins with fragment 0");
            assertRefused("83 46 00", "a fragment must begin with 16 bytes of identifiers; 1 came");
            assertRefused("83 45 00", "a fragment must begin with 16 bytes of identifiers; 1 came");
        }

        @Test
        void mayBeginAnewWhenTheSenderGaveUp() {
            packets.read(FIRST + number(3) + "00 " + SEND + "61");
            packets.read(FIRST + number(2) + "00 " + SEND + "62 0000");
            assertThat(packets.read(NEXT + number(1) + "0009")).isEqualTo(sent(9));
            packets.read(FIRST + number(3) + "00 " + SEND + "61");
            assertThat(packets.read(FIRST + number(1) + "00 " + SEND + "61 05")).isEqualTo(sent(5));
            assertRefused(NEXT + number(2) + "07", "fragment sequence 1: fragment 2 came, but no first one before it");
        }

        @Test
        void mustHaveTheControlMessageInTheFirst() {
            assertThatThrownBy(() -> packets.read(FIRST + number(2) + "00 68 03 61"))
                    .hasMessage(
                            "control message: term at byte 0: SMALL_TUPLE_EXT arity 3 needs at least 3 bytes, 1 remain");
        }

        @Test
        void areLimitedInNumber() {
            agree(new Packets(Packets.ALL, DecodeLimits.DEFAULT.withMaxOpenFragments(2)));
            packets.read(FIRST + number(2) + "00 " + SEND + "61");
            packets.read(OTHER_FIRST + number(2) + "00 " + SEND + "61");
            packets.read(FIRST + number(2) + "00 " + SEND + "61");
            assertRefused(
                    "83 45 0000000000000002 " + number(2) + "00 " + SEND + "61",
                    "fragment sequence 2 would be one more than DecodeLimits.maxOpenFragments = 2 unfinished ones");
        }

        @Test
        void areLimitedInBytesByWhatTheyReallyTake() {
            agree(new Packets(Packets.ALL, DecodeLimits.DEFAULT.withMaxReassemblyBytes(100_000)));
            // A packet that dies gives its bytes back; one that finishes, too.
            for (int i = 0; i < 10; i++) packets.read(FIRST + number(9) + "00 " + SEND + "6a".repeat(40_000));
            packets.read(NEXT + number(8) + "6a".repeat(40_000));
            assertThatThrownBy(() -> packets.read(NEXT + number(7) + "6a".repeat(40_000)))
                    .hasMessage("fragment sequence 1: more than DecodeLimits.maxReassemblyBytes = 100000 bytes in 1"
                            + " unfinished sequences");
        }

        @Test
        void areLimitedInBytesWithTheirControlMessages() {
            agree(new Packets(Packets.ALL, DecodeLimits.DEFAULT.withMaxReassemblyBytes(100_000)));
            // EXIT, with a reason of 60,000 bytes in the control message and nothing behind it.
            String exit = "00 68 04 61 03 " + "58 77 04 61 40 76 6d 00000001 00000000 00000007 ".repeat(2)
                    + "6d 0000ea60 " + "00".repeat(60_000);
            packets.read(FIRST + number(2) + exit);
            assertRefused(
                    OTHER_FIRST + number(2) + exit,
                    "fragment sequence 18446744073709551615: more than DecodeLimits.maxReassemblyBytes = 100000 bytes in 2"
                            + " unfinished sequences");
        }

        /** Two bytes on the wire, and a tuple in memory. */
        @Test
        void areLimitedByTheMemoryThatTheirControlMessagesTake() {
            agree(new Packets(Packets.ALL, DecodeLimits.DEFAULT.withMaxReassemblyBytes(100_000)));
            String exit = "00 68 04 61 03 " + "58 77 04 61 40 76 6d 00000001 00000000 00000007 ".repeat(2)
                    + "6c 00002710 " + "68 01 6a ".repeat(10_000) + "6a";
            assertRefused(
                    FIRST + number(2) + exit,
                    "fragment sequence 1: more than DecodeLimits.maxReassemblyBytes = 100000 bytes in 1"
                            + " unfinished sequences");
        }

        /** Whatever number the first fragment has: memory is taken for what has come, and a little ahead. */
        @Test
        void takeNoMemoryOnAPromise() {
            agree(new Packets(Packets.ALL, DecodeLimits.DEFAULT.withMaxReassemblyBytes(Long.MAX_VALUE)));
            packets.read(FIRST + "ffffffffffffffff" + "00 " + SEND + "6d 7fffff00 00");
            packets.read(NEXT + "fffffffffffffffe" + "00".repeat(100));
            assertThat(packets.reader.heldBytes()).isLessThan(2000);
        }

        /** Fragments of other sizes than a BEAM's, too: here the first promises far less than follows. */
        @Test
        void growWithWhatComes() {
            packets.read(FIRST + number(101) + "00 " + SEND + "6d 0001870a");
            for (int i = 100; i > 50; i--)
                assertThat(packets.read(NEXT + number(i) + "00")).isNull();
            packets.read(NEXT + number(50) + "00".repeat(100_106 - 50 - 49));
            for (int i = 49; i > 1; i--) packets.read(NEXT + number(i) + "00");
            assertThat(packets.signal(NEXT + number(1) + "01"))
                    .isInstanceOfSatisfying(
                            Signal.Send.class,
                            send -> assertThat(((Binary) send.message()).length())
                                    .isEqualTo(0x1870a));
        }

        @Test
        void areForgottenWhenTheReaderIsClosed() {
            packets.read(FIRST + number(3) + "00 " + SEND + "6a".repeat(10_000));
            packets.read(OTHER_FIRST + number(3) + "00 " + SEND + "6a");
            packets.reader.close();
            assertThat(packets.reader.heldBytes()).isZero();
        }
    }

    @Test
    void leavesThePacketToItsOwner() {
        ByteBuf packet = packets.packet("83 44 00 " + SEND + "61 07");
        assertThat(packets.reader.read(packet)).isEqualTo(sent(7));
        assertThat(packet.refCnt()).isEqualTo(1);
        packet.release();
    }
}
