package io.settee.term;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Erlang's term order, made total.
 *
 * <p>Source: OTP "Erlang Reference Manual", section "Term Comparisons"; for identifiers and funs, of which that says nothing,
 * {@code erts_cmp_compound} of {@code erts/emulator/beam/utils.c}.
 */
final class TermOrder {
    /*
     * Two orders in one traversal
     * ---------------------------
     * Erlang has the loose order (1 == 1.0) and the exact one, in which integers come before floats; map keys are compared
     * exactly, everything else loosely. A loose comparison that ends equal is decided by the first place where the two terms
     * differ exactly. It must not be decided there at once: {1, b} is after {1.0, a}, since a place further right differs in
     * earnest. Hence five results instead of three:
     *
     *     -2, 2  different in the order asked for
     *     -1, 1  equal in that order, but not equal terms: 1 and 1.0 in the loose order; in both, identifiers and closures
     *            that differ where the BEAM does not look
     *     0      equal terms
     */
    private static final int LESS = -2;
    private static final int GREATER = 2;

    /** The order of a map's keys. */
    static final Comparator<Term> KEYS = TermOrder::compareExactly;

    /** Doubles from here on are outside {@code long}. */
    private static final double TWO_TO_63 = 0x1p63;

    private TermOrder() {}

    static int compare(Term a, Term b) {
        return Integer.signum(compare(a, b, false));
    }

    /** As among map keys: integers before floats at any depth. */
    static int compareExactly(Term a, Term b) {
        return Integer.signum(compare(a, b, true));
    }

    /** All recursion goes through here; with the leaves elsewhere its frames are small, and terms may nest deeply. */
    // The same object is equal to itself without a look at its parts.
    @SuppressWarnings("ReferenceEquality")
    private static int compare(Term a, Term b, boolean exact) {
        if (a == b) return 0;
        int rank = rank(a);
        int otherRank = rank(b);
        if (rank != otherRank) return rank < otherRank ? LESS : GREATER;
        return switch (rank) {
            case NUMBER_RANK -> numbers(a, b, exact);
            case FUN_RANK -> funs((Fun) a, (Fun) b, exact);
            case TUPLE_RANK -> tuples(((Tuple) a).elements(), ((Tuple) b).elements(), exact);
            case MAP_RANK -> maps((TermMap) a, (TermMap) b, exact);
            case LIST_RANK -> lists(a, b, exact);
            default -> leaves(a, b);
        };
    }

    private static int leaves(Term a, Term b) {
        return switch (a) {
            case Atom(String x) when b instanceof Atom(String y) -> atoms(x, y);
            case Ref x when b instanceof Ref y -> refs(x, y);
            case Port x when b instanceof Port y -> ports(x, y);
            case Pid x when b instanceof Pid y -> pids(x, y);
            case TermList nil -> 0;
            default -> bits(a, b);
        };
    }

    private static final int NUMBER_RANK = 0;
    private static final int FUN_RANK = 3;
    private static final int TUPLE_RANK = 6;
    private static final int MAP_RANK = 7;
    private static final int LIST_RANK = 9;

    private static int rank(Term term) {
        return switch (term) {
            case Int i -> NUMBER_RANK;
            case Real r -> NUMBER_RANK;
            case Atom a -> 1;
            case Ref r -> 2;
            case Fun f -> FUN_RANK;
            case Port p -> 4;
            case Pid p -> 5;
            case Tuple t -> TUPLE_RANK;
            case TermMap m -> MAP_RANK;
            case TermList l -> l.isEmpty() ? 8 : LIST_RANK;
            case ImproperList l -> LIST_RANK;
            case Binary b -> 10;
            case Bits b -> 10;
        };
    }

    private static int decided(int comparison) {
        return comparison == 0 ? 0 : comparison < 0 ? LESS : GREATER;
    }

    private static int numbers(Term a, Term b, boolean exact) {
        if (a instanceof Int.Small(long x) && b instanceof Int.Small(long y)) return decided(Long.compare(x, y));
        if (a instanceof Real(double x) && b instanceof Real(double y)) return floats(x, y, exact);
        if (a instanceof Int x && b instanceof Int y)
            return decided(x.bigValue().compareTo(y.bigValue()));
        if (a instanceof Int x && b instanceof Real(double y)) return exact ? LESS : integerAndFloat(x, y);
        return exact ? GREATER : -integerAndFloat((Int) b, ((Real) a).value());
    }

    /** Exactly, as Erlang does from 2^53 on: never by rounding the integer to a {@code double}. */
    private static int integerAndFloat(Int integer, double real) {
        int comparison = switch (integer) {
            case Int.Small(long n) -> longAndDouble(n, real);
            case Int.Big(BigInteger n) -> bigAndDouble(n, real);
        };
        return comparison == 0 ? -1 : decided(comparison);
    }

    private static int longAndDouble(long n, double real) {
        if (real >= TWO_TO_63) return -1;
        if (real < -TWO_TO_63) return 1;
        long whole = (long) real;
        return n != whole ? Long.compare(n, whole) : Double.compare(0.0, real - whole);
    }

    private static int bigAndDouble(BigInteger n, double real) {
        if (Math.abs(real) < TWO_TO_63 || n.bitLength() > Double.MAX_EXPONENT + 1) return n.signum();
        return n.compareTo(new BigDecimal(real).toBigInteger());
    }

    private static int floats(double x, double y, boolean exact) {
        if (x < y) return LESS;
        if (x > y) return GREATER;
        int zeros = Double.compare(x, y);
        return exact ? decided(zeros) : zeros;
    }

    /** By code point, which is also the order of the UTF-8 bytes; that of UTF-16 differs where surrogates occur. */
    private static int atoms(String x, String y) {
        // Most often two names are of one node or module, and equals looks at eight characters at once.
        if (x.equals(y)) return 0;
        int common = Math.min(x.length(), y.length());
        for (int i = 0; i < common; i++) {
            char c = x.charAt(i);
            char d = y.charAt(i);
            if (c != d) {
                boolean surrogate = Character.isSurrogate(c);
                if (surrogate != Character.isSurrogate(d)) return surrogate ? GREATER : LESS;
                return c < d ? LESS : GREATER;
            }
        }
        return decided(Integer.compare(x.length(), y.length()));
    }

    private static int nodes(Atom x, long xCreation, Atom y, long yCreation) {
        int names = atoms(x.name(), y.name());
        return names != 0 ? names : decided(Long.compare(xCreation, yCreation));
    }

    /** Words count from the last, which is the most significant, and missing ones as zero. */
    private static int refs(Ref x, Ref y) {
        int nodes = nodes(x.node(), x.creation(), y.node(), y.creation());
        if (nodes != 0) return nodes;
        for (int i = Ref.MAX_WORDS - 1; i >= 0; i--) {
            long word = i < x.words().size() ? x.words().get(i) : 0;
            long otherWord = i < y.words().size() ? y.words().get(i) : 0;
            if (word != otherWord) return word < otherWord ? LESS : GREATER;
        }
        return Integer.compare(x.words().size(), y.words().size());
    }

    private static int ports(Port x, Port y) {
        int nodes = nodes(x.node(), x.creation(), y.node(), y.creation());
        return nodes != 0 ? nodes : decided(Long.compareUnsigned(x.id(), y.id()));
    }

    private static int pids(Pid x, Pid y) {
        if (x.serial() != y.serial()) return x.serial() < y.serial() ? LESS : GREATER;
        if (x.id() != y.id()) return x.id() < y.id() ? LESS : GREATER;
        return nodes(x.node(), x.creation(), y.node(), y.creation());
    }

    private static int funs(Fun a, Fun b, boolean exact) {
        return switch (a) {
            case Fun.Closure x when b instanceof Fun.Closure y -> closures(x, y, exact);
            case Fun.Closure x -> LESS;
            case Fun.External x
            when b instanceof Fun.External y -> {
                int module = atoms(x.module().name(), y.module().name());
                if (module != 0) yield module;
                int function = atoms(x.function().name(), y.function().name());
                yield function != 0 ? function : decided(Integer.compare(x.arity(), y.arity()));
            }
            case Fun.External x -> GREATER;
        };
    }

    /** As OTP 25 and 27 do; OTP 29 no longer looks at the old uniq, which differs between versions of a module only. */
    private static int closures(Fun.Closure x, Fun.Closure y, boolean exact) {
        int head = atoms(x.module().name(), y.module().name());
        if (head == 0) head = decided(Long.compare(x.index(), y.index()));
        if (head == 0) head = decided(Long.compare(x.oldUniq(), y.oldUniq()));
        if (head == 0) head = decided(Integer.compare(x.free().size(), y.free().size()));
        if (head != 0) return head;
        int free = elements(x.free(), y.free(), x.free().size(), exact);
        if (free != 0) return free;
        // The BEAM stops here. What follows keeps the order consistent with equals.
        int rest = Integer.compare(x.arity(), y.arity());
        if (rest == 0) rest = Long.compare(x.oldIndex(), y.oldIndex());
        if (rest == 0) rest = x.uniq().compareTo(y.uniq());
        if (rest == 0) rest = pids(x.creator(), y.creator());
        return Integer.signum(rest);
    }

    private static int tuples(List<Term> x, List<Term> y, boolean exact) {
        if (x.size() != y.size()) return x.size() < y.size() ? LESS : GREATER;
        return elements(x, y, x.size(), exact);
    }

    private static int elements(List<Term> x, List<Term> y, int count, boolean exact) {
        int tie = 0;
        for (int i = 0; i < count; i++) {
            int element = compare(x.get(i), y.get(i), exact);
            if (element == LESS || element == GREATER) return element;
            if (tie == 0) tie = element;
        }
        return tie;
    }

    private static int maps(TermMap x, TermMap y, boolean exact) {
        if (x.size() != y.size()) return x.size() < y.size() ? LESS : GREATER;
        int tie = 0;
        var keys = x.entries().keySet().iterator();
        for (Term otherKey : y.entries().keySet()) {
            int key = compare(keys.next(), otherKey, true);
            if (key == LESS || key == GREATER) return key;
            if (tie == 0) tie = key;
        }
        var entries = x.entries().entrySet().iterator();
        for (Map.Entry<Term, Term> other : y.entries().entrySet()) {
            int value = compare(entries.next().getValue(), other.getValue(), exact);
            if (value == LESS || value == GREATER) return value;
            if (tie == 0) tie = value;
        }
        return tie;
    }

    /** As chains of cells: where the shorter one ends, its tail is compared with what is left of the longer one. */
    private static int lists(Term a, Term b, boolean exact) {
        List<Term> x = elementsOf(a);
        List<Term> y = elementsOf(b);
        int common = elements(x, y, Math.min(x.size(), y.size()), exact);
        if (common == LESS || common == GREATER) return common;
        Term tail = tailOf(a);
        Term otherTail = tailOf(b);
        int tails;
        if (x.size() == y.size()) {
            tails = compare(tail, otherTail, exact);
        } else if (x.size() < y.size()) {
            tails = rank(tail) < LIST_RANK ? LESS : GREATER;
        } else {
            tails = rank(otherTail) < LIST_RANK ? GREATER : LESS;
        }
        return common == 0 || tails == LESS || tails == GREATER ? tails : common;
    }

    private static List<Term> elementsOf(Term list) {
        return list instanceof ImproperList l ? l.elements() : ((TermList) list).elements();
    }

    private static Term tailOf(Term list) {
        return list instanceof ImproperList l ? l.tail() : TermList.NIL;
    }

    /** Unused bits are zero, so the bytes decide unless one is a prefix of the other. */
    private static int bits(Term a, Term b) {
        int comparison = bytesOf(a).compareTo(bytesOf(b));
        return decided(comparison != 0 ? comparison : Long.compare(bitLength(a), bitLength(b)));
    }

    private static Bytes bytesOf(Term bits) {
        return bits instanceof Bits b ? b.bytes() : ((Binary) bits).bytes();
    }

    private static long bitLength(Term bits) {
        return bits instanceof Bits b ? b.bitLength() : ((Binary) bits).length() * 8L;
    }
}
