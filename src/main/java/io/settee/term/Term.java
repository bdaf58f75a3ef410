package io.settee.term;

import io.settee.error.TermSyntaxException;

/**
 * An Erlang term: an immutable value with no memory of how it was spelled on the wire, made for {@code switch}.
 *
 * <p>{@code equals} is Erlang's {@code =:=} (so {@code 1} and {@code 1.0} differ, and {@code 0.0} and {@code -0.0} do, as from
 * OTP 27 on), {@code compareTo} is Erlang's term order made total: where Erlang calls two unequal terms equal ({@code 1 ==
 * 1.0}) the integer comes first. {@code toString} is Erlang syntax that Erlang reads back, except for pids, ports,
 * references and closures, which have none.
 */
public sealed interface Term extends Comparable<Term>
        permits Atom, Int, Real, Binary, Bits, Tuple, TermList, ImproperList, TermMap, Pid, Port, Ref, Fun {

    /**
     * Reads one term in Erlang syntax; a dot at its end may be left out.
     *
     * @throws TermSyntaxException with line and column
     */
    static Term parse(String text) {
        return TermParser.parseTerm(text);
    }

    /**
     * The beginning of {@code toString}, for a log: at most {@code maxCharacters}, the last one {@code …} if something is
     * missing. Quick however large the term is, which {@code toString} is not; so whether a long binary or list is text is decided
     * by the part that is shown.
     */
    default String brief(int maxCharacters) {
        return TermPrinter.print(this, maxCharacters);
    }

    /** As much of it as an error message shows. */
    default String brief() {
        return brief(200);
    }

    /** Erlang's term order: number &lt; atom &lt; reference &lt; fun &lt; port &lt; pid &lt; tuple &lt; map &lt; list &lt; bits. */
    @Override
    default int compareTo(Term other) {
        return TermOrder.compare(this, other);
    }
}
