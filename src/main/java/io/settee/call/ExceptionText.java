package io.settee.call;

import io.settee.term.Atom;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.List;

/**
 * An exception of Erlang in the words of Erlang's shell, with the functions it came through.
 *
 * <p>Source: OTP {@code erl_error.erl}, {@code format_exception/3}; compared with it by {@code ExceptionTextErlIT}.
 */
final class ExceptionText {
    private static final int SHOWN_CHARACTERS = 2000;
    private static final Atom UNDEF = new Atom("undef");
    private static final Atom FUNCTION_CLAUSE = new Atom("function_clause");

    private ExceptionText() {}

    static String thrown(Term value) {
        return "exception throw: " + text(value);
    }

    static String exit(Term reason, boolean signal) {
        return "exception exit: " + (signal ? "{signal," + text(reason) + "}" : text(reason));
    }

    static String error(Term reason, Term stack) {
        List<StackFrame> frames = StackFrame.of(stack);
        var out = new StringBuilder("exception error: ");
        if (!frames.isEmpty() && reason.equals(UNDEF)) {
            out.append("undefined function ").append(frames.getFirst().name());
            frames = frames.subList(1, frames.size());
        } else if (!frames.isEmpty()
                && reason.equals(FUNCTION_CLAUSE)
                && frames.getFirst().arguments() instanceof TermList arguments) {
            StackFrame failed = frames.getFirst();
            out.append("no function clause matching ")
                    .append(failed.call(arguments))
                    .append(failed.place());
            frames = frames.subList(1, frames.size());
        } else {
            out.append(words(reason));
        }
        String function = "in function  ";
        for (StackFrame frame : frames) {
            out.append("\n  ").append(frame.isOperator() ? "in operator  " : function);
            out.append(frame.name()).append(frame.place());
            if (frame.arguments() instanceof TermList arguments) {
                out.append("\n     called as ").append(frame.call(arguments));
            }
            function = "in call from ";
        }
        return out.toString();
    }

    private static String words(Term reason) {
        return switch (reason) {
            case Atom atom -> words(atom);
            case Tuple(var e) when e.size() == 2 && e.get(0) instanceof Atom tag -> words(reason, tag, e.get(1));
            default -> text(reason);
        };
    }

    private static String words(Atom reason) {
        return switch (reason.name()) {
            case "badarg" -> "bad argument";
            case "badarith" -> "an error occurred when evaluating an arithmetic expression";
            case "if_clause" -> "no true branch found when evaluating an if expression";
            case "noproc" -> "no such process or port";
            case "system_limit" -> "a system limit has been reached";
            case "timeout_value" -> "bad receive timeout value";
            default -> text(reason);
        };
    }

    private static String words(Term reason, Atom tag, Term value) {
        return switch (tag.name()) {
            case "badarg" -> "bad argument: " + text(value);
            case "badarity" -> arity(reason, value);
            case "badfun" -> "bad function " + text(value);
            case "badkey" -> "bad key: " + text(value);
            case "badmap" -> "bad map: " + text(value);
            case "badmatch" -> "no match of right hand side value " + text(value);
            case "bad_filter" -> "bad filter " + text(value);
            case "bad_generator" -> "bad generator " + text(value);
            case "case_clause" -> "no case clause matching " + text(value);
            case "try_clause" -> "no try clause matching " + text(value);
            case "unbound" -> "variable " + text(value) + " is unbound";
            default -> text(reason);
        };
    }

    /** {@code {Fun, Arguments}}. */
    private static String arity(Term reason, Term value) {
        if (!(value instanceof Tuple(var e)) || e.size() != 2 || !(e.get(1) instanceof TermList arguments)) {
            return text(reason);
        }
        String count = switch (arguments.size()) {
            case 0 -> "no arguments";
            case 1 -> "one argument";
            case 2 -> "two arguments";
            default -> arguments.size() + " arguments";
        };
        return text(e.get(0)) + " called with " + count;
    }

    static String text(Term term) {
        return term.brief(SHOWN_CHARACTERS);
    }
}
