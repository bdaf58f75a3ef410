package io.settee.call;

import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An entry of an Erlang stack trace, {@code {Module, Function, ArityOrArguments, [{file, File}, {line, Line}, …]}}.
 *
 * @param arguments the arguments, or the number of them
 * @param file empty if it is not known
 * @param line 0 if it is not known
 */
public record StackFrame(Term module, Term function, Term arguments, String file, long line) {
    private static final Atom FILE = new Atom("file");
    private static final Atom LINE = new Atom("line");
    private static final Atom ERLANG = new Atom("erlang");

    /** OTP stdlib, {@code erl_internal}: operators of every kind. */
    private static final Set<String> OPERATORS = Set.of(
            "+", "-", "*", "/", "div", "rem", "band", "bor", "bxor", "bsl", "bsr", "and", "or", "xor", "==", "/=", "=<",
            "<", ">=", ">", "=:=", "=/=", "++", "--", "!");

    private static final Set<String> UNARY_OPERATORS = Set.of("+", "-", "bnot", "not");

    /** The entries of a stack trace; what is none is left out. */
    public static List<StackFrame> of(Term stack) {
        var frames = new ArrayList<StackFrame>();
        if (!(stack instanceof TermList entries)) return frames;
        for (Term entry : entries) {
            if (!(entry instanceof Tuple(var e)) || e.size() != 4) continue;
            String file = "";
            long line = 0;
            if (e.get(3) instanceof TermList information) {
                for (Term item : information) {
                    if (!(item instanceof Tuple(var pair)) || pair.size() != 2) continue;
                    if (pair.get(0).equals(FILE) && pair.get(1) instanceof TermList name)
                        file = name.chars().orElse("");
                    if (pair.get(0).equals(LINE) && pair.get(1) instanceof Int.Small(long n)) line = n;
                }
            }
            frames.add(new StackFrame(e.get(0), e.get(1), e.get(2), file, line));
        }
        return frames;
    }

    /** {@code lists:nth/2}; functions of {@code erlang} go without their module. */
    public String name() {
        String arity = arguments instanceof TermList list ? Integer.toString(list.size()) : arguments.toString();
        return qualified() + "/" + arity;
    }

    /** {@code lists:nth(3,[])}, {@code 1 + a}. */
    String call(TermList list) {
        if (isOperator()) {
            return list.size() == 1
                    ? operator() + " " + ExceptionText.text(list.at(0))
                    : ExceptionText.text(list.at(0)) + " " + operator() + " " + ExceptionText.text(list.at(1));
        }
        return list.elements().stream()
                .map(ExceptionText::text)
                .collect(Collectors.joining(",", qualified() + "(", ")"));
    }

    /** Whether it is one of Erlang's operators, which are functions of {@code erlang}. */
    boolean isOperator() {
        int arity = arguments instanceof TermList list ? list.size() : arguments.equals(Int.of(1)) ? 1 : 2;
        return module.equals(ERLANG)
                && (arity == 1 ? UNARY_OPERATORS : arity == 2 ? OPERATORS : Set.<String>of()).contains(operator());
    }

    private String operator() {
        return function instanceof Atom(String name) ? name : "";
    }

    private String qualified() {
        if (isOperator()) return operator();
        return module.equals(ERLANG) ? function.toString() : module + ":" + function;
    }

    /** {@code  (lists.erl, line 170)}, or nothing. */
    String place() {
        return file.isEmpty() || line == 0 ? "" : " (" + file + ", line " + line + ")";
    }
}
