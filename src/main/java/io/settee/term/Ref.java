package io.settee.term;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reference, also a monitor's or a process alias.
 *
 * @param node the node's name
 * @param creation the incarnation of the node, 32 bits, unsigned
 * @param words 1 to 5 words of 32 bits, unsigned, in the order of the wire
 */
public record Ref(Atom node, long creation, List<Long> words) implements Term {
    public static final int MAX_WORDS = 5;

    public Ref {
        words = List.copyOf(words);
        Ids.check32("creation", creation);
        if (words.isEmpty() || words.size() > MAX_WORDS) {
            throw new IllegalArgumentException("a reference has 1 to 5 words, not " + words.size());
        }
        for (long word : words) Ids.check32("reference word", word);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Ref ref && creation == ref.creation && words.equals(ref.words) && node.equals(ref.node);
    }

    @Override
    public int hashCode() {
        return 31 * words.hashCode() + Long.hashCode(creation);
    }

    @Override
    public String toString() {
        return TermPrinter.print(this);
    }
}
