package io.settee.audit;

import java.util.Locale;

/** Text of others, made harmless to whoever shows it. */
public final class Printable {
    private Printable() {}

    /**
     * The text with everything that moves a cursor, colours a terminal or turns the direction of writing spelled out, as <code>\x{1B}</code>.
     */
    public static String text(String text) {
        if (text.codePoints().noneMatch(Printable::isHarmful)) return text;
        var made = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (isHarmful(c))
                made.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            else made.appendCodePoint(c);
        });
        return made.toString();
    }

    private static boolean isHarmful(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    /** {@link #text}, to stand between the tags of an HTML or SVG document, or in an attribute in quotes. */
    public static String markup(String text) {
        var made = new StringBuilder();
        for (char c : text(text).toCharArray()) {
            switch (c) {
                case '&' -> made.append("&amp;");
                case '<' -> made.append("&lt;");
                case '>' -> made.append("&gt;");
                case '"' -> made.append("&quot;");
                case '\'' -> made.append("&#39;");
                default -> made.append(c);
            }
        }
        return made.toString();
    }
}
