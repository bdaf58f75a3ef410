package io.settee.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the names that somebody may have meant. */
final class NearNames {
    private static final int NEAR_ONES = 3;

    private NearNames() {}

    /** The nearest ones, for a message. */
    static String of(String name, Collection<String> known) {
        return known.stream()
                .sorted(Comparator.<String>comparingInt(k -> distance(name, k))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(NEAR_ONES)
                .collect(Collectors.joining(", "));
    }

    /** The one that a slip of the finger makes of: a letter in four may be another one. */
    static Optional<String> meant(String name, Collection<String> known) {
        return known.stream()
                .filter(k -> distance(name, k) <= Math.max(1, k.length() / 4))
                .min(Comparator.<String>comparingInt(k -> distance(name, k)).thenComparing(Comparator.naturalOrder()));
    }

    /** The number of letters to be put in, taken out or changed to make one of the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) row[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.length()];
    }
}
