package io.settee.term;

import java.math.BigInteger;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes a term in Erlang syntax on one line, like {@code ~w} but with text shown as text, as {@code ~p} does.
 *
 * <p>What it writes, {@link TermParser} and {@code file:consult/1} read back as the same term. Pids, ports, references and
 * closures have no syntax in Erlang; they are written as {@code #Pid<…>} and so on.
 */
final class TermPrinter {
    private static final int MAX_ASCII = 0x7e;
    private static final int FIRST_LATIN_1 = 0xa0;
    private static final int LAST_LATIN_1 = 0xff;

    /** One past what is wanted is enough to know that something must be cut. */
    private final int limit;

    private final StringBuilder out = new StringBuilder();

    private TermPrinter(int limit) {
        this.limit = limit;
    }

    /** All of the term, however long. */
    static String print(Term term) {
        var printer = new TermPrinter(Integer.MAX_VALUE);
        printer.all(term);
        return printer.out.toString();
    }

    /**
     * At most {@code maxCharacters} of it, the last one {@code …} if something is missing. Takes time in proportion to
     * {@code maxCharacters} and not to the term, with one exception: the bits of a very large integer are copied once.
     */
    static String print(Term term, int maxCharacters) {
        if (maxCharacters < 1) throw new IllegalArgumentException("at least 1 character: " + maxCharacters);
        var printer = new TermPrinter(maxCharacters);
        printer.all(term);
        return printer.cut();
    }

    private String cut() {
        if (out.length() <= limit) return out.toString();
        int end = limit - 1;
        if (end > 0 && Character.isHighSurrogate(out.charAt(end - 1))) end--;
        return out.substring(0, end) + "…";
    }

    private boolean full() {
        return out.length() > limit;
    }

    /** How many more characters can matter. */
    private int room() {
        return limit == Integer.MAX_VALUE ? Integer.MAX_VALUE : Math.max(0, limit + 1 - out.length());
    }

    /**
     * Containers that have been opened and not closed, innermost first. A stack of our own: with recursion a deep term would take
     * the thread's stack, and printing is what code does that reports such a term.
     */
    private final ArrayDeque<Container> open = new ArrayDeque<>();

    /** What is left of a container; {@code separators} gives what stands before the n-th item. */
    private static final class Container {
        final Iterator<Term> items;
        final IntFunction<String> separators;
        final String close;
        int written;

        Container(Iterator<Term> items, IntFunction<String> separators, String close) {
            this.items = items;
            this.separators = separators;
            this.close = close;
        }
    }

    private void all(Term root) {
        term(root);
        while (!open.isEmpty() && !full()) {
            Container innermost = open.getFirst();
            if (innermost.items.hasNext()) {
                out.append(innermost.separators.apply(innermost.written++));
                term(innermost.items.next());
            } else {
                out.append(innermost.close);
                open.removeFirst();
            }
        }
    }

    /** Writes a leaf, or opens a container. */
    private void term(Term term) {
        switch (term) {
            case Atom(String name) -> atom(name);
            case Int.Small(long n) -> out.append(n);
            case Int.Big(BigInteger n) -> big(n);
            case Real(double x) -> out.append(real(x));
            case Binary(Bytes bytes) -> binary(bytes);
            case Bits bits -> bits(bits);
            case Tuple(var elements) -> open("{", elements.iterator(), TermPrinter::comma, "}");
            case TermList(var elements) -> list(elements);
            case ImproperList(var elements, Term tail) ->
                open(
                        "[",
                        Stream.concat(elements.stream(), Stream.of(tail)).iterator(),
                        n -> n == elements.size() ? "|" : comma(n),
                        "]");
            case TermMap(var entries) ->
                open(
                        "#{",
                        entries.entrySet().stream()
                                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                                .iterator(),
                        n -> n % 2 == 1 ? " => " : comma(n),
                        "}");
            case Pid p ->
                identifier("#Pid<", p.node())
                        .append(p.id())
                        .append('.')
                        .append(p.serial())
                        .append('>');
            case Port p ->
                identifier("#Port<", p.node())
                        .append(Long.toUnsignedString(p.id()))
                        .append('>');
            case Ref r -> ref(r);
            case Fun.External(Atom module, Atom function, int arity) -> {
                out.append("fun ");
                atom(module.name());
                out.append(':');
                atom(function.name());
                out.append('/').append(arity);
            }
            case Fun.Closure f ->
                identifier("#Fun<", f.module())
                        .append(f.oldIndex())
                        .append('.')
                        .append(f.oldUniq())
                        .append('>');
        }
    }

    private void open(String sign, Iterator<Term> items, IntFunction<String> separators, String close) {
        out.append(sign);
        open.addFirst(new Container(items, separators, close));
    }

    private static String comma(int n) {
        return n == 0 ? "" : ",";
    }

    private StringBuilder identifier(String open, Atom node) {
        out.append(open);
        atom(node.name());
        return out.append('.');
    }

    /** The words in the order in which the BEAM prints them, so that its logs and ours can be compared. */
    private void ref(Ref ref) {
        identifier("#Ref<", ref.node());
        for (int i = ref.words().size() - 1; i >= 0; i--)
            out.append(ref.words().get(i)).append(i > 0 ? "." : ">");
    }

    private void big(BigInteger n) {
        // Decimal digits cost more than linear time; of a number that will be cut anyway the leading hexadecimal ones
        // do.
        int nibbles = n.bitLength() / 4;
        if (nibbles <= room()) {
            out.append(n);
            return;
        }
        out.append(n.signum() < 0 ? "-16#" : "16#");
        int dropped = Math.max(0, nibbles - room());
        out.append(n.abs().shiftRight(dropped * 4).toString(16)).append("…");
    }

    /** Java's shortest form that reads back, which has a dot and at least one digit after it already. */
    private static String real(double x) {
        return Double.toString(x).replace('E', 'e');
    }

    // Text

    private void list(List<Term> elements) {
        if (!isText(elements)) {
            open("[", elements.iterator(), TermPrinter::comma, "]");
            return;
        }
        out.append('"');
        for (Term element : elements) {
            if (full()) return;
            character((int) ((Int.Small) element).value(), '"');
        }
        out.append('"');
    }

    /**
     * Latin-1 only, as {@code erl} does unless it was started with {@code +pc unicode}: a list of counters around 1000 would else
     * show as Cyrillic. Of a list that will be cut, only what will be seen is looked at.
     */
    private boolean isText(List<Term> elements) {
        int looked = 0;
        for (Term element : elements) {
            if (!(element instanceof Int.Small(long c)) || !isLatin1Text(c)) return false;
            if (++looked > room()) break;
        }
        return looked > 0;
    }

    private static boolean isLatin1Text(long c) {
        return Syntax.isWithin(c, ' ', MAX_ASCII) || Syntax.isWithin(c, FIRST_LATIN_1, LAST_LATIN_1) || isWhite(c);
    }

    /** What {@code io_lib:printable_list/1} takes besides the visible characters. */
    private static boolean isWhite(long c) {
        return Syntax.isWithin(c, '\b', '\r') || c == 0x1b;
    }

    private void binary(Bytes bytes) {
        int seen = Math.min(bytes.length(), room());
        String text = seen == 0 ? null : text(bytes, seen);
        if (text == null) {
            out.append("<<");
            bytes(bytes, bytes.length());
            out.append(">>");
            return;
        }
        out.append("<<\"");
        boolean ascii = true;
        for (int i = 0; i < text.length() && !full(); ) {
            int c = text.codePointAt(i);
            ascii &= c <= MAX_ASCII;
            character(c, '"');
            i += Character.charCount(c);
        }
        out.append(ascii ? "\">>" : "\"/utf8>>");
    }

    /** The first {@code count} bytes as text, if they are printable UTF-8; a character cut in two at their end does not count. */
    private static @Nullable String text(Bytes bytes, int count) {
        var decoder = StandardCharsets.UTF_8.newDecoder();
        CharBuffer chars = CharBuffer.allocate(count);
        var result = decoder.decode(bytes.asBuffer().limit(count), chars, count == bytes.length());
        if (result.isError()) return null;
        String text = chars.flip().toString();
        return text.codePoints().allMatch(TermPrinter::isUnicodeText) ? text : null;
    }

    private void bytes(Bytes bytes, int count) {
        for (int i = 0; i < count && !full(); i++) {
            if (i > 0) out.append(',');
            out.append(bytes.at(i) & 0xff);
        }
    }

    private void bits(Bits bits) {
        int whole = bits.bytes().length() - 1;
        out.append("<<");
        bytes(bits.bytes(), whole);
        if (full()) return;
        if (whole > 0) out.append(',');
        out.append((bits.bytes().at(whole) & 0xff) >>> (8 - bits.bitsInLastByte()));
        out.append(':').append(bits.bitsInLastByte()).append(">>");
    }

    private void atom(String name) {
        if (isPlainAtom(name)) {
            out.append(name);
            return;
        }
        out.append('\'');
        name.codePoints().forEach(c -> character(c, '\''));
        out.append('\'');
    }

    private static boolean isPlainAtom(String name) {
        if (name.isEmpty() || !Syntax.startsAtom(name.charAt(0)) || Syntax.isReserved(name)) return false;
        for (int i = 1; i < name.length(); i++) if (!Syntax.continuesName(name.charAt(i))) return false;
        return true;
    }

    private void character(int c, char quote) {
        switch (c) {
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case 0x0b -> out.append("\\v");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            case 0x1b -> out.append("\\e");
            case '\\' -> out.append("\\\\");
            default -> {
                if (c == quote) {
                    out.append('\\').append(quote);
                } else if (isVisible(c)) {
                    out.appendCodePoint(c);
                } else {
                    out.append("\\x{").append(Integer.toHexString(c)).append('}');
                }
            }
        }
    }

    private static boolean isUnicodeText(int c) {
        return isVisible(c) || isWhite(c);
    }

    /**
     * Not only control characters are invisible: those of category Cf can turn the direction of a terminal's line, and private
     * or unassigned ones show as nothing.
     */
    private static boolean isVisible(int c) {
        if (c <= LAST_LATIN_1) return Syntax.isWithin(c, ' ', MAX_ASCII) || c >= FIRST_LATIN_1;
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
