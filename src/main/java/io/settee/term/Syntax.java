package io.settee.term;

import java.util.Set;

/** Which characters and words mean what in Erlang's syntax; shared by the printer and the lexer. Source: {@code erl_scan.erl}. */
final class Syntax {
    /** Reserved in every release. */
    private static final Set<String> RESERVED = Set.of(
            "after", "and", "andalso", "band", "begin", "bnot", "bor", "bsl", "bsr", "bxor", "case", "catch", "cond",
            "div", "end", "fun", "if", "let", "not", "of", "or", "orelse", "receive", "rem", "try", "when", "xor");

    /** Reserved from OTP 27 on, ordinary atoms before. */
    private static final Set<String> NEWLY_RESERVED = Set.of("maybe", "else");

    private Syntax() {}

    /** Whether some release needs quotes around an atom of this name. */
    static boolean isReserved(String word) {
        return isAlwaysReserved(word) || NEWLY_RESERVED.contains(word);
    }

    /** Whether no release reads this word as an atom. */
    static boolean isAlwaysReserved(String word) {
        return RESERVED.contains(word);
    }

    /** Small letters of Latin-1. */
    static boolean startsAtom(int c) {
        return isWithin(c, 'a', 'z') || (isWithin(c, 0xdf, 0xff) && c != 0xf7);
    }

    /** Capital letters of Latin-1, or an underscore. */
    static boolean startsVariable(int c) {
        return isWithin(c, 'A', 'Z') || c == '_' || (isWithin(c, 0xc0, 0xde) && c != 0xd7);
    }

    static boolean continuesName(int c) {
        return startsAtom(c) || startsVariable(c) || isDigit(c) || c == '@';
    }

    static boolean isDigit(int c) {
        return isWithin(c, '0', '9');
    }

    static boolean isSpace(int c) {
        return isWithin(c, 0, ' ') || isWithin(c, 0x80, 0xa0);
    }

    static boolean isSurrogate(int c) {
        return isWithin(c, Character.MIN_SURROGATE, Character.MAX_SURROGATE);
    }

    static boolean isWithin(long c, long first, long last) {
        return c >= first && c <= last;
    }
}
