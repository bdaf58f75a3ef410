package io.settee.cli;

import io.settee.error.TermSyntaxException;
import io.settee.eval.Evaluation;
import io.settee.eval.Evaluation.Language;
import io.settee.term.Term;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Where code comes from that a node is to evaluate, and what is bound in it. */
final class CodeOptions {
    @Option(names = "--file", paramLabel = "FILE", description = "The file with the code.")
    private @Nullable Path file;

    @Option(names = "--elixir", description = "The code is Elixir.")
    private boolean elixir;

    @Option(
            names = "--let",
            paramLabel = "NAME=TERM",
            description =
                    "Binds a variable of the code to a term in Erlang syntax; the term is never part of the code.")
    private Map<String, String> bindings = Map.of();

    boolean hasFile() {
        return file != null;
    }

    /**
     * The code to evaluate.
     *
     * @param text null if it is in the file; {@code -} for the standard input
     */
    Evaluation evaluation(@Nullable String text, CommandLine command) {
        if ((text == null) == (file == null)) {
            throw new ParameterException(
                    command, "which code? Give it as the last argument, - for the standard input, or --file");
        }
        var bound = new TreeMap<String, Term>();
        bindings.forEach((name, term) -> bound.put(name, term("--let " + name, term, command)));
        return new Evaluation(elixir ? Language.ELIXIR : Language.ERLANG, text == null ? read() : given(text), bound);
    }

    private String read() {
        Path from = file;
        if (from == null) throw new IllegalStateException("there is no file");
        try {
            return text(Files.readAllBytes(from), from.toString());
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.USAGE, "cannot read the code in " + from + ": " + e, e);
        }
    }

    private static String given(String text) {
        if (!text.equals("-")) return text;
        try {
            return text(System.in.readAllBytes(), "the standard input");
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.USAGE, "cannot read the code from the standard input: " + e, e);
        }
    }

    private static String text(byte[] code, String from) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(code))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new CommandFailure(ExitStatus.USAGE, "the code in " + from + " is not UTF-8, as it has to be", e);
        }
    }

    /** A term as it is typed. */
    static Term term(String what, String text, CommandLine command) {
        try {
            return Term.parse(text);
        } catch (TermSyntaxException e) {
            throw new ParameterException(
                    command,
                    what + " is no Erlang term: " + text + " (" + e.getMessage()
                            + "). A text is written '\"list\"' or '<<\"binary\">>', quoted for the shell",
                    e);
        }
    }
}
