package io.settee.io;

import io.settee.term.Binary;
import io.settee.term.ImproperList;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** {@code unicode:chardata()} as text: characters, binaries, and lists of such to any depth. Source: OTP stdlib, {@code unicode}. */
final class Chardata {
    private Chardata() {}

    /**
     * The text; empty if the term has none.
     *
     * @param latin1 whether binaries are in Latin-1; they are in UTF-8 otherwise
     */
    static Optional<String> text(Term data, boolean latin1) {
        var out = new StringBuilder();
        // Not by recursion: the depth is up to a peer.
        var open = new ArrayDeque<Iterator<Term>>();
        open.push(List.of(data).iterator());
        while (!open.isEmpty()) {
            Iterator<Term> level = open.peek();
            if (!level.hasNext()) {
                open.pop();
                continue;
            }
            switch (level.next()) {
                case Int.Small(long c) when isCharacter(c, latin1) -> out.appendCodePoint((int) c);
                case Binary binary
                when latin1 ->
                    out.append(StandardCharsets.ISO_8859_1.decode(binary.bytes().asBuffer()));
                case Binary binary -> {
                    Optional<CharBuffer> text = utf8(binary.bytes().asBuffer());
                    if (text.isEmpty()) return Optional.empty();
                    out.append(text.get());
                }
                case TermList list -> open.push(list.iterator());
                case ImproperList(var elements, Binary tail) -> {
                    open.push(List.<Term>of(tail).iterator());
                    open.push(elements.iterator());
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(out.toString());
    }

    private static boolean isCharacter(long c, boolean latin1) {
        if (latin1) return c >= 0 && c <= 255;
        return c >= 0
                && c <= Character.MAX_CODE_POINT
                && !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    private static Optional<CharBuffer> utf8(ByteBuffer bytes) {
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes));
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
