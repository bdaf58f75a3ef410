package io.settee.term;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files of terms, each ended by a dot, as {@code file:consult/1} reads them. */
public final class TermText {
    private TermText() {}

    public static List<Term> consult(String text) {
        return List.of(Term.parse(text));
    }

    public static List<Term> consult(Path file) {
        try {
            return consult(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
