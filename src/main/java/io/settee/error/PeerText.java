package io.settee.error;

/** What a peer says, fit for a message: it may be as long as the peer likes, and hold what ends a line of a log or moves a terminal's cursor. */
public final class PeerText {
    private PeerText() {}

    /** The first characters of a text, those that cannot be seen as question marks. */
    public static String shown(String text, int most) {
        var shown = new StringBuilder();
        text.codePoints().limit(most).forEach(c -> shown.appendCodePoint(isSeen(c) ? c : '?'));
        return text.codePointCount(0, text.length()) > most ? shown.append('…').toString() : shown.toString();
    }

    private static boolean isSeen(int codePoint) {
        return switch (Character.getType(codePoint)) {
            // FORMAT turns the direction of writing round.
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }
}
