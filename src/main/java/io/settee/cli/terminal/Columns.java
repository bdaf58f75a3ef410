package io.settee.cli.terminal;

import java.util.List;

/** Words side by side, from left to right, as {@code ls -x} shows them. */
final class Columns {
    private static final int MOST = 500;

    private Columns() {}

    /** Lines that are not wider than the width, if no word is. */
    static String of(List<String> words, int width) {
        List<String> shown = words.stream().distinct().limit(MOST).toList();
        int widest = shown.stream().mapToInt(String::length).max().orElse(0) + 2;
        int perLine = Math.max(1, width / widest);
        var text = new StringBuilder();
        for (int i = 0; i < shown.size(); i++) {
            boolean last = i + 1 == shown.size() || i % perLine == perLine - 1;
            text.append(shown.get(i))
                    .append(last ? "\n" : " ".repeat(widest - shown.get(i).length()));
        }
        if (words.size() > MOST)
            text.append("... and ").append(words.size() - MOST).append(" more\n");
        return text.toString();
    }
}
