package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.map;
import static io.settee.term.Terms.real;
import static io.settee.term.Terms.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The values themselves: what they refuse, and that one term has one form. */
class TermsTest {
    @Test
    void anIntegerHasOneForm() {
        assertThat(integer(BigInteger.valueOf(Long.MIN_VALUE))).isEqualTo(integer(Long.MIN_VALUE));
        assertThat(integer(BigInteger.TWO.pow(63))).isInstanceOf(Int.Big.class);
        assertThatThrownBy(() -> new Int.Big(BigInteger.ONE)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> integer(BigInteger.TWO.pow(63)).longValue()).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> integer(1L << 31).intValue()).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aListHasOneForm() {
        Term joined = ImproperList.of(List.of(atom("a")), ImproperList.of(List.of(atom("b")), atom("c")));
        assertThat(joined).isEqualTo(new ImproperList(List.of(atom("a"), atom("b")), atom("c")));
        Term proper = ImproperList.of(List.of(atom("a")), list(atom("b")));
        assertThat(proper).isEqualTo(list(atom("a"), atom("b")));
        assertThat(ImproperList.of(List.of(), atom("a"))).isEqualTo(atom("a"));
        assertThatThrownBy(() -> new ImproperList(List.of(atom("a")), TermList.NIL))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBitStringHasOneForm() {
        assertThat(Bits.of(Bytes.copyOf(new byte[] {1}), 8)).isEqualTo(Binary.copyOf(new byte[] {1}));
        assertThat(new Bits(Bytes.copyOf(new byte[] {(byte) 0xff}), 3))
                .isEqualTo(new Bits(Bytes.copyOf(new byte[] {(byte) 0xe0}), 3));
        assertThat(new Bits(Bytes.copyOf(new byte[] {1, 0}), 3).bitLength()).isEqualTo(11);
        assertThatThrownBy(() -> new Bits(Bytes.EMPTY, 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void equalityIsExact() {
        assertThat((Term) integer(1)).isNotEqualTo(real(1));
        assertThat(real(0.0)).isNotEqualTo(real(-0.0));
        assertThat(map(integer(1), atom("a"), real(1), atom("b")).size()).isEqualTo(2);
        assertThat(map(integer(1), atom("a"), integer(1), atom("b"))).isEqualTo(map(integer(1), atom("b")));
        assertThat(map(integer(1), atom("a"))).isNotEqualTo(map(real(1), atom("a")));
        assertThatThrownBy(() -> map(atom("key"))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAtomsNameHasAtMost255CharactersAndIsUnicode() {
        assertThat(new Atom("😀".repeat(255)).name()).hasSize(510);
        assertThatThrownBy(() -> new Atom("😀".repeat(256)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("255");
        for (String half : List.of("\ud83d", "a\ude00", "\ud83da", "\ude00\ud83d")) {
            assertThatThrownBy(() -> new Atom(half))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("surrogate");
        }
    }

    @Test
    void textComesBackFromListsAndBinaries() {
        assertThat(string("naïve 😀").chars()).contains("naïve 😀");
        assertThat(TermList.NIL.chars()).contains("");
        assertThat(list(integer(1), atom("a")).chars()).isEmpty();
        assertThat(list(integer(0xd800)).chars()).isEmpty();
        assertThat(list(integer(-1)).chars()).isEmpty();
        assertThat(binary("naïve 😀").utf8()).isEqualTo("naïve 😀");
    }
}
