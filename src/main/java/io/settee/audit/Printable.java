package io.settee.audit;

import io.settee.error.PeerText;

/** Text of others in a page, made harmless to whoever looks at it. */
final class Printable {
    private Printable() {}

    /** {@link PeerText#visible}, to stand between the tags of an HTML or SVG document, or in an attribute in quotes. */
    static String markup(String text) {
        var made = new StringBuilder();
        for (char c : PeerText.visible(text).toCharArray()) {
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
