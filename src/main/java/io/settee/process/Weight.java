package io.settee.process;

import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Bits;
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
import java.util.ArrayDeque;
import java.util.List;

/**
 * About how many bytes of heap a term takes, for those who bound what they hold. Objects and references are counted as 64-bit JVMs with
 * compressed references have them; what terms share is counted for each of them, atoms not at all.
 */
final class Weight {
    private static final int REFERENCE = 4;
    private static final int SMALL_OBJECT = 24;
    private static final int OBJECT = 40;

    private Weight() {}

    static long of(Term term) {
        // With a place of its own, since terms may nest deeper than the stack of an event loop allows.
        var rest = new ArrayDeque<Term>();
        long bytes = 0;
        for (Term next = term; next != null; next = rest.poll()) bytes += own(next, rest);
        return bytes;
    }

    /** Without the terms in it, which are left for later. */
    private static long own(Term term, ArrayDeque<Term> rest) {
        return switch (term) {
            case Atom atom -> 0;
            case Int.Small small -> SMALL_OBJECT;
            case Int.Big big -> OBJECT + big.value().bitLength() / Byte.SIZE;
            case Real real -> SMALL_OBJECT;
            case Binary binary -> OBJECT + binary.bytes().length();
            case Bits bits -> OBJECT + bits.bytes().length();
            case Tuple(var elements) -> all(elements, rest);
            case TermList(var elements) -> all(elements, rest);
            case ImproperList(var elements, var tail) -> {
                rest.push(tail);
                yield all(elements, rest);
            }
            case TermMap(var entries) -> {
                rest.addAll(entries.keySet());
                rest.addAll(entries.values());
                yield OBJECT + (long) OBJECT * entries.size();
            }
            case Pid pid -> OBJECT;
            case Port port -> OBJECT;
            case Ref ref -> OBJECT + (long) SMALL_OBJECT * ref.words().size();
            case Fun.External external -> SMALL_OBJECT;
            case Fun.Closure closure -> 2 * OBJECT + all(closure.free(), rest);
        };
    }

    private static long all(List<Term> elements, ArrayDeque<Term> rest) {
        rest.addAll(elements);
        return OBJECT + (long) REFERENCE * elements.size();
    }
}
