package io.settee.shell;

import java.util.regex.Pattern;

/** Text of another node for where escape sequences have no business: a file, a pipe. */
public final class PlainText {
    // ECMA-48: CSI sequences, OSC and other strings up to BEL or ST, and escapes of two characters.
    private static final Pattern SEQUENCE = Pattern.compile(
            "\u001b\\[[0-?]*[ -/]*[@-~]" + "|\u001b[\\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\\\)?|\u001b[ -/]*[0-~]?");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

    private PlainText() {}

    /** The text without escape sequences, and without control characters other than newline and tab. */
    public static String of(String text) {
        return CONTROL.matcher(SEQUENCE.matcher(text).replaceAll("")).replaceAll("");
    }
}
