package io.settee.codec;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Fun;
import io.settee.term.Int;
import io.settee.term.Pid;
import io.settee.term.Port;
import io.settee.term.Ref;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermEncoderTest {
    private static final Atom A_AT_H = atom("a@h");

    private static void assertBytes(Term term, String hex) {
        assertThat(Wire.hex(Wire.encode(term))).isEqualTo(("83" + hex).replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        "4294967296, 6e 05 00 0000000001",
        "-4294967296, 6e 05 01 0000000001",
        "-9223372036854775808, 6e 08 01 0000000000000080",
        "9223372036854775807, 6e 08 00 ffffffffffffff7f",
        "18446744073709551616, 6e 09 00 000000000000000001",
    })
    void spellsIntegersInTheFewestBytes(BigInteger value, String hex) {
        assertBytes(Int.of(value), hex);
    }

    @Test
    void spellsIntegersOf256BytesAsLargeBig() {
        BigInteger bytes255 = BigInteger.ONE.shiftLeft(255 * 8).subtract(BigInteger.ONE);
        assertBytes(Int.of(bytes255), "6e ff 00" + "ff".repeat(255));
        assertBytes(Int.of(bytes255.add(BigInteger.ONE)), "6f 00000100 00" + "00".repeat(255) + "01");
    }

    @Test
    void spellsAtomsByTheirLengthInUtf8() {
        assertBytes(atom(""), "77 00");
        assertBytes(atom("a".repeat(255)), "77 ff" + "61".repeat(255));
        assertBytes(atom("é".repeat(127)), "77 fe" + "c3a9".repeat(127));
        assertBytes(atom("é".repeat(128)), "76 0100" + "c3a9".repeat(128));
        assertBytes(atom("😀".repeat(255)), "76 03fc" + "f09f9880".repeat(255));
    }

    @Test
    void spellsListsOfBytesAsStringsUpTo65535() {
        Term byteList = new TermList(Collections.nCopies(65535, integer(255)));
        assertBytes(byteList, "6b ffff" + "ff".repeat(65535));
        Term longer = new TermList(Collections.nCopies(65536, integer(255)));
        assertBytes(longer, "6c 00010000" + "61ff".repeat(65536) + "6a");
        assertBytes(list(integer(255), integer(256)), "6c 00000002 61ff 62 00000100 6a");
        assertBytes(list(integer(-1)), "6c 00000001 62 ffffffff 6a");
    }

    @Test
    void spellsTuplesByTheirArity() {
        assertBytes(new Tuple(Collections.nCopies(255, TermList.NIL)), "68 ff" + "6a".repeat(255));
        assertBytes(new Tuple(Collections.nCopies(256, TermList.NIL)), "69 00000100" + "6a".repeat(256));
    }

    @Test
    void spellsIdentifiers() {
        assertBytes(new Pid(A_AT_H, 0xffff_ffffL, 1, 0x8000_0000L), "58 7703614068 ffffffff 00000001 80000000");
        assertBytes(new Port(A_AT_H, 0xfff_ffff, 7), "59 7703614068 0fffffff 00000007");
        assertBytes(new Port(A_AT_H, 0x1000_0000, 7), "78 7703614068 0000000010000000 00000007");
        assertBytes(new Port(A_AT_H, -1, 7), "78 7703614068 ffffffffffffffff 00000007");
        assertBytes(new Ref(A_AT_H, 7, List.of(1L, 0xffff_ffffL)), "5a 0002 7703614068 00000007 00000001 ffffffff");
        assertBytes(new Fun.External(atom("m"), atom("f"), 255), "71 77016d 770166 61ff");
    }

    @Test
    void copiesLargeBinariesToTheirPlaces() {
        byte[] large = new byte[5000];
        large[0] = 1;
        large[4999] = 2;
        Term binary = Binary.copyOf(large);
        assertBytes(
                list(binary, binary, integer(3), binary),
                "6c 00000004" + ("6d 00001388" + Wire.hex(large)).repeat(2) + "61 03 6d 00001388" + Wire.hex(large)
                        + "6a");
    }

    @Test
    void appendsToWhatIsInTheBuffer() {
        ByteBuf target = Unpooled.directBuffer(1);
        target.writeByte(0x55);
        TermEncoder.writeVersioned(integer(7), target);
        TermEncoder.write(integer(8), target);
        assertThat(target.toString(StandardCharsets.ISO_8859_1)).isEqualTo("U\u0083a\u0007a\u0008");
        target.release();
    }

    @Test
    void refusesATermTooDeepForTheStackAndGoesOn() {
        Term deep = TermList.NIL;
        for (int i = 0; i < 1_000_000; i++) deep = new Tuple(List.of(deep));
        Term term = deep;
        ByteBuf target = Unpooled.buffer();
        assertThatThrownBy(() -> TermEncoder.write(term, target))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the term is nested too deeply to be encoded on this thread's stack");
        assertThat(target.isReadable()).isFalse();
        assertBytes(integer(7), "61 07");
    }
}
