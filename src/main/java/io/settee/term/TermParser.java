package io.settee.term;

import io.settee.error.TermSyntaxException;
import io.settee.term.TermLexer.Kind;
import io.settee.term.TermLexer.Token;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads terms and patterns. The grammar is what {@code erl_parse:parse_term/1} takes: no expressions but a sign before a number,
 * parentheses, and the constant forms of the bit syntax.
 *
 * <p>Terms and patterns have one grammar here, in which a term is a pattern without variables, see {@link Shape}.
 */
final class TermParser {
    /** Far deeper than people write. Measured to need less than half of a stack of 1 MiB with the interpreter. */
    static final int MAX_DEPTH = 1000;

    /**
     * What text may make us allocate beyond its own length, in bytes: {@code <<0:99999999>>} is short to write, and so is a list
     * whose tail is a list in parentheses, which must be copied.
     */
    private static final long MAX_EXTRA = 256L << 10;

    private final TermLexer lexer;
    private final Map<String, Integer> slots = new LinkedHashMap<>();
    private final boolean pattern;
    private Token token;
    private int depth;
    private boolean repeats;
    private long extra = MAX_EXTRA;

    private TermParser(String text, boolean pattern) {
        this.lexer = new TermLexer(text);
        this.pattern = pattern;
        this.token = lexer.next();
    }

    static Term parseTerm(String text) {
        var parser = new TermParser(text, false);
        Term term = parser.literal("a term");
        parser.expectEnd();
        return term;
    }

    static List<Term> consult(String text) {
        var parser = new TermParser(text, false);
        var terms = new ArrayList<Term>();
        while (parser.token.kind() != Kind.END) {
            terms.add(parser.literal("a term"));
            if (parser.token.kind() != Kind.DOT) throw parser.unexpected("the dot that ends the term");
            parser.advance();
        }
        return List.copyOf(terms);
    }

    /**
     * @param variables their names, each at the index of its slot
     * @param repeats whether one of them occurs more than once
     */
    record ParsedPattern(Shape shape, List<String> variables, boolean repeats) {}

    static ParsedPattern parsePattern(String text) {
        var parser = new TermParser(text, true);
        Shape shape = parser.shape();
        parser.expectEnd();
        return new ParsedPattern(shape, List.copyOf(parser.slots.keySet()), parser.repeats);
    }

    private void expectEnd() {
        if (token.kind() == Kind.DOT) advance();
        if (token.kind() != Kind.END) throw unexpected("the end of the text");
    }

    private Token advance() {
        Token passed = token;
        token = lexer.next();
        return passed;
    }

    private boolean skip(String punctuation) {
        if (!token.is(punctuation)) return false;
        advance();
        return true;
    }

    private void expect(String punctuation) {
        if (!skip(punctuation)) throw unexpected(punctuation);
    }

    private TermSyntaxException unexpected(String wanted) {
        String found = switch (token.kind()) {
            case END -> "the end of the text";
            case DOT -> "the dot that ends a term";
            case RESERVED -> "the reserved word " + token.text() + " (as an atom it is written '" + token.text() + "')";
            case VARIABLE -> "the variable " + shown();
            case ATOM -> "the atom " + shown();
            case STRING, BINARY_STRING -> "a string";
            case CHARACTER -> "a character";
            case INTEGER, FLOAT -> "the number " + shown();
            case PUNCTUATION -> shown();
        };
        return lexer.error(token.start(), "expected " + wanted + ", found " + found);
    }

    private String shown() {
        return token.text().length() <= 40 ? token.text() : token.text().substring(0, 40) + "…";
    }

    private void charge(Token place, long amount) {
        extra -= Math.min(amount, MAX_EXTRA + 1);
        if (extra < 0)
            throw lexer.error(place.start(), "more than " + (MAX_EXTRA >> 10) + " KiB are not made from text");
    }

    // Terms

    /** A shape without variables. */
    private Term literal(String what) {
        Token start = token;
        if (shape() instanceof Shape.Literal(Term value)) return value;
        throw withoutVariables(start, what);
    }

    private TermSyntaxException withoutVariables(Token place, String what) {
        return lexer.error(place.start(), what + " without variables is needed here");
    }

    /** Recursion goes through here; with leaves elsewhere the frames are small, and {@link #MAX_DEPTH} of them fit any stack. */
    private Shape shape() {
        if (++depth > MAX_DEPTH) throw lexer.error(token.start(), "nested more than " + MAX_DEPTH + " deep");
        Shape shape = token.kind() != Kind.PUNCTUATION
                ? leaf()
                : switch (token.text()) {
                    case "{" -> tuple();
                    case "[" -> list();
                    case "#" -> map();
                    case "<<" -> new Shape.Literal(binary());
                    case "(" -> parenthesis();
                    case "-", "+" -> new Shape.Literal(signed());
                    default -> throw unexpected("a term");
                };
        if (pattern && skip("=")) shape = new Shape.Both(shape, shape());
        depth--;
        return shape;
    }

    private Shape leaf() {
        return switch (token.kind()) {
            case ATOM -> new Shape.Literal(new Atom(advance().text()));
            case INTEGER -> new Shape.Literal(Int.of(lexer.integer(advance())));
            case CHARACTER -> new Shape.Literal(Int.of(advance().text().codePointAt(0)));
            case FLOAT -> new Shape.Literal(new Real(lexer.real(advance())));
            case STRING -> new Shape.Literal(TermList.ofChars(strings()));
            case BINARY_STRING -> new Shape.Literal(Binary.of(advance().text()));
            case VARIABLE -> variable();
            case RESERVED -> new Shape.Literal(fun());
            case PUNCTUATION, DOT, END -> throw unexpected("a term");
        };
    }

    private Shape parenthesis() {
        advance();
        Shape inner = shape();
        expect(")");
        return inner;
    }

    /** Adjacent strings are one. */
    private String strings() {
        String first = advance().text();
        if (token.kind() != Kind.STRING) return first;
        var all = new StringBuilder(first);
        while (token.kind() == Kind.STRING) all.append(advance().text());
        return all.toString();
    }

    private Shape variable() {
        if (!pattern)
            throw lexer.error(
                    token.start(),
                    "the variable " + shown() + " has no value here (as an atom it is written '" + shown() + "')");
        String name = advance().text();
        if (name.equals("_")) return Shape.Any.ANY;
        Integer known = slots.putIfAbsent(name, slots.size());
        repeats |= known != null;
        return new Shape.Variable(name, known != null ? known : slots.size() - 1);
    }

    private Term signed() {
        Token sign = advance();
        Token operand = token;
        Shape shape = token.is("(") ? parenthesis() : leaf();
        boolean minus = sign.text().equals("-");
        if (shape instanceof Shape.Literal(Int i))
            return minus ? Int.of(i.bigValue().negate()) : i;
        if (shape instanceof Shape.Literal(Real(double x))) return new Real(minus ? -x : x);
        throw lexer.error(operand.start(), "expected a number after the sign");
    }

    /** {@code fun module:function/arity}. */
    private Term fun() {
        if (!token.text().equals("fun")) throw unexpected("a term");
        advance();
        Atom module = name("the module of a fun");
        expect(":");
        Atom function = name("the function of a fun");
        expect("/");
        Token place = token;
        long arity = smallInteger("the arity of a fun");
        if (arity > 255) throw lexer.error(place.start(), "an arity is 0 to 255");
        return new Fun.External(module, function, (int) arity);
    }

    private Atom name(String what) {
        if (token.kind() != Kind.ATOM) throw unexpected(what);
        return new Atom(advance().text());
    }

    /** An unsigned integer; one past {@code long} is returned as its largest. */
    private long smallInteger(String what) {
        if (token.kind() == Kind.CHARACTER) return advance().text().codePointAt(0);
        if (token.kind() != Kind.INTEGER) throw unexpected(what);
        BigInteger value = lexer.integer(advance());
        return value.bitLength() < Long.SIZE ? value.longValue() : Long.MAX_VALUE;
    }

    private Shape tuple() {
        advance();
        var elements = new ArrayList<Shape>();
        if (!token.is("}")) {
            do elements.add(shape());
            while (skip(","));
        }
        expect("}");
        return Shape.tuple(elements);
    }

    private Shape list() {
        var elements = new ArrayList<Shape>();
        int open = 0;
        Shape tail = new Shape.Literal(TermList.NIL);
        // [a | [b | [c]]] is one list: taken apart here, where nesting costs neither depth nor copies.
        while (token.is("[")) {
            advance();
            open++;
            if (token.is("]")) break;
            do elements.add(shape());
            while (skip(","));
            if (!skip("|")) break;
            if (token.is("[")) continue;
            Token place = token;
            tail = shape();
            if (tail instanceof Shape.Literal(TermList(var more))) charge(place, 8L * more.size());
            if (tail instanceof Shape.Literal(ImproperList(var more, Term last))) charge(place, 8L * more.size());
        }
        while (open-- > 0) expect("]");
        return Shape.list(elements, tail);
    }

    private Shape map() {
        advance();
        if (!token.is("{")) throw unexpected("{ (a map is written #{}; records have no text of their own)");
        advance();
        var entries = new TreeMap<Term, Shape>(TermOrder.KEYS);
        if (!token.is("}")) {
            do {
                Token keyPlace = token;
                if (!(shape() instanceof Shape.Literal(Term key))) throw withoutVariables(keyPlace, "a map key");
                expect(pattern ? ":=" : "=>");
                Token place = token;
                Shape value = shape();
                if (entries.put(key, value) != null && pattern)
                    throw lexer.error(place.start(), "this key occurs twice");
            } while (skip(","));
        }
        expect("}");
        if (pattern) return new Shape.MapOf(List.copyOf(entries.keySet()), List.copyOf(entries.values()));
        var values = new TreeMap<Term, Term>(TermOrder.KEYS);
        entries.forEach((key, value) -> values.put(key, ((Shape.Literal) value).value()));
        return new Shape.Literal(new TermMap(values));
    }

    // Binaries

    private Term binary() {
        advance();
        // More frames than for other containers lie between two levels.
        depth++;
        var out = new BitWriter();
        if (!skip(">>")) {
            do segment(out);
            while (skip(","));
            expect(">>");
        }
        depth--;
        return out.toTerm();
    }

    private void segment(BitWriter out) {
        Token place = token;
        List<Term> values =
                token.kind() == Kind.STRING ? TermList.ofChars(strings()).elements() : List.of(literal("a constant"));
        Segment segment = layout();
        segment.problem().ifPresent(problem -> fail(place, problem));
        for (Term value : values) {
            long bits = segment.bits(value);
            if (bits > 64) charge(place, bits / 8);
            segment.write(value, out).ifPresent(problem -> fail(place, problem));
        }
    }

    private void fail(Token place, String problem) {
        throw lexer.error(place.start(), problem);
    }

    private Segment layout() {
        if (!token.is(":") && !token.is("/")) return Segment.BYTE;
        long size = -1;
        if (skip(":")) {
            boolean parenthesis = skip("(");
            size = smallInteger("a size");
            if (parenthesis) expect(")");
        }
        Segment.@Nullable Type type = null;
        int unit = 0;
        int ownUnit = 0;
        boolean little = false;
        if (skip("/")) {
            do {
                Token place = token;
                String word =
                        name("a type such as integer, float, binary or utf8").name();
                switch (word) {
                    case "signed", "unsigned", "big" -> {}
                    case "little" -> little = true;
                    case "native" -> little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
                    case "unit" -> {
                        expect(":");
                        long written = smallInteger("a unit");
                        if (!Segment.isUnit(written)) fail(place, "a unit is 1 to 256");
                        unit = (int) written;
                    }
                    default -> {
                        Segment.Type named = type(place, word);
                        if (!word.equals("binary")) ownUnit = Segment.ownUnit(named);
                        if (type != null && type != named) fail(place, "a value has one type only");
                        type = named;
                    }
                }
            } while (skip("-"));
        }
        if (unit != 0 && ownUnit != 0 && unit != ownUnit) fail(token, "bytes and bits have a unit of their own");
        return new Segment(type == null ? Segment.Type.INTEGER : type, size, unit, little);
    }

    private Segment.Type type(Token place, String word) {
        return switch (word) {
            case "integer" -> Segment.Type.INTEGER;
            case "float" -> Segment.Type.FLOAT;
            case "binary", "bytes" -> Segment.Type.BINARY;
            case "bitstring", "bits" -> Segment.Type.BITSTRING;
            case "utf8" -> Segment.Type.UTF8;
            case "utf16" -> Segment.Type.UTF16;
            case "utf32" -> Segment.Type.UTF32;
            default -> throw lexer.error(place.start(), word + " is no type of the bit syntax");
        };
    }
}
