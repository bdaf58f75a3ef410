package io.settee.shell;

import java.util.List;

/**
 * What may follow the text before the cursor.
 *
 * @param insert what follows in any case, perhaps nothing
 * @param candidates to be shown when there are several
 */
public record Completion(String insert, List<String> candidates) {
    /** Nothing is known. */
    public static final Completion NONE = new Completion("", List.of());

    public Completion {
        candidates = List.copyOf(candidates);
    }
}
