package io.settee.term;

import io.settee.error.TermSyntaxException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A pattern in Erlang syntax, compiled once: {@code Pattern.of("{reply, Ref, {ok, V}}")}.
 *
 * <p>It may have terms of every kind that has a syntax, and
 * <ul>
 *   <li>variables, {@code V} or {@code _Name}, which are bound to what stands there; if one occurs twice, both places must hold
 *       equal terms (Erlang's {@code =:=}: {@code 1} is not {@code 1.0}),
 *   <li>{@code _}, which is anything and never bound,
 *   <li>tails of lists: {@code [H | T]},
 *   <li>maps: <code>#{key := V}</code>, matching maps that have at least these keys; keys are without variables,
 *   <li>aliases: {@code {ok, _} = Whole}.
 * </ul>
 * Binaries in it are constants.
 *
 * <p>Immutable; any thread.
 */
public final class Pattern {
    private static final int SHOWN_CHARACTERS = 80;

    private final String text;
    private final Shape shape;

    /** The names of the variables, each at the index of its slot; those that were given stay, their slots unused. */
    private final List<String> variables;

    private final boolean repeats;
    private final Map<String, Term> given;

    private Pattern(String text, Shape shape, List<String> variables, boolean repeats, Map<String, Term> given) {
        this.text = text;
        this.shape = shape;
        this.variables = variables;
        this.repeats = repeats;
        this.given = given;
    }

    /**
     * Compiles a pattern; a dot at its end may be left out.
     *
     * @throws TermSyntaxException with line and column
     */
    public static Pattern of(String text) {
        var parsed = TermParser.parsePattern(text);
        return new Pattern(text, parsed.shape(), parsed.variables(), parsed.repeats(), Map.of());
    }

    /**
     * This pattern with a variable given: it matches only where this value stands. A receive for the reply to one request is
     * {@code Pattern.of("{Ref, Reply}").with("Ref", ref)}. The variable is bound in the match as if it had been found.
     *
     * @throws IllegalArgumentException if the pattern has no such variable, or it was given before
     */
    public Pattern with(String variable, Term value) {
        if (!variables.contains(variable)) {
            throw new IllegalArgumentException("no variable " + variable + " in the pattern " + text + " (it has "
                    + String.join(", ", variables) + ")");
        }
        if (given.containsKey(variable)) {
            throw new IllegalArgumentException(
                    variable + " was given already: " + given.get(variable).brief(SHOWN_CHARACTERS));
        }
        var nowGiven = new HashMap<>(given);
        nowGiven.put(variable, value);
        Shape filled = shape.replace(v -> v instanceof Shape.Variable(String name, int slot) && name.equals(variable)
                ? new Shape.Literal(value)
                : v);
        return new Pattern(text, filled, variables, repeats, Map.copyOf(nowGiven));
    }

    /** Whether the term has this shape; cheaper than {@link #match} if what it holds does not matter. */
    public boolean matches(Term term) {
        return shape.fits(term) && (!repeats || shape.bind(term, new @Nullable Term[variables.size()]));
    }

    /** The bindings, if the term has this shape. Allocates nothing if it differs in more than a repeated variable. */
    public Optional<Match> match(Term term) {
        if (!shape.fits(term)) return Optional.empty();
        var slots = new @Nullable Term[variables.size()];
        if (!shape.bind(term, slots)) return Optional.empty();
        var bindings = new HashMap<>(given);
        for (int i = 0; i < slots.length; i++) {
            Term value = slots[i];
            if (value != null) bindings.put(variables.get(i), value);
        }
        return Optional.of(new Match(term, bindings));
    }

    /** The pattern as it was written, and after it what was given, {@code {Ref, V} with Ref = #Ref<…>}. */
    @Override
    public String toString() {
        if (given.isEmpty()) return text;
        var values = new ArrayList<String>();
        for (String variable : variables) {
            Term value = given.get(variable);
            if (value != null) values.add(variable + " = " + value.brief(SHOWN_CHARACTERS));
        }
        return text + " with " + String.join(", ", values);
    }
}
