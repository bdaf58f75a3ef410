package io.settee.codec;

import io.settee.term.Fun;
import io.settee.term.ImproperList;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.TermMap;
import io.settee.term.Tuple;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The containers that a decoder is inside of, and their elements so far. One thread at a time.
 *
 * <pre>
 * {a, [b, c | ...      parts   [ a ] [ b ] [ c ]
 *                      open    TUPLE from 0, lacks 1;  LIST from 1, lacks 1
 * </pre>
 */
final class TermStack {
    private static final int KEPT_PARTS = 1024;

    /** What keys are compared by; the same object that {@link TermMap} uses, so that it takes our sorting over. */
    private static final Comparator<? super Term> KEY_ORDER =
            Objects.requireNonNull(TermMap.EMPTY.entries().comparator());

    /** All are terms. Not an array of those: to store into that takes a check for an interface, each time. */
    private Object[] parts = new Object[64];

    private int size;
    private int highestSize;

    // The open containers, the innermost at depth - 1.
    private int[] tags = new int[16];
    private int[] starts = new int[16];
    private int[] lacking = new int[16];
    private int[] offsets = new int[16];
    private int depth;

    /** Only to say where something is wrong. */
    private ByteSource in = new ByteSource();

    /** Begins with the root of a term whose bytes come from here. */
    void begin(ByteSource source) {
        in = source;
    }

    int depth() {
        return depth;
    }

    /** Forgets everything. */
    void clear() {
        if (parts.length > KEPT_PARTS) parts = new Object[KEPT_PARTS];
        else Arrays.fill(parts, 0, Math.max(size, highestSize), TermList.NIL);
        size = 0;
        highestSize = 0;
        depth = 0;
    }

    /**
     * Opens a container.
     *
     * @param tag SMALL_TUPLE, LIST, MAP or NEW_FUN
     * @param count how many parts it will have, at least one: of a list its tail is the last, of a map keys and values count, of a
     *     fun the fun itself without its free variables is the first
     * @param offset where it begins
     */
    void open(int tag, int count, int offset) {
        if (depth == tags.length) {
            int length = depth * 2;
            tags = Arrays.copyOf(tags, length);
            starts = Arrays.copyOf(starts, length);
            lacking = Arrays.copyOf(lacking, length);
            offsets = Arrays.copyOf(offsets, length);
        }
        tags[depth] = tag;
        starts[depth] = size;
        lacking[depth] = count;
        offsets[depth] = offset;
        depth++;
    }

    /** Whether the next part is the tail of a list. */
    boolean atTail() {
        return depth > 0 && lacking[depth - 1] == 1 && tags[depth - 1] == Tag.LIST;
    }

    /** Says that the innermost container gets so many parts more than it was opened for. */
    void expectMore(int count) {
        lacking[depth - 1] += count;
    }

    /** Adds a part to the innermost container, and closes all that are whole with it. */
    @Nullable
    Term add(Term part) {
        Term whole = part;
        while (depth > 0) {
            if (size == parts.length) parts = Arrays.copyOf(parts, size * 2);
            parts[size++] = whole;
            if (--lacking[depth - 1] > 0) return null;
            whole = close();
        }
        return whole;
    }

    private Term close() {
        if (size > highestSize) highestSize = size;
        int start = starts[depth - 1];
        Term whole = switch (tags[depth - 1]) {
            case Tag.LIST -> list(start);
            case Tag.MAP -> map(start);
            case Tag.NEW_FUN -> fun(start);
            default -> new Tuple(listOf(start, size));
        };
        depth--;
        size = start;
        return whole;
    }

    private Term list(int start) {
        List<Term> elements = listOf(start, size - 1);
        var tail = (Term) parts[size - 1];
        // ImproperList.of would copy the elements to join them with an empty list.
        return tail instanceof TermList last && last.isEmpty()
                ? new TermList(elements)
                : ImproperList.of(elements, tail);
    }

    private Term map(int start) {
        var entries = new TreeMap<Term, Term>(KEY_ORDER);
        for (int i = start; i < size; i += 2) {
            if (entries.put((Term) parts[i], (Term) parts[i + 1]) != null) {
                throw in.failure(
                        Tag.MAP,
                        offsets[depth - 1],
                        "has a key twice, for the second time as number " + ((i - start) / 2 + 1));
            }
        }
        return new TermMap(entries);
    }

    private Term fun(int start) {
        var fun = (Fun.Closure) parts[start];
        return new Fun.Closure(
                fun.module(),
                fun.arity(),
                fun.uniq(),
                fun.index(),
                fun.oldIndex(),
                fun.oldUniq(),
                fun.creator(),
                listOf(start + 1, size));
    }

    @SuppressWarnings("unchecked")
    private List<Term> listOf(int from, int to) {
        return (List<Term>) (List<?>) objects(from, to);
    }

    private List<Object> objects(int from, int to) {
        Object[] p = parts;
        // Without a detour over an array where List.of can do so.
        return switch (to - from) {
            case 0 -> List.of();
            case 1 -> List.of(p[from]);
            case 2 -> List.of(p[from], p[from + 1]);
            case 3 -> List.of(p[from], p[from + 1], p[from + 2]);
            case 4 -> List.of(p[from], p[from + 1], p[from + 2], p[from + 3]);
            case 5 -> List.of(p[from], p[from + 1], p[from + 2], p[from + 3], p[from + 4]);
            default -> List.of(Arrays.copyOfRange(p, from, to));
        };
    }
}
