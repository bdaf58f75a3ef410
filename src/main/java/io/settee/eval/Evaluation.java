package io.settee.eval;

import static io.settee.term.Terms.atom;

import io.settee.call.CallException;
import io.settee.call.Rpc;
import io.settee.call.Snippet;
import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Binary;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.Tuple;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Code that is evaluated on another node. In Erlang it is expressions as in a shell, several lists of them each ended by a dot, the last one
 * perhaps without; all are parsed before the first one runs. Immutable; any thread.
 *
 * @param code UTF-8 where it matters
 * @param bindings values of variables of the code, by their names
 */
public record Evaluation(Language language, String code, Map<String, Term> bindings) {
    private static final Snippet SNIPPET = Snippet.ofResource(Evaluation.class, "evaluate.erl");

    /** What the code is written in. */
    public enum Language {
        ERLANG,
        ELIXIR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What has come of it. */
    public sealed interface Result {
        /** The value, as the node prints it. */
        record Printed(String text) implements Result {}

        /** The value itself. */
        record Value(Term term) implements Result {}

        /** The code has raised; as a shell of its language prints it, beginning with two asterisks. */
        record Raised(String text) implements Result {}

        /**
         * Nothing has run.
         *
         * @param line counted from 1; 0 if it is not known
         */
        record Syntax(int line, String message) implements Result {}

        /** The node has no Elixir. */
        record NoElixir() implements Result {}
    }

    public Evaluation {
        bindings = Map.copyOf(bindings);
    }

    /** Code without bindings. */
    public static Evaluation of(Language language, String code) {
        return new Evaluation(language, code, Map.of());
    }

    /**
     * Evaluates it and waits for what comes of it.
     *
     * @param node with a group leader of ours to print to, and a limit of time
     * @param asTerm whether the value itself is wanted, and not its text
     * @throws CallException if the process that evaluates it is ended, or nothing comes in time
     */
    public Result on(Rpc node, boolean asTerm) throws InterruptedException {
        return read(node.call(call(asTerm)), asTerm);
    }

    private FunctionCall call(boolean asTerm) {
        return SNIPPET.call(Map.of(
                "S", Binary.of(code),
                "L", atom(language.toString()),
                "B", Snippet.bindings(bindings),
                "F", atom(asTerm ? "term" : "text")));
    }

    private static Result read(Term returned, boolean asTerm) {
        Term told = Snippet.value(returned).orElseThrow(() -> unknown(returned));
        if (told instanceof Atom) return new Result.NoElixir();
        if (!(told instanceof Tuple(List<Term> e)) || !(e.getFirst() instanceof Atom(String tag))) throw unknown(told);
        return switch (tag) {
            case "ok" -> asTerm ? new Result.Value(e.get(1)) : new Result.Printed(text(e.get(1)));
            case "raised" -> new Result.Raised(text(e.get(1)));
            case "syntax" ->
                new Result.Syntax(e.get(1) instanceof Int.Small(long line) ? (int) line : 0, text(e.get(2)));
            default -> throw unknown(told);
        };
    }

    private static String text(Term term) {
        return term instanceof Binary binary ? binary.utf8() : term.toString();
    }

    private static IllegalStateException unknown(Term told) {
        return new IllegalStateException("the node tells something else than our own code: " + told.brief());
    }
}
