package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.binary;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.map;
import static io.settee.term.Terms.real;
import static io.settee.term.Terms.string;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.settee.support.TermGenerator;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TermPrinterTest {
    @Test
    void quotesAtomsWhereErlangNeedsIt() {
        assertThat(atom("ok")).hasToString("ok");
        assertThat(atom("a@b_C9")).hasToString("a@b_C9");
        assertThat(atom("straße")).hasToString("straße");
        assertThat(atom("")).hasToString("''");
        assertThat(atom("Capital")).hasToString("'Capital'");
        assertThat(atom("_x")).hasToString("'_x'");
        assertThat(atom("with space")).hasToString("'with space'");
        assertThat(atom("couch@10.0.0.1")).hasToString("'couch@10.0.0.1'");
        assertThat(atom("end")).hasToString("'end'");
        assertThat(atom("maybe")).hasToString("'maybe'");
        assertThat(atom("привет")).hasToString("'привет'");
        assertThat(atom("it's\\\n\u0000")).hasToString("'it\\'s\\\\\\n\\x{0}'");
    }

    @Test
    void writesNumbersThatReadBack() {
        assertThat(integer(-7)).hasToString("-7");
        assertThat(integer(BigInteger.TWO.pow(70))).hasToString("1180591620717411303424");
        assertThat(real(1)).hasToString("1.0");
        assertThat(real(-0.0)).hasToString("-0.0");
        assertThat(real(0.1)).hasToString("0.1");
        assertThat(real(1e22)).hasToString("1.0e22");
        assertThat(real(2.5e-7)).hasToString("2.5e-7");
    }

    @Test
    void showsTextAsTextAndBytesAsBytes() {
        assertThat(binary("text \"q\"\n")).hasToString("<<\"text \\\"q\\\"\\n\">>");
        assertThat(binary("naïve 日本")).hasToString("<<\"naïve 日本\"/utf8>>");
        assertThat(Binary.copyOf(new byte[] {(byte) 0xff, 1})).hasToString("<<255,1>>");
        assertThat(binary("a\u0000")).hasToString("<<97,0>>");
        assertThat(Binary.EMPTY).hasToString("<<>>");
        assertThat(new Bits(Bytes.copyOf(new byte[] {1, 0x40}), 3)).hasToString("<<1,2:3>>");
        assertThat((Term) string("text\té")).hasToString("\"text\\té\"");
        assertThat((Term) list(integer(1000), integer(1001))).hasToString("[1000,1001]");
        assertThat((Term) TermList.NIL).hasToString("[]");
    }

    @Test
    void hidesWhatCouldTurnALineAround() {
        assertThat(binary("\u202eevil").toString()).isEqualTo("<<226,128,174,101,118,105,108>>");
        assertThat(atom("\u202eevil")).hasToString("'\\x{202e}evil'");
    }

    @Test
    void writesContainers() {
        assertThat(tuple(atom("a"), list(integer(1), tuple()))).hasToString("{a,[1,{}]}");
        assertThat(ImproperList.of(List.of(atom("a"), atom("b")), atom("c"))).hasToString("[a,b|c]");
        assertThat(map(binary("k"), integer(1), atom("a"), map())).hasToString("#{a => #{},<<\"k\">> => 1}");
    }

    @Test
    void writesWhatHasNoSyntaxAsTheBeamWould() {
        Atom node = atom("a@h");
        assertThat(new Pid(node, 1, 2, 4)).hasToString("#Pid<a@h.1.2>");
        assertThat(new Port(node, -1, 4)).hasToString("#Port<a@h.18446744073709551615>");
        assertThat(new Ref(atom("a@10.0.0.1"), 4, List.of(1L, 2L, 3L))).hasToString("#Ref<'a@10.0.0.1'.3.2.1>");
        assertThat(new Fun.External(atom("m"), atom("F"), 2)).hasToString("fun m:'F'/2");
        assertThat(new Fun.Closure(atom("m"), 1, Bytes.wrap(new byte[16]), 1, 2, 3, new Pid(node, 1, 0, 4), List.of()))
                .hasToString("#Fun<m.2.3>");
    }

    @Test
    void cutsABriefFormAtItsBound() {
        Term term = tuple(atom("hello"), binary("some text"), list(integer(1), integer(2)));
        String full = term.toString();
        for (int bound = 1; bound < full.length(); bound++) {
            assertThat(term.brief(bound)).isEqualTo(full.substring(0, bound - 1) + "…");
        }
        assertThat(term.brief(full.length())).isEqualTo(full);
        assertThatThrownBy(() -> term.brief(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBriefFormIsABeginningOfTheFullOneForAnyTerm() {
        for (long seed = 0; seed < 500; seed++) {
            Term term = new TermGenerator(seed).any(4);
            String full = term.toString();
            String brief = term.brief(50);
            if (full.length() <= 50) {
                assertThat(brief).as("seed %d", seed).isEqualTo(full);
            } else {
                assertThat(brief).as("seed %d", seed).endsWith("…").hasSizeLessThanOrEqualTo(50);
            }
        }
    }

    @Test
    void doesNotCutACharacterInTwo() {
        assertThat(binary("a😀😀").brief(6)).isEqualTo("<<\"a…");
    }

    @Test
    void isQuickAboutTheBeginningOfAHugeTerm() {
        Term text = Binary.copyOf(new byte[50_000_000]);
        Term numbers = new TermList(Collections.nCopies(5_000_000, integer(7)));
        Term characters = new TermList(Collections.nCopies(5_000_000, integer('x')));
        Term number = integer(BigInteger.ONE.shiftLeft(40_000_000));
        for (Term huge : List.of(text, numbers, characters)) {
            // Work in proportion to the term would be some 10 ms each, thus 10 s in all.
            assertTimeout(Duration.ofSeconds(5), () -> {
                for (int i = 0; i < 1000; i++) assertThat(huge.brief(100)).hasSize(100);
            });
        }
        // In decimal this would take minutes.
        assertTimeout(Duration.ofSeconds(5), () -> assertThat(number.brief(20)).isEqualTo("16#1000000000000000…"));
    }

    @Test
    void writesDeepNestingInLinearTimeAndWithoutTheThreadsStack() {
        Term deep = atom("a");
        for (int i = 0; i < 100_000; i++) deep = list(deep, map(atom("k"), integer(i)));
        assertThat(deep.toString())
                .startsWith("[".repeat(100_000) + "a,#{k => 0}]")
                .endsWith("#{k => 99999}]");
        assertThat(deep.brief(100_000)).isEqualTo("[".repeat(99_999) + "…");
    }
}
