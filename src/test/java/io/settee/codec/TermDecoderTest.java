package io.settee.codec;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.error.TermFormatException;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Bits;
import io.settee.term.Bytes;
import io.settee.term.Fun;
import io.settee.term.ImproperList;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Port;
import io.settee.term.Real;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TermDecoderTest {
    /** {@code a@h} as SMALL_ATOM_UTF8_EXT. */
    private static final String NODE = "77 03 61 40 68 ";

    private static final Atom A_AT_H = atom("a@h");

    @Nested
    class OldSpellings {
        @Test
        void readsLatin1Atoms() {
            assertThat(Wire.decode("64 0002 e9 61")).isEqualTo(atom("éa"));
            assertThat(Wire.decode("73 02 e9 61")).isEqualTo(atom("éa"));
        }

        @Test
        void readsFloatsInText() {
            String text = Wire.hex("1.50000000000000000000e+00".getBytes(StandardCharsets.US_ASCII));
            assertThat(Wire.decode("63" + text + "0000000000")).isEqualTo(new Real(1.5));
        }

        @ParameterizedTest
        @ValueSource(strings = {"NaN", "Infinity", "1e999", "0x1p3", "1.5f", " 1.5", "1.5 ", "1,5", "", "1.5\0001"})
        void rejectsFloatsInTextThatErlangDoesNotRead(String text) {
            byte[] padded = new byte[31];
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(bytes, 0, padded, 0, bytes.length);
            assertThatThrownBy(() -> Wire.decode("63" + Wire.hex(padded)))
                    .isInstanceOf(TermFormatException.class)
                    .hasMessageStartingWith("term at byte 1: FLOAT_EXT is ");
        }

        @Test
        void readsPidsPortsAndReferencesWithCreationsOfOneByte() {
            assertThat(Wire.decode("67" + NODE + "00000011 00000002 03")).isEqualTo(new Pid(A_AT_H, 17, 2, 3));
            assertThat(Wire.decode("66" + NODE + "00000011 02")).isEqualTo(new Port(A_AT_H, 17, 2));
            assertThat(Wire.decode("65" + NODE + "00000011 02")).isEqualTo(new Ref(A_AT_H, 2, List.of(17L)));
            assertThat(Wire.decode("72 0002" + NODE + "02 00000011 ffffffff"))
                    .isEqualTo(new Ref(A_AT_H, 2, List.of(17L, 0xffff_ffffL)));
        }
    }

    @Nested
    class Identifiers {
        @Test
        void keepAllTheirBits() {
            assertThat(Wire.decode("58" + NODE + "ffffffff fffffffe fffffffd"))
                    .isEqualTo(new Pid(A_AT_H, 0xffff_ffffL, 0xffff_fffeL, 0xffff_fffdL));
            assertThat(Wire.decode("59" + NODE + "0fffffff 00000007")).isEqualTo(new Port(A_AT_H, 0xfffffff, 7));
            assertThat(Wire.decode("78" + NODE + "ffffffffffffffff 00000007")).isEqualTo(new Port(A_AT_H, -1, 7));
            assertThat(Wire.decode("5a 0005" + NODE + "00000007 00000001 00000002 00000003 00000004 ffffffff"))
                    .isEqualTo(new Ref(A_AT_H, 7, List.of(1L, 2L, 3L, 4L, 0xffff_ffffL)));
        }

        @Test
        void rejectsReferencesOfSixWordsAndOfNone() {
            assertThatThrownBy(() -> Wire.decode("5a 0006" + NODE + "00000007" + "00000001".repeat(6)))
                    .hasMessage("term at byte 1: NEWER_REFERENCE_EXT has 6 words; 1 to 5 are allowed");
            assertThatThrownBy(() -> Wire.decode("5a 0000" + NODE + "00000007"))
                    .hasMessage("term at byte 1: NEWER_REFERENCE_EXT has 0 words; 1 to 5 are allowed");
        }

        @Test
        void rejectsAPidWhoseNodeIsNoAtom() {
            assertThatThrownBy(() -> Wire.decode("58 61 01 00000001 00000000 00000001"))
                    .hasMessage("term at byte 2: SMALL_INTEGER_EXT where an atom must stand: the node");
        }
    }

    @Nested
    class Integers {
        @ParameterizedTest
        @CsvSource({
            "6e 00 00, 0",
            "6e 01 01 05, -5",
            "6e 08 00 ffffffffffffff7f, 9223372036854775807",
            "6e 08 00 0000000000000080, 9223372036854775808",
            "6e 08 01 0000000000000080, -9223372036854775808",
            "6e 08 01 0100000000000080, -9223372036854775809",
            "6e 08 00 ffffffffffffffff, 18446744073709551615",
            "6e 09 00 000000000000000001, 18446744073709551616",
            "6e 09 00 050000000000000000, 5",
            "6f 00000001 01 05, -5",
        })
        void areNormalizedWhateverTheirSpelling(String hex, BigInteger value) {
            assertThat(Wire.decode(hex)).isEqualTo(Int.of(value));
        }

        @Test
        void areBoundedInSize() {
            var limits = DecodeLimits.DEFAULT.withMaxIntegerBytes(300);
            assertThat(Wire.decode(limits, "6f 0000012c 00" + "ff".repeat(300)))
                    .isEqualTo(Int.of(BigInteger.ONE.shiftLeft(2400).subtract(BigInteger.ONE)));
            assertThatThrownBy(() -> Wire.decode(limits, "6f 0000012d 00" + "ff".repeat(301)))
                    .hasMessage("term at byte 1: LARGE_BIG_EXT of 301 bytes: at most DecodeLimits.maxIntegerBytes = 300"
                            + " are allowed");
        }
    }

    @Nested
    class Atoms {
        @Test
        void have255CharactersOfAnyWidth() {
            assertThat(Wire.decode("76 03fc" + "f09f9880".repeat(255))).isEqualTo(atom("😀".repeat(255)));
            assertThatThrownBy(() -> Wire.decode("76 0400" + "f09f9880".repeat(256)))
                    .hasMessage(
                            "term at byte 1: ATOM_UTF8_EXT is an atom of 1024 bytes; at most 255 characters are allowed");
            assertThatThrownBy(() -> Wire.decode("76 0100" + "61".repeat(256)))
                    .hasMessage(
                            "term at byte 1: ATOM_UTF8_EXT is an atom of 256 bytes; at most 255 characters are allowed");
            assertThatThrownBy(() -> Wire.decode("64 0100" + "e9".repeat(256)))
                    .hasMessage(
                            "term at byte 1: ATOM_EXT is an atom of 256 characters; at most 255 characters are allowed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"77 01 c3", "77 02 c0 80", "77 03 eda080", "77 04 f4908080", "77 01 80", "77 02 61 ff"})
        void mustBeUtf8(String hex) {
            assertThatThrownBy(() -> Wire.decode(hex))
                    .hasMessage("term at byte 1: SMALL_ATOM_UTF8_EXT is an atom whose text is not UTF-8");
        }

        @Test
        void comeOutTheSameWhenTheirPlaceInTheMemoryIsContended() {
            var decoder = new TermDecoder(DecodeLimits.DEFAULT);
            for (int i = 0; i < 5000; i++) {
                // Every name twice and far apart, among 700 for the 256 places.
                Atom atom = atom("n" + i % 700);
                assertThat(decoder.readVersioned(Unpooled.wrappedBuffer(Wire.encode(atom))))
                        .isEqualTo(atom);
            }
        }

        @Test
        void ofTheHeaderAreFoundByPosition() {
            var refs = AtomRefs.of(atom("x"), atom("y"));
            var decoder = new TermDecoder(DecodeLimits.DEFAULT);
            ByteBuf buf = Unpooled.wrappedBuffer(Wire.hex("68 02 52 01 52 00"));
            assertThat(decoder.read(buf, refs)).isEqualTo(tuple(atom("y"), atom("x")));
            assertThatThrownBy(() -> decoder.read(Unpooled.wrappedBuffer(Wire.hex("52 02")), refs))
                    .hasMessage("term at byte 0: ATOM_CACHE_REF 2 points past the 2 atoms of the distribution header");
            assertThatThrownBy(() -> decoder.read(Unpooled.wrappedBuffer(Wire.hex("52 00"))))
                    .hasMessage("term at byte 0: ATOM_CACHE_REF 0 points past the 0 atoms of the distribution header");
        }
    }

    @Nested
    class Lists {
        @Test
        void areJoinedWhenTheirTailsAreLists() {
            assertThat(Wire.decode("6c 00000001 61 01 6c 00000001 61 02 6a")).isEqualTo(list(integer(1), integer(2)));
            assertThat(Wire.decode("6c 00000001 61 01 6b 0002 02 03"))
                    .isEqualTo(list(integer(1), integer(2), integer(3)));
            assertThat(Wire.decode("6c 00000001 61 01 6c 00000001 61 02 61 03"))
                    .isEqualTo(new ImproperList(List.of(integer(1), integer(2)), integer(3)));
            assertThat(Wire.decode("6c 00000001 61 01 6c 00000001 61 02 6b 0001 03"))
                    .isEqualTo(list(integer(1), integer(2), integer(3)));
        }

        @Test
        void withoutElementsAreTheirTails() {
            assertThat(Wire.decode("6c 00000000 6a")).isEqualTo(TermList.NIL);
            assertThat(Wire.decode("6c 00000000 61 07")).isEqualTo(integer(7));
            assertThat(Wire.decode("6b 0000")).isEqualTo(TermList.NIL);
        }

        @Test
        void ofAHundredThousandTailsTakeNoStackAndNoQuadraticTime() {
            int count = 100_000;
            Term term = Wire.decode("6c 00000001 61 01".repeat(count) + "6a");
            assertThat(term)
                    .isInstanceOfSatisfying(
                            TermList.class, l -> assertThat(l.size()).isEqualTo(count));
        }
    }

    @Test
    void readsBitStrings() {
        assertThat(Wire.decode("4d 00000002 03 ff a0"))
                .isEqualTo(new Bits(Bytes.copyOf(new byte[] {-1, (byte) 0xa0}), 3));
        assertThat(Wire.decode("4d 00000001 08 ff")).isEqualTo(Binary.copyOf(new byte[] {-1}));
        assertThat(Wire.decode("4d 00000000 00")).isEqualTo(Binary.EMPTY);
        for (String wrong : List.of("4d 00000001 09 ff", "4d 00000001 00 ff", "4d 00000000 01")) {
            assertThatThrownBy(() -> Wire.decode(wrong)).hasMessageStartingWith("term at byte 1: BIT_BINARY_EXT of ");
        }
    }

    @Test
    void ignoresBitsBehindTheEndOfABitString() {
        assertThat(Wire.decode("4d 00000001 03 ff")).isEqualTo(Wire.decode("4d 00000001 03 e0"));
    }

    @Test
    void rejectsFloatsThatErlangDoesNotHave() {
        assertThatThrownBy(() -> Wire.decode("46 7ff8000000000000"))
                .hasMessage("term at byte 1: NEW_FLOAT_EXT is NaN, which is no Erlang float");
        assertThatThrownBy(() -> Wire.decode("46 fff0000000000000"))
                .hasMessage("term at byte 1: NEW_FLOAT_EXT is -Infinity, which is no Erlang float");
    }

    @Test
    void rejectsAKeyThatComesTwice() {
        assertThatThrownBy(() -> Wire.decode("68 01 74 00000003 61 01 6a 61 02 6a 61 01 6a"))
                .hasMessage("term at byte 3: MAP_EXT has a key twice, for the second time as number 3");
    }

    @Test
    void readsAClosureByItsStructureWhateverItsSize() {
        String rest = "02 000102030405060708090a0b0c0d0e0f 00000003 00000002 77 01 6d 61 07 62 04c4b400" + "58" + NODE
                + "00000011 00000000 00000007 61 01 6a";
        var fun = new Fun.Closure(
                atom("m"),
                2,
                Bytes.copyOf(Wire.hex("000102030405060708090a0b0c0d0e0f")),
                3,
                7,
                80_000_000,
                new Pid(A_AT_H, 17, 0, 7),
                List.of(integer(1), TermList.NIL));
        assertThat(Wire.decode("70 00000000" + rest)).isEqualTo(fun);
        assertThat(Wire.decode("70 ffffffff" + rest)).isEqualTo(fun);
        assertThat(Wire.hex(Wire.encode(fun))).isEqualTo(("83 70 0000003c" + rest).replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "75 00000000|FUN_EXT is a fun of R7 or older",
                "79 00|LOCAL_EXT can be read only by the node that made it",
                "43 00000000|RECORD_EXT is a native record, which we never agree to",
                "83 6a|the version byte 131 stands inside a term",
                "68 01|SMALL_TUPLE_EXT arity 1 needs at least 1 bytes, 0 remain",
                "ff|tag 255 is not known",
                "00|tag 0 is not known",
            })
    void refusesByName(String hex, String problem) {
        assertThatThrownBy(() -> Wire.decode(hex))
                .isInstanceOf(TermFormatException.class)
                .hasMessageStartingWith("term at byte 1: " + problem);
    }

    @Test
    void believesNoCountBeyondTheBytesThatAreThere() {
        assertThatThrownBy(() -> Wire.decode("69 000f4240" + "6a".repeat(212)))
                .hasMessage("term at byte 1: LARGE_TUPLE_EXT arity 1000000 needs at least 1000000 bytes, 212 remain");
        assertThatThrownBy(() -> Wire.decode("68 02 6a 6c ffffffff 6a"))
                .hasMessage("term at byte 4: LIST_EXT length 4294967295 needs at least 4294967295 bytes, 1 remain");
        assertThatThrownBy(() -> Wire.decode("74 ffffffff 6a"))
                .hasMessage("term at byte 1: MAP_EXT size 4294967295 needs at least 8589934590 bytes, 1 remain");
        assertThatThrownBy(() -> Wire.decode("6d ffffffff 6a"))
                .hasMessage("term at byte 1: BINARY_EXT length 4294967295 needs 4294967295 bytes, 1 remain");
    }

    @Test
    void saysWhatIsMissingWhenTheBytesEnd() {
        assertThatThrownBy(() -> Wire.decode("62 0000"))
                .hasMessage("term at byte 1: INTEGER_EXT ends early: 4 more bytes needed, 2 remain");
        assertThatThrownBy(() -> Wire.decode("")).hasMessage("term at byte 1: the bytes end where a term must begin");
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, new byte[0]))
                .hasMessage("a term must begin with the version byte 131, not with the end of the bytes");
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT, new byte[] {112}))
                .hasMessage("a term must begin with the version byte 131, not with 112");
    }

    @Test
    void boundsTheNumberOfTermsAtEveryCount() {
        var limits = DecodeLimits.DEFAULT.withMaxTerms(100);
        assertThat(Wire.decode(limits, "68 63" + "6a".repeat(99))).isNotNull();
        assertThatThrownBy(() -> Wire.decode(limits, "68 64" + "6a".repeat(100)))
                .hasMessage(
                        "term at byte 1: SMALL_TUPLE_EXT arity 100 makes more than DecodeLimits.maxTerms = 100 terms");
        assertThatThrownBy(() -> Wire.decode(limits, "6b 0064" + "00".repeat(100)))
                .hasMessageContaining("STRING_EXT length 100 makes more than");
        // [[],[],…] in parts: 10 lists of 11 terms each.
        assertThatThrownBy(() -> Wire.decode(limits, "68 0a" + ("6c 0000000a" + "6a".repeat(11)).repeat(10)))
                .hasMessageContaining("LIST_EXT length 10 makes more than");
    }

    /** A term counts as often as it takes 20 bytes of memory. */
    @Test
    void countsWhatTakesMoreMemoryAsMoreTerms() {
        assertCounts(1, "6a");
        assertCounts(1, "61 07");
        assertCounts(3, "68 02 6a 6a");
        assertCounts(3, "6d 00000000");
        assertCounts(3, "4d 00000001 03 20");
        assertCounts(5, "6e 09 00 010203040506070809");
        assertCounts(1, "6e 02 00 0102");
        assertCounts(3, "77 03 6e6577");
        assertCounts(3, "73 01 61");
        // Its node's name is new, too.
        String node = "77 03 6e6577 ";
        assertCounts(4, "58 " + node + "00000001 00000000 00000007");
        assertCounts(4, "78 " + node + "0000000000000001 00000007");
        assertCounts(6, "65 " + node + "00000001 01");
        assertCounts(10, "5a 0003 " + node + "00000007 00000001 00000002 00000003");
        assertCounts(14, "5a 0005 " + node + "00000007" + "00000001".repeat(5));
        assertCounts(7, "74 00000001 6a 6a");
        assertCounts(5, "71 " + node + "77 02 6f6b 61 00");
        String closure = "70 00000000 00" + "00".repeat(16) + "00000000 00000001 77 01 6d 61 00 61 00 ";
        assertCounts(13, closure + "58 " + node + "00000001 00000000 00000007 6a");
    }

    private static void assertCounts(int terms, String hex) {
        assertThat(Wire.decode(DecodeLimits.DEFAULT.withMaxTerms(terms), hex)).isNotNull();
        if (terms == 1) return;
        assertThatThrownBy(() -> Wire.decode(DecodeLimits.DEFAULT.withMaxTerms(terms - 1), hex))
                .hasMessageEndingWith("makes more than DecodeLimits.maxTerms = " + (terms - 1) + " terms");
    }

    /** The same few names are in most terms; they are made once. */
    @Test
    void countsAnAtomThatItRemembersOnce() {
        var decoder = new TermDecoder(DecodeLimits.DEFAULT.withMaxTerms(8));
        ByteBuf five = Unpooled.wrappedBuffer(Wire.hex("68 05" + "77 02 6f6b".repeat(5)));
        assertThat(decoder.read(five.duplicate())).isNotNull();
        ByteBuf seven = Unpooled.wrappedBuffer(Wire.hex("68 07" + "77 02 6f6b".repeat(7)));
        assertThat(decoder.read(seven)).isNotNull();
    }

    @Test
    void boundsTheDepth() {
        var limits = DecodeLimits.DEFAULT.withMaxDepth(5);
        assertThat(Wire.decode(limits, "68 01".repeat(5) + "6a")).isNotNull();
        assertThatThrownBy(() -> Wire.decode(limits, "68 01".repeat(6) + "6a"))
                .hasMessage("term at byte 11: SMALL_TUPLE_EXT is nested deeper than DecodeLimits.maxDepth = 5");
    }

    @Test
    void leavesTheReaderIndexBehindTheTermAndAfterAFailureWhereItWas() {
        var decoder = new TermDecoder(DecodeLimits.DEFAULT);
        for (ByteBuf buf : List.of(Unpooled.buffer(), Unpooled.directBuffer())) {
            buf.writeBytes(Wire.hex("00 00 83 68 01 6a 83 6b 0002 07 08 83 62 00"));
            buf.skipBytes(2);
            assertThat(decoder.readVersioned(buf)).isEqualTo(tuple(TermList.NIL));
            assertThat(buf.readerIndex()).isEqualTo(6);
            assertThat(decoder.readVersioned(buf)).isEqualTo(list(integer(7), integer(8)));
            assertThat(buf.readerIndex()).isEqualTo(12);
            assertThatThrownBy(() -> decoder.readVersioned(buf))
                    .hasMessage("term at byte 1: INTEGER_EXT ends early: 4 more bytes needed, 1 remain");
            assertThat(buf.readerIndex()).isEqualTo(12);
            buf.release();
        }
    }

    @Test
    void readsTermsLongerThanItsWindowFromBuffersOfEveryKind() {
        byte[] large = new byte[100_000];
        large[99_999] = 7;
        Term term = tuple(
                TermList.ofChars("日本".repeat(9000)), Binary.copyOf(large), atom("é".repeat(255)), Binary.copyOf(large));
        byte[] bytes = Wire.encode(term);
        var decoder = new TermDecoder(DecodeLimits.DEFAULT);
        ByteBuf direct = Unpooled.directBuffer().writeBytes(bytes);
        CompositeByteBuf composite = Unpooled.compositeBuffer(Integer.MAX_VALUE);
        for (int i = 0; i < bytes.length; i += 997) {
            ByteBuf part = Unpooled.wrappedBuffer(bytes, i, Math.min(997, bytes.length - i));
            composite.addComponent(true, part);
        }
        for (ByteBuf buf : List.of(
                Unpooled.wrappedBuffer(bytes), direct, composite, direct.slice().asReadOnly())) {
            buf.readerIndex(0);
            assertThat(decoder.readVersioned(buf)).isEqualTo(term);
            assertThat(buf.isReadable()).isFalse();
        }
        direct.release();
        composite.release();
    }
}
