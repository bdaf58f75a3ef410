package io.settee.error;

import java.util.Locale;

/** Text of others, made harmless to whoever shows it: it may be of any length, end a line of a log, or move the cursor of a terminal. */
public final class PeerText {
    private static final int OF_A_MESSAGE = 200;

    private PeerText() {}

    /** As much of a text as an error message shows, as {@link #visible}. */
    public static String shown(String text) {
        return shown(text, OF_A_MESSAGE);
    }

    /** The first characters of a text, as {@link #visible}. */
    public static String shown(String text, int most) {
        if (text.codePointCount(0, text.length()) <= most) return visible(text);
        return visible(text.substring(0, text.offsetByCodePoints(0, most))) + "…";
    }

    /**
     * The text with everything that moves a cursor, colours a terminal or turns the direction of writing spelled out, as <code>\x{1B}</code>.
     */
    public static String visible(String text) {
        if (text.codePoints().noneMatch(PeerText::isHarmful)) return text;
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
}
