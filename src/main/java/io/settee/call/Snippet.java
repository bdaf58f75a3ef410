package io.settee.call;

import static io.settee.term.Terms.atom;
import static io.settee.term.Terms.integer;
import static io.settee.term.Terms.list;
import static io.settee.term.Terms.tuple;

import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Erlang expressions that another node evaluates: one call, and nothing is loaded there. The text is a constant of ours; what changes
 * from call to call is bound to its variables as terms and is never part of it.
 *
 * <p>The call is one of {@code erl_eval:exprs/2} with abstract code that scans, parses and evaluates the text. That code is the same for
 * OTP 23 to 29, unlike what a parser makes of the text. {@code exprs} returns all bindings beside the value; here those are what was
 * given, and nothing that the text has bound.
 *
 * <p>Immutable; any thread. Source: OTP stdlib, {@code erl_eval}; OTP ERTS user's guide, "The Abstract Format".
 */
public final class Snippet {
    private static final Atom VALUE = new Atom("value");
    private static final Atom ATOM = new Atom("atom");
    private static final Term ANNO = integer(1);
    private static final Term BOUND = tuple(atom("var"), ANNO, atom("Bound"));

    /** As abstract code. */
    private final Term text;

    private Snippet(String text) {
        this.text = tuple(atom("string"), ANNO, TermList.ofChars(text));
    }

    /** Expressions separated by commas, with the dot at the end. */
    public static Snippet of(String expressions) {
        return new Snippet(expressions);
    }

    /** Expressions in a UTF-8 file beside a class. */
    public static Snippet ofResource(Class<?> beside, String name) {
        try (InputStream file = beside.getResourceAsStream(name)) {
            if (file == null) throw new IllegalArgumentException("no " + name + " beside " + beside);
            return new Snippet(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The call to be made.
     *
     * @param bindings values of variables, by their names
     */
    public FunctionCall call(Map<String, ? extends Term> bindings) {
        Term tokens = second(call("erl_scan", "string", text));
        Term code = second(call("erl_parse", "parse_exprs", tokens));
        Term value = second(call("erl_eval", "exprs", code, BOUND));
        return FunctionCall.of("erl_eval", "exprs", list(value), list(tuple(atom("Bound"), bindings(bindings))));
    }

    /** Bindings as {@code erl_eval} takes them: <code>[{Name, Value}]</code>, which OTP 23 wants in order. */
    public static TermList bindings(Map<String, ? extends Term> values) {
        var bound = new ArrayList<Term>();
        new TreeMap<>(values).forEach((name, value) -> bound.add(tuple(atom(name), value)));
        return new TermList(bound);
    }

    /** The value in what the call returns; empty if it is no result of {@code erl_eval}. */
    public static Optional<Term> value(Term result) {
        return result instanceof Tuple(List<Term> e)
                        && e.size() == 3
                        && e.getFirst().equals(VALUE)
                ? Optional.of(e.get(1))
                : Optional.empty();
    }

    /** {@code element(2, Expression)}: of a constant text, scanned, parsed and evaluated, that is never an error. */
    private static Term second(Term expression) {
        return call("erlang", "element", tuple(atom("integer"), ANNO, integer(2)), expression);
    }

    private static Term call(String module, String function, Term... arguments) {
        Term name = tuple(atom("remote"), ANNO, tuple(ATOM, ANNO, atom(module)), tuple(ATOM, ANNO, atom(function)));
        return tuple(atom("call"), ANNO, name, list(arguments));
    }
}
