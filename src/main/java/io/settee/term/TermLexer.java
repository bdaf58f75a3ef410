package io.settee.term;

import io.settee.error.TermSyntaxException;
import java.math.BigInteger;

/**
 * Cuts text into the tokens of Erlang's syntax. Source: OTP "Erlang Reference Manual", sections "Data Types" and "Escape
 * Sequences", and {@code erl_scan.erl} where those are silent.
 */
final class TermLexer {
    enum Kind {
        ATOM,
        /** An unquoted word that cannot be an atom. */
        RESERVED,
        VARIABLE,
        INTEGER,
        CHARACTER,
        FLOAT,
        STRING,
        /** {@code ~"text"}. */
        BINARY_STRING,
        PUNCTUATION,
        /** The full stop that ends a term. */
        DOT,
        END
    }

    /**
     * @param start where it begins in the text
     * @param text a name without its quotes, a string's characters, a number or sign as written
     */
    record Token(Kind kind, int start, String text) {
        boolean is(String punctuation) {
            return kind == Kind.PUNCTUATION && text.equals(punctuation);
        }
    }

    /**
     * The BEAM's limit is larger. Reading digits takes more than linear time; with this bound, a text full of such numbers takes a
     * fraction of a second for each megabyte.
     */
    static final int MAX_DIGITS = 100_000;

    private static final String[] LONG_PUNCTUATION = {"<<", ">>", "=>", ":="};

    private final String source;
    private int at;

    TermLexer(String source) {
        this.source = source;
    }

    TermSyntaxException error(int offset, String problem) {
        int line = 1;
        int lineStart = 0;
        for (int i = source.indexOf('\n'); i >= 0 && i < offset; i = source.indexOf('\n', i + 1)) {
            line++;
            lineStart = i + 1;
        }
        return new TermSyntaxException(line, source.codePointCount(lineStart, offset) + 1, problem);
    }

    Token next() {
        skipSpaceAndComments();
        int start = at;
        int c = peek(0);
        if (c < 0) return new Token(Kind.END, start, "");
        if (Syntax.startsAtom(c)) {
            String word = name();
            checkAtom(start, word);
            return new Token(Syntax.isAlwaysReserved(word) ? Kind.RESERVED : Kind.ATOM, start, word);
        }
        if (Syntax.startsVariable(c)) return new Token(Kind.VARIABLE, start, name());
        if (Syntax.isDigit(c)) return number();
        return switch (c) {
            case '\'' -> {
                at++;
                String name = quoted('\'', start, "quoted atom");
                checkAtom(start, name);
                yield new Token(Kind.ATOM, start, name);
            }
            case '"' -> new Token(Kind.STRING, start, string(start, true, false));
            case '~' -> sigil();
            case '$' -> {
                at++;
                if (peek(0) < 0) throw error(start, "the character after $ is missing");
                yield new Token(Kind.CHARACTER, start, Character.toString(character()));
            }
            case '.' -> {
                at++;
                int after = peek(0);
                boolean dot = after < 0 || after == '%' || Syntax.isSpace(after);
                yield new Token(dot ? Kind.DOT : Kind.PUNCTUATION, start, ".");
            }
            default -> punctuation();
        };
    }

    /** The character so many chars ahead, or -1 past the end. */
    private int peek(int ahead) {
        return at + ahead < source.length() ? source.charAt(at + ahead) : -1;
    }

    private void skipSpaceAndComments() {
        while (true) {
            int c = peek(0);
            if (c == '%') {
                int end = source.indexOf('\n', at);
                at = end < 0 ? source.length() : end + 1;
            } else if (Syntax.isSpace(c)) {
                at++;
            } else {
                return;
            }
        }
    }

    private Token punctuation() {
        int start = at;
        for (String two : LONG_PUNCTUATION) {
            if (source.startsWith(two, at)) {
                at += two.length();
                return new Token(Kind.PUNCTUATION, start, two);
            }
        }
        int c = source.codePointAt(at);
        at += Character.charCount(c);
        return new Token(Kind.PUNCTUATION, start, Character.toString(c));
    }

    private String name() {
        int start = at;
        while (Syntax.continuesName(peek(0))) at++;
        return source.substring(start, at);
    }

    private void checkAtom(int start, String name) {
        int characters = name.codePointCount(0, name.length());
        if (characters > Atom.MAX_CHARACTERS) {
            throw error(
                    start, "an atom has at most " + Atom.MAX_CHARACTERS + " characters, this one has " + characters);
        }
    }

    // Numbers

    private Token number() {
        int start = at;
        skipDigits(10);
        if (peek(0) == '#') {
            int base = base(start);
            at++;
            int digits = at;
            skipDigits(base);
            if (at == digits) throw error(start, "digits of base " + base + " are missing after the #");
            return new Token(Kind.INTEGER, start, source.substring(start, at));
        }
        if (peek(0) != '.' || !Syntax.isDigit(peek(1)))
            return new Token(Kind.INTEGER, start, source.substring(start, at));
        at++;
        skipDigits(10);
        int sign = peek(1) == '-' || peek(1) == '+' ? 1 : 0;
        if ((peek(0) == 'e' || peek(0) == 'E') && Syntax.isDigit(peek(1 + sign))) {
            at += 1 + sign;
            skipDigits(10);
        }
        return new Token(Kind.FLOAT, start, source.substring(start, at));
    }

    private int base(int start) {
        String written = source.substring(start, at).replace("_", "");
        int base = written.length() > 2 ? Integer.MAX_VALUE : Integer.parseInt(written);
        if (base < Character.MIN_RADIX || base > Character.MAX_RADIX) {
            throw error(start, "the base of an integer is 2 to 36");
        }
        return base;
    }

    /** Digits, with single underscores between them. */
    private void skipDigits(int base) {
        while (isDigit(peek(0), base) || (peek(0) == '_' && isDigit(peek(-1), base) && isDigit(peek(1), base))) at++;
    }

    private static boolean isDigit(int c, int base) {
        // ASCII only: Character.digit would also take the digits of other scripts.
        return c >= 0 && c < 0x80 && Character.digit(c, base) >= 0;
    }

    /** The value of an {@link Kind#INTEGER} token. */
    BigInteger integer(Token token) {
        String written = token.text().replace("_", "");
        int hash = written.indexOf('#');
        int base = hash < 0 ? 10 : Integer.parseInt(written.substring(0, hash));
        String digits = written.substring(hash + 1);
        if (digits.length() > MAX_DIGITS) {
            throw error(
                    token.start(), "an integer of " + digits.length() + " digits; at most " + MAX_DIGITS + " are read");
        }
        return integer(digits, base);
    }

    /** By halves: the constructor of {@code BigInteger} takes time in proportion to the square of the length. */
    private static BigInteger integer(String digits, int base) {
        if (digits.length() <= 1000) return new BigInteger(digits, base);
        int low = digits.length() / 2;
        int high = digits.length() - low;
        return integer(digits.substring(0, high), base)
                .multiply(BigInteger.valueOf(base).pow(low))
                .add(integer(digits.substring(high), base));
    }

    /** The value of a {@link Kind#FLOAT} token. */
    double real(Token token) {
        double value = Double.parseDouble(token.text().replace("_", ""));
        if (Double.isInfinite(value)) throw error(token.start(), "too large for a float");
        return value;
    }

    // Strings

    private Token sigil() {
        int start = at++;
        int type = peek(0);
        boolean typed = type == 's' || type == 'S' || type == 'b' || type == 'B';
        if (typed) at++;
        if (peek(0) != '"') throw error(start, "after ~ only s, S, b or B and then a string in \" are read here");
        String text = string(start, type != 'S' && type != 'B', type == 's' || type == 'b');
        return new Token(type == 's' || type == 'S' ? Kind.STRING : Kind.BINARY_STRING, start, text);
    }

    /** Escapes mean something or not, depending on the sigil and on how many quotes there are. */
    private String string(int start, boolean escapes, boolean escapesInTripleQuotes) {
        int quotes = 0;
        while (peek(quotes) == '"') quotes++;
        if (quotes >= 3) {
            String text = tripleQuoted(start, quotes);
            return escapesInTripleQuotes ? unescaped(start, text) : text;
        }
        at++;
        if (escapes) return quoted('"', start, "string");
        int end = source.indexOf('"', at);
        if (end < 0) throw error(start, "the string that begins here has no end");
        String text = source.substring(at, end);
        at = end + 1;
        return text;
    }

    private String unescaped(int start, String text) {
        var lexer = new TermLexer(text);
        var unescaped = new StringBuilder();
        try {
            while (lexer.at < text.length()) unescaped.appendCodePoint(lexer.character());
        } catch (TermSyntaxException e) {
            // Its place is one within the unindented text.
            throw error(start, "in the string that begins here: " + e.problem());
        }
        return unescaped.toString();
    }

    private String quoted(char quote, int start, String what) {
        var text = new StringBuilder();
        while (true) {
            int c = peek(0);
            if (c < 0) throw error(start, "the " + what + " that begins here has no end");
            if (c == quote) {
                at++;
                return text.toString();
            }
            text.appendCodePoint(character());
        }
    }

    /**
     * A string between lines of three or more quotes, from OTP 27 on: nothing in it is escaped, and what stands before the
     * closing quotes is taken off every line. Source: "Erlang Reference Manual", section "String", "Triple-Quoted Strings".
     */
    private String tripleQuoted(int start, int quotes) {
        int open = at + quotes;
        int firstLine = source.indexOf('\n', open);
        if (firstLine < 0 || !source.substring(open, firstLine).isBlank()) {
            throw error(start, "after opening " + quotes + " quotes the line must end");
        }
        String close = "\"".repeat(quotes);
        int lineStart = firstLine + 1;
        while (lineStart < source.length()) {
            int first = lineStart;
            while (first < source.length() && (source.charAt(first) == ' ' || source.charAt(first) == '\t')) first++;
            if (source.startsWith(close, first)) {
                at = first + quotes;
                // The line break before the closing quotes is not part of the text.
                return lineStart == firstLine + 1
                        ? ""
                        : unindented(
                                source.substring(firstLine + 1, lineStart - 1),
                                source.substring(lineStart, first),
                                firstLine + 1);
            }
            int end = source.indexOf('\n', first);
            lineStart = end < 0 ? source.length() : end + 1;
        }
        throw error(start, "the string that begins here has no line with " + quotes + " closing quotes");
    }

    private String unindented(String lines, String indent, int offset) {
        var text = new StringBuilder();
        for (int start = 0; start <= lines.length(); ) {
            int newline = lines.indexOf('\n', start);
            int end = newline < 0 ? lines.length() : newline;
            if (lines.startsWith(indent, start)) {
                text.append(lines, start + indent.length(), end);
            } else if (start != end && !(end - start == 1 && lines.charAt(start) == '\r')) {
                throw error(offset + start, "this line is indented less than the closing quotes");
            }
            if (newline >= 0) text.append('\n');
            start = end + 1;
        }
        // With Windows line ends the break before the closing quotes is two characters.
        int last = text.length() - 1;
        if (last >= 0 && text.charAt(last) == '\r') text.setLength(last);
        return text.toString();
    }

    /** One character, perhaps escaped, of a string, a quoted atom or after {@code $}. */
    private int character() {
        int start = at;
        int c = source.codePointAt(at);
        at += Character.charCount(c);
        if (c != '\\') return checked(start, c);
        if (at >= source.length()) throw error(start, "the text ends within an escape sequence");
        int escaped = source.codePointAt(at);
        at += Character.charCount(escaped);
        return switch (escaped) {
            case 'b' -> '\b';
            case 'd' -> 0x7f;
            case 'e' -> 0x1b;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 's' -> ' ';
            case 't' -> '\t';
            case 'v' -> 0x0b;
            case '^' -> control(start);
            case 'x' -> checked(start, hexadecimal(start));
            case '0', '1', '2', '3', '4', '5', '6', '7' -> octal(escaped - '0');
            default -> checked(start, escaped);
        };
    }

    private int control(int start) {
        int c = peek(0);
        at++;
        if (c == '?') return 0x7f;
        if (Syntax.isWithin(c, '@', '_') || Syntax.isWithin(c, 'a', 'z')) return c & 0x1f;
        throw error(start, "after \\^ a letter or one of @ [ \\ ] ^ _ ? is needed");
    }

    private int octal(int first) {
        int value = first;
        for (int i = 0; i < 2 && peek(0) >= '0' && peek(0) <= '7'; i++) value = value * 8 + (source.charAt(at++) - '0');
        return value;
    }

    /** {@code \xHH} or {@code \x{H…}}. */
    private int hexadecimal(int start) {
        boolean braces = peek(0) == '{';
        if (braces) at++;
        int value = 0;
        int digits = 0;
        while (isDigit(peek(0), 16) && (braces || digits < 2)) {
            value = Math.min(value * 16 + Character.digit(peek(0), 16), Character.MAX_CODE_POINT + 1);
            at++;
            digits++;
        }
        if (digits == 0 || (braces ? peek(0) != '}' : digits < 2)) {
            throw error(start, "a hexadecimal escape is \\xHH or \\x{H...}");
        }
        if (braces) at++;
        return value;
    }

    private int checked(int start, int c) {
        if (c > Character.MAX_CODE_POINT || Syntax.isSurrogate(c)) {
            throw error(start, "not a Unicode character");
        }
        return c;
    }
}
