package io.settee.shell;

import io.settee.io.Reading;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;

/** What the shell speaks, and how it asks for a command. */
public enum Language {
    ERLANG("Erlang"),
    ELIXIR("Elixir");

    private static final Atom TEXT = new Atom("text");

    private final String named;

    Language(String named) {
        this.named = named;
    }

    /** For people. */
    String named() {
        return named;
    }

    /**
     * Whether somebody reads a command, and not a line for a program that runs. The Erlang shell reads by {@code erl_scan:tokens} with the option {@code
     * text}, which {@code io:read} does not use; IEx from 1.15 by {@code 'Elixir.IEx.Server':'__parse__'}, and before by {@code get_line}, so that only
     * its prompt tells.
     *
     * <p>Source: OTP {@code shell.erl}, {@code read_and_print} and {@code scan_erl_exprs} of {@code io.erl}; Elixir {@code IEx.Server}.
     */
    boolean isCommand(Reading reading) {
        if (reading.scanner().isEmpty()) {
            return this == ELIXIR && (reading.prompt().startsWith("iex(") || isContinuation(reading));
        }
        FunctionCall scanner = reading.scanner().get();
        return switch (this) {
            case ERLANG ->
                scanner.name().startsWith("erl_scan:tokens")
                        && scanner.arguments().elements().stream().anyMatch(Language::hasText);
            case ELIXIR -> scanner.function().name().equals("__parse__");
        };
    }

    private static boolean hasText(Term argument) {
        return argument instanceof TermList options && options.elements().contains(TEXT);
    }

    /** Whether the shell itself asks for the next line of a command by a request of its own, as IEx does up to 1.18. */
    boolean isContinuation(Reading reading) {
        return this == ELIXIR && reading.prompt().startsWith("...(");
    }

    /** The prompt of a further line of one request: two dots below the end of the first. */
    static String continued(String prompt) {
        String dots = ".. ";
        int width = prompt.codePointCount(0, prompt.length());
        return width <= dots.length() ? dots : " ".repeat(width - dots.length()) + dots;
    }
}
