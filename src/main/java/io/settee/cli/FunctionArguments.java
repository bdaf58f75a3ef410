package io.settee.cli;

import io.settee.error.TermSyntaxException;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A node, and a function as it is typed behind it: a module, a function, and a term for each argument. */
final class FunctionArguments {
    @Mixin
    private OneNode node = new OneNode();

    @Parameters(
            index = "1..*",
            arity = "2..*",
            paramLabel = "MODULE FUNCTION ARGUMENT",
            hideParamSyntax = true,
            description = "The function, and its arguments, each a term in Erlang syntax.")
    private List<String> words = List.of();

    OneNode node() {
        return node;
    }

    FunctionCall parse(CommandLine command) {
        return parse(words, command);
    }

    /** Terms are read here, and go to the node as terms: nothing of them is ever code. */
    static FunctionCall parse(List<String> words, CommandLine command) {
        if (words.size() < 2) {
            throw new CommandLine.ParameterException(
                    command, "which function? MODULE FUNCTION [ARGUMENT…] is needed, and " + words + " was given");
        }
        return new FunctionCall(
                name(words.get(0), command),
                name(words.get(1), command),
                new TermList(words.stream()
                        .skip(2)
                        .map(word -> CodeOptions.term("an argument", word, command))
                        .toList()));
    }

    /** With or without quotes, so that {@code Elixir.Enum} needs none. */
    private static Atom name(String word, CommandLine command) {
        boolean quoted = word.length() > 1 && word.startsWith("'") && word.endsWith("'");
        try {
            return quoted && Term.parse(word) instanceof Atom atom ? atom : new Atom(word);
        } catch (TermSyntaxException | IllegalArgumentException e) {
            throw new CommandLine.ParameterException(
                    command, "no module or function can have this name: " + word + " (" + e.getMessage() + ")", e);
        }
    }
}
