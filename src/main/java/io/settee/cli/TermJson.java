package io.settee.cli;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Real;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A term as JSON has it, as far as it can: maps are objects, lists and tuples arrays, a list of printable characters a string as in Erlang's
 * shell, a binary of UTF-8 a string, {@code true}, {@code false} and {@code null} themselves and other atoms strings. What JSON has nothing for is
 * its text in Erlang syntax.
 */
final class TermJson {
    private TermJson() {}

    /** Made of strings, numbers, lists and maps, for {@link Json#of}; null for the atom {@code null}. */
    static @Nullable Object of(Term term) {
        return switch (term) {
            case Atom(String name) ->
                switch (name) {
                    case "true" -> true;
                    case "false" -> false;
                    case "null" -> null;
                    default -> name;
                };
            case Int i -> i.bigValue();
            case Real(double value) -> value;
            case Binary binary -> utf8(binary).orElseGet(binary::toString);
            case Tuple(var elements) -> array(elements);
            case TermList list -> printable(list).map(Object.class::cast).orElseGet(() -> array(list.elements()));
            case TermMap(var entries) -> {
                var object = new LinkedHashMap<String, @Nullable Object>();
                entries.forEach((key, value) -> object.put(key(key), of(value)));
                yield object;
            }
            default -> term.toString();
        };
    }

    private static List<@Nullable Object> array(List<Term> elements) {
        return elements.stream().<@Nullable Object>map(TermJson::of).toList();
    }

    private static String key(Term key) {
        return of(key) instanceof String text ? text : key.toString();
    }

    private static Optional<String> printable(TermList list) {
        if (list.isEmpty()) return Optional.empty();
        return list.chars().filter(text -> text.codePoints().allMatch(TermJson::isPrintable));
    }

    private static boolean isPrintable(int c) {
        return c == '\n' || c == '\r' || c == '\t' || !Character.isISOControl(c);
    }

    private static Optional<String> utf8(Binary binary) {
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(binary.bytes().toArray()))
                    .toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
