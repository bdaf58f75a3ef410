package io.settee.support;

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
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Terms of every kind, the same ones for the same seed. Put the seed into a failure's message. */
public final class TermGenerator {
    private static final List<String> ATOMS = List.of(
            "a",
            "ok",
            "true",
            "undefined",
            "",
            "Capital",
            "with space",
            "end",
            "maybe",
            "quote'd",
            "back\\slash",
            "new\nline",
            "\u0000\u001b\u007f",
            "straße",
            "ÿ÷",
            "привет",
            "日本",
            "😀",
            "\ufffd\ue000",
            "x@y_Z9",
            "_",
            "é".repeat(255),
            "😀".repeat(255));

    private static final List<String> TEXTS = List.of(
            "",
            "text",
            "with \"quotes\" and \\",
            "two\nlines\t",
            "naïve",
            "привет",
            "日本語😀",
            "a\u0000b",
            "\u202ereversed",
            "~s %%");

    private static final long[] EDGES = {
        0,
        1,
        -1,
        127,
        128,
        255,
        256,
        -128,
        -129,
        1 << 15,
        1 << 27,
        -(1 << 27) - 1,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        1L << 31,
        -(1L << 31) - 1,
        0xffff_ffffL,
        1L << 32,
        1L << 53,
        (1L << 53) + 1,
        1L << 59,
        Long.MAX_VALUE,
        Long.MIN_VALUE
    };

    private static final double[] REALS = {
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.1,
        2.5e-7,
        1e22,
        1.7976931348623157e308,
        4.9e-324,
        2.2250738585072014e-308,
        0x1p53,
        0x1p63,
        -0x1p63,
        123456.789
    };

    private final SplittableRandom random;

    /** Whether all leaves come from a handful of values, so that two terms are often equal or nearly so. */
    private final boolean few;

    public TermGenerator(long seed) {
        this(seed, false);
    }

    private TermGenerator(long seed, boolean few) {
        this.random = new SplittableRandom(seed);
        this.few = few;
    }

    /** One whose terms are often equal, or differ in one place, or only as {@code 1} does from {@code 1.0}. */
    public static TermGenerator ofFewLeaves(long seed) {
        return new TermGenerator(seed, true);
    }

    /** A term of any kind, containers nested at most {@code depth} deep. */
    public Term any(int depth) {
        return term(depth, () -> random.nextInt(5) == 0 ? unwritable(depth) : leaf());
    }

    /** A term that has a syntax: no pids, ports, references and closures at any depth. */
    public Term writable(int depth) {
        return term(depth, this::leaf);
    }

    private Term term(int depth, Supplier<Term> leaf) {
        if (depth <= 0 || random.nextInt(3) == 0) return leaf.get();
        Supplier<Term> element = () -> term(depth - 1, leaf);
        return switch (random.nextInt(5)) {
            case 0 -> new Tuple(several(element, few ? 3 : size()));
            case 1 -> new TermList(several(element, few ? 3 : size()));
            case 2 -> ImproperList.of(several(element, few ? 3 : size()), element.get());
            case 3 -> map(element);
            default -> new Tuple(List.of(element.get(), element.get()));
        };
    }

    private int size() {
        return random.nextInt(40) == 0 ? 300 : 7;
    }

    private List<Term> several(Supplier<Term> element, int below) {
        int count = random.nextInt(below);
        // Of many elements, each is a leaf: the size of a term stays in bounds.
        Supplier<Term> source = count > 20 ? this::leaf : element;
        var elements = new ArrayList<Term>(count);
        for (int i = 0; i < count; i++) elements.add(source.get());
        return elements;
    }

    private TermMap map(Supplier<Term> element) {
        var entries = new TreeMap<Term, Term>();
        // More than 32 keys make a hash map in the BEAM, a different thing in its comparisons.
        int count = !few && random.nextInt(20) == 0 ? 40 : random.nextInt(4);
        for (int i = 0; i < count; i++) entries.put(count > 20 ? leaf() : element.get(), leaf());
        return new TermMap(entries);
    }

    private Term leaf() {
        if (few) return fewLeaf();
        return switch (random.nextInt(9)) {
            case 0, 1 -> atom();
            case 2 -> Int.of(random.nextInt(-10, 300));
            case 3 -> Int.of(EDGES[random.nextInt(EDGES.length)]);
            case 4 -> big();
            case 5 -> real();
            case 6 -> random.nextBoolean() ? Binary.of(text()) : TermList.ofChars(text());
            case 7 -> bits();
            default -> new Fun.External(atom(), atom(), random.nextInt(256));
        };
    }

    private Term fewLeaf() {
        return switch (random.nextInt(8)) {
            case 0 -> new Atom(List.of("a", "b", "\ue000", "😀").get(random.nextInt(4)));
            case 1 -> Int.of(random.nextInt(3));
            case 2 -> new Real(random.nextInt(3));
            case 3 -> nearPowerOfTwo();
            case 4 ->
                new Real(Math.scalb(
                        random.nextBoolean() ? 1.0 : -1.0,
                        List.of(53, 62, 63, 64, 1023).get(random.nextInt(5))));
            case 5 -> TermList.NIL;
            case 6 -> Bits.of(Bytes.copyOf(new byte[] {(byte) (random.nextInt(4) << 6)}), random.nextInt(1, 9));
            default -> Binary.copyOf(new byte[random.nextInt(3)]);
        };
    }

    private Int nearPowerOfTwo() {
        var power = BigInteger.TWO.pow(List.of(53, 62, 63, 64, 1023, 1024).get(random.nextInt(6)));
        var near = power.add(BigInteger.valueOf(random.nextInt(-1, 2)));
        return Int.of(random.nextBoolean() ? near : near.negate());
    }

    private Term unwritable(int depth) {
        return switch (random.nextInt(4)) {
            case 0 -> pid();
            case 1 -> port();
            case 2 -> ref();
            default -> closure(depth - 1);
        };
    }

    public Atom atom() {
        return few ? new Atom(random.nextBoolean() ? "a" : "b") : new Atom(ATOMS.get(random.nextInt(ATOMS.size())));
    }

    /** An integer of more than 64 bits. */
    public Int big() {
        // 255 bytes is where SMALL_BIG_EXT ends.
        int bytes = random.nextInt(3) == 0 ? random.nextInt(250, 262) : random.nextInt(9, 40);
        byte[] magnitude = new byte[bytes];
        random.nextBytes(magnitude);
        magnitude[0] |= 1;
        return Int.of(new BigInteger(random.nextBoolean() ? 1 : -1, magnitude));
    }

    public Real real() {
        if (random.nextBoolean()) return new Real(REALS[random.nextInt(REALS.length)]);
        while (true) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) return new Real(value);
        }
    }

    public String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    /** A binary of random bytes, or a bit string. */
    public Term bits() {
        byte[] bytes = new byte[random.nextInt(30) == 0 ? 1000 : random.nextInt(12)];
        random.nextBytes(bytes);
        return Bits.of(Bytes.copyOf(bytes), random.nextInt(1, 9));
    }

    public Pid pid() {
        return new Pid(node(), number(1L << 28), number(1L << 32), creation());
    }

    public Port port() {
        return new Port(node(), number(1L << 28), creation());
    }

    /** 1 to 5 words, the first of 18 bits, as all releases take them. */
    public Ref ref() {
        var words = new ArrayList<Long>();
        words.add(number(1L << 18));
        for (int more = random.nextInt(Ref.MAX_WORDS); more > 0; more--) words.add(number(1L << 32));
        return new Ref(node(), creation(), words);
    }

    public Fun.Closure closure(int depth) {
        byte[] uniq = new byte[16];
        random.nextBytes(uniq);
        return new Fun.Closure(
                atom(),
                random.nextInt(256),
                Bytes.copyOf(uniq),
                number(1L << 20),
                number(1L << 20),
                number(1L << 27),
                pid(),
                several(() -> any(depth), 4));
    }

    private long number(long bound) {
        return few ? random.nextLong(3) : random.nextLong(bound);
    }

    private Atom node() {
        return new Atom(random.nextBoolean() ? "a@127.0.0.1" : "b@127.0.0.1");
    }

    private long creation() {
        return few ? random.nextLong(4, 6) : random.nextLong(4, 1L << 32);
    }
}
