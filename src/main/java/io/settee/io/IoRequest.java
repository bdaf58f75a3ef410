package io.settee.io;

import io.settee.process.FunctionCall;
import io.settee.term.Atom;
import io.settee.term.Int;
import io.settee.term.Term;
import io.settee.term.TermList;
import io.settee.term.Tuple;
import java.util.List;
import java.util.function.Function;

/**
 * The requests of the I/O protocol. Source: OTP stdlib, "The Erlang I/O Protocol"; forms without an encoding are those before R13, in
 * Latin-1.
 */
sealed interface IoRequest {
    Atom LATIN1 = new Atom("latin1");
    Atom UNICODE = new Atom("unicode");

    /** {@code {put_chars, Encoding, Characters}}. */
    record PutChars(boolean latin1, Term characters) implements IoRequest {}

    /** {@code {put_chars, Encoding, Module, Function, Arguments}}: what this returns is printed. */
    record PutResult(boolean latin1, FunctionCall call) implements IoRequest {}

    /** {@code {requests, [Request]}}. */
    record Many(List<IoRequest> requests) implements IoRequest {}

    /** {@code {get_line, Encoding, Prompt}}. */
    record GetLine(Term prompt) implements IoRequest {}

    /** {@code {get_chars, Encoding, Prompt, Count}}. */
    record GetChars(Term prompt, int count) implements IoRequest {}

    /** {@code {get_until, Encoding, Prompt, Module, Function, ExtraArguments}}. */
    record GetUntil(Term prompt, FunctionCall call) implements IoRequest {}

    /** {@code {get_password, Encoding}}. */
    record GetPassword() implements IoRequest {}

    /** {@code getopts}. */
    record GetOptions() implements IoRequest {}

    /** {@code {setopts, Options}}. */
    record SetOptions(TermList options) implements IoRequest {}

    /** {@code {get_geometry, columns | rows}}. */
    record Geometry(boolean columns) implements IoRequest {}

    /** One that has its reply already. */
    record Failed(Term reply) implements IoRequest {}

    /** Anything else. */
    record Unknown() implements IoRequest {}

    /** Whether it is answered when something has been read. */
    default boolean reads() {
        return switch (this) {
            case GetLine r -> true;
            case GetChars r -> true;
            case GetUntil r -> true;
            case GetPassword r -> true;
            case Many(var requests) -> requests.stream().anyMatch(IoRequest::reads);
            default -> false;
        };
    }

    /** Whether it wants a function called whose result is printed. */
    default boolean calls() {
        return switch (this) {
            case PutResult r -> true;
            case Many(var requests) -> requests.stream().anyMatch(IoRequest::calls);
            default -> false;
        };
    }

    static IoRequest of(Term term) {
        return of(term, true);
    }

    /** Requests within requests go one deep: no client of the protocol sends more, and the depth would be up to a peer. */
    private static IoRequest of(Term term, boolean outermost) {
        if (term instanceof Atom(String name) && name.equals("getopts")) return new GetOptions();
        if (!(term instanceof Tuple(var e)) || e.isEmpty() || !(e.getFirst() instanceof Atom(String name))) {
            return new Unknown();
        }
        if (name.equals("requests") && e.size() == 2 && e.get(1) instanceof TermList(var requests) && outermost) {
            return new Many(requests.stream().map(r -> of(r, false)).toList());
        }
        if (name.equals("setopts") && e.size() == 2 && e.get(1) instanceof TermList options)
            return new SetOptions(options);
        if (name.equals("get_geometry") && e.size() == 2 && e.get(1) instanceof Atom(String what)) {
            if (what.equals("columns") || what.equals("rows")) return new Geometry(what.equals("columns"));
            return new Unknown();
        }
        boolean encoded = e.size() > 1 && isEncoding(e.get(1)) && hasEncoding(name, e.size());
        boolean latin1 = !encoded || e.get(1).equals(LATIN1);
        return text(name, latin1, e.subList(encoded ? 2 : 1, e.size()));
    }

    private static boolean isEncoding(Term term) {
        return term.equals(LATIN1) || term.equals(UNICODE);
    }

    /** Whether a request of this size has one: {@code {put_chars, latin1, …}} with a module called {@code latin1} has not. */
    private static boolean hasEncoding(String name, int size) {
        return switch (name) {
            case "put_chars" -> size == 3 || size == 5;
            case "get_line" -> size == 3;
            case "get_chars" -> size == 4;
            case "get_until" -> size == 6;
            case "get_password" -> size == 2;
            default -> false;
        };
    }

    private static IoRequest text(String name, boolean latin1, List<Term> rest) {
        int size = rest.size();
        return switch (name) {
            case "put_chars" ->
                size == 1 ? new PutChars(latin1, rest.getFirst()) : calling(rest, call -> new PutResult(latin1, call));
            case "get_line" -> size == 1 ? new GetLine(rest.getFirst()) : new Unknown();
            case "get_chars" ->
                size == 2 && rest.get(1) instanceof Int.Small(long n) && n >= 0 && n <= Integer.MAX_VALUE
                        ? new GetChars(rest.getFirst(), (int) n)
                        : new Unknown();
            case "get_until" ->
                size == 4 ? calling(rest.subList(1, size), call -> new GetUntil(rest.getFirst(), call)) : new Unknown();
            case "get_password" -> size == 0 ? new GetPassword() : new Unknown();
            default -> new Unknown();
        };
    }

    /** {@code Module, Function, Arguments}. */
    private static IoRequest calling(List<Term> mfa, Function<FunctionCall, IoRequest> request) {
        return mfa.size() == 3
                        && mfa.get(0) instanceof Atom module
                        && mfa.get(1) instanceof Atom function
                        && mfa.get(2) instanceof TermList arguments
                ? request.apply(new FunctionCall(module, function, arguments))
                : new Unknown();
    }
}
