package io.settee.term;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.map;
import static io.settee.term.Terms.real;
import static io.settee.term.Terms.tuple;
import static org.assertj.core.api.Assertions.assertThat;

import io.settee.support.TermGenerator;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What can be told without Erlang; {@link TermOrderErlIT} asks Erlang itself. */
class TermOrderTest {
    private static final Atom NODE = atom("a@h");

    @Test
    void ordersTypesAsErlangDoes() {
        assertAscending(
                integer(5),
                atom("a"),
                new Ref(NODE, 4, List.of(1L)),
                new Fun.External(atom("m"), atom("f"), 1),
                new Port(NODE, 1, 4),
                new Pid(NODE, 1, 0, 4),
                tuple(),
                map(),
                TermList.NIL,
                list(integer(1)),
                Binary.EMPTY);
    }

    @Test
    void comparesIntegersAndFloatsWithoutRounding() {
        long twoTo53 = 1L << 53;
        assertAscending(integer(twoTo53), real(0x1p53), integer(twoTo53 + 1), real(0x1p53 + 2));
        assertAscending(integer(Long.MAX_VALUE), integer(BigInteger.TWO.pow(63)), real(0x1p63));
        assertAscending(
                integer(BigInteger.TWO.pow(63).add(BigInteger.ONE).negate()), integer(Long.MIN_VALUE), real(-0x1p63));
        assertAscending(real(Double.MAX_VALUE), integer(BigInteger.TWO.pow(1024)));
        assertAscending(integer(BigInteger.TWO.pow(5000).negate()), real(-Double.MAX_VALUE), integer(Long.MIN_VALUE));
        assertAscending(integer(-1), real(-0.5), integer(0), real(0.5), integer(1));
    }

    @Test
    void putsTheIntegerBeforeTheEqualFloatOnlyWhereNothingElseDiffers() {
        assertAscending(integer(1), real(1));
        assertAscending(real(-0.0), real(0.0));
        assertAscending(tuple(real(1), atom("a")), tuple(integer(1), atom("b")));
        assertAscending(tuple(integer(1), integer(2)), tuple(integer(1), real(2)), tuple(real(1), integer(2)));
        assertAscending(list(real(1), integer(2)), list(integer(1), integer(3)));
    }

    @Test
    void ordersMapKeysWithIntegersBeforeFloats() {
        assertThat(map(real(1), atom("x"), integer(2), atom("y")).entries().firstKey())
                .isEqualTo(integer(2));
        assertAscending(map(integer(2), atom("z")), map(real(1), atom("a")));
        assertAscending(map(integer(1), atom("z")), map(integer(1), atom("a"), integer(2), atom("a")));
        assertAscending(map(atom("k"), integer(1)), map(atom("k"), real(1)), map(atom("k"), integer(2)));
    }

    @Test
    void comparesListsAsChainsOfCells() {
        Term oneTwoOnThree = ImproperList.of(List.of(integer(1), integer(2)), integer(3));
        Term oneTwoOnBinary = ImproperList.of(List.of(integer(1), integer(2)), Binary.EMPTY);
        assertAscending(
                ImproperList.of(List.of(integer(1)), integer(9)),
                list(integer(1)),
                oneTwoOnThree,
                list(integer(1), integer(2)),
                list(integer(1), integer(2), integer(0)),
                oneTwoOnBinary);
    }

    @Test
    void comparesAtomsByCodePointsAndNotByUtf16() {
        assertAscending(atom(""), atom("A"), atom("a"), atom("aa"), atom("é"), atom("\uffee"), atom("😀"));
    }

    @Test
    void comparesBitStringsFromTheTop() {
        Bytes half = Bytes.copyOf(new byte[] {(byte) 0x80});
        assertAscending(
                Binary.EMPTY,
                Binary.copyOf(new byte[] {0x7f}),
                new Bits(half, 1),
                new Bits(half, 2),
                new Binary(half),
                Binary.copyOf(new byte[] {(byte) 0x80, 0}),
                Binary.copyOf(new byte[] {(byte) 0x90}));
    }

    @Test
    void comparesIdentifiersAsTheBeamDoes() {
        Atom other = atom("b@h");
        assertAscending(new Pid(other, 1, 1, 4), new Pid(NODE, 2, 1, 4), new Pid(NODE, 0, 2, 4));
        assertAscending(new Pid(NODE, 1, 1, 4), new Pid(NODE, 1, 1, 5), new Pid(other, 1, 1, 4));
        assertAscending(new Port(NODE, 1, 4), new Port(NODE, -1, 4), new Port(other, 0, 4));
        assertAscending(
                new Ref(NODE, 4, List.of(9L, 1L)),
                new Ref(NODE, 4, List.of(1L, 2L)),
                new Ref(NODE, 4, List.of(1L, 2L, 1L)),
                new Ref(NODE, 5, List.of(0L)),
                new Ref(other, 4, List.of(0L)));
    }

    @Test
    void isTotalTransitiveAndAgreesWithEquals() {
        for (long seed = 0; seed < 200; seed++) {
            var few = TermGenerator.ofFewLeaves(seed);
            var terms = new ArrayList<Term>();
            for (int i = 0; i < 30; i++) terms.add(seed % 2 == 0 ? few.any(3) : few.writable(2));
            Collections.sort(terms);
            for (int i = 0; i < terms.size(); i++) {
                for (int j = i; j < terms.size(); j++) {
                    Term a = terms.get(i);
                    Term b = terms.get(j);
                    assertThat(a.compareTo(b)).as("seed %d: %s, %s", seed, a, b).isLessThanOrEqualTo(0);
                    assertThat(b.compareTo(a)).as("seed %d: %s, %s", seed, b, a).isEqualTo(-a.compareTo(b));
                    assertThat(a.equals(b)).as("seed %d: %s, %s", seed, a, b).isEqualTo(a.compareTo(b) == 0);
                    assertThat(TermOrder.compareExactly(a, b) == 0).isEqualTo(a.equals(b));
                    if (a.equals(b)) assertThat(a).hasSameHashCodeAs(b);
                }
            }
        }
    }

    @Test
    void takesLongListsAndDeepNestingWithoutEndingTheStack() {
        Term longList = new TermList(Collections.nCopies(2_000_000, integer(1)));
        Term longerList = new TermList(Collections.nCopies(2_000_001, integer(1)));
        assertAscending(longList, longerList);
        Term deep = atom("a");
        Term deeper = atom("b");
        for (int i = 0; i < 3000; i++) {
            deep = tuple(deep);
            deeper = tuple(deeper);
        }
        assertAscending(deep, deeper);
    }

    private static void assertAscending(Term... terms) {
        for (int i = 0; i < terms.length; i++) {
            for (int j = 0; j < terms.length; j++) {
                assertThat(Integer.signum(terms[i].compareTo(terms[j])))
                        .as("%s and %s", terms[i].brief(60), terms[j].brief(60))
                        .isEqualTo(Integer.compare(i, j));
            }
        }
    }
}
