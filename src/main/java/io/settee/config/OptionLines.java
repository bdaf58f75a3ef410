package io.settee.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the lines of an option file's options, which terms do not remember: options are asked for in the order in which they stand, so
 * each is looked for behind the one before it.
 */
final class OptionLines {
    private final String source;
    private final String text;
    private int from;

    OptionLines(String source, String text) {
        this.source = source;
        this.text = blankComments(text);
    }

    /** The line of a section, behind whose name its options stand. */
    Place section(String name) {
        return of(name);
    }

    Place of(String name) {
        Matcher matcher = Pattern.compile("(?<![A-Za-z0-9_@])'?" + Pattern.quote(name) + "'?(?![A-Za-z0-9_@])")
                .matcher(text);
        if (!matcher.find(from)) return new Place(source, 0);
        from = matcher.end();
        int line = 1
                + (int) text.substring(0, matcher.start())
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
        return new Place(source, line);
    }

    /** Comments and strings become spaces, so that no name is found in them. */
    private static String blankComments(String text) {
        var out = new StringBuilder(text);
        boolean inString = false;
        boolean inComment = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inComment) {
                inComment = c != '\n';
                if (inComment) out.setCharAt(i, ' ');
            } else if (inString) {
                if (c == '\\' && i + 1 < text.length()) out.setCharAt(i++, ' ');
                else inString = c != '"';
                if (text.charAt(i) != '\n') out.setCharAt(i, ' ');
            } else if (c == '"') {
                inString = true;
            } else if (c == '%') {
                inComment = true;
                out.setCharAt(i, ' ');
            } else if (c == '$' && i + 1 < text.length()) {
                i++;
            }
        }
        return out.toString();
    }
}
