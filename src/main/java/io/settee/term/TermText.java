package io.settee.term;

import io.settee.error.TermSyntaxException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Text of several terms, each ended by a dot, as {@code file:consult/1} reads it. {@link Term#parse} reads a single one. */
public final class TermText {
    /** Source: OTP documentation of {@code epp}, which reads it from the first two lines. */
    private static final java.util.regex.Pattern CODING = java.util.regex.Pattern.compile(
            "\\A(?:[^\\n]*\\n)?[^\\n%]*%[^\\n]*?coding\\s*[:=]\\s*(latin-1|utf-8)(?![-a-zA-Z0-9])",
            java.util.regex.Pattern.CASE_INSENSITIVE);

    /** Where that line is looked for: a file of one endless line should not be searched whole. */
    private static final int CODING_WITHIN = 1024;

    private TermText() {}

    /**
     * The terms of a text; it may have none.
     *
     * @throws TermSyntaxException with line and column
     */
    public static List<Term> consult(String text) {
        return TermParser.consult(text);
    }

    /**
     * The terms of a file. It is read as UTF-8, unless one of its first two lines is a comment such as
     * {@code %% coding: latin-1}.
     *
     * @throws TermSyntaxException with line and column, but without the file's name
     * @throws UncheckedIOException if the file cannot be read
     */
    public static List<Term> consult(Path file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the terms in " + file, e);
        }
        return consult(decode(bytes));
    }

    private static String decode(byte[] bytes) {
        String head = new String(bytes, 0, Math.min(bytes.length, CODING_WITHIN), StandardCharsets.ISO_8859_1);
        var coding = CODING.matcher(head);
        boolean latin1 = coding.find() && coding.group(1).equalsIgnoreCase("latin-1");
        Charset charset = latin1 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        var result = charset.newDecoder().decode(in, out, true);
        out.flip();
        if (result.isError()) throw notUtf8(out.toString());
        return out.toString();
    }

    private static TermSyntaxException notUtf8(String before) {
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int lineStart = before.lastIndexOf('\n') + 1;
        return new TermSyntaxException(
                line,
                before.codePointCount(lineStart, before.length()) + 1,
                "not UTF-8; a file in Latin-1 needs the line \"%% coding: latin-1\" at its top");
    }
}
